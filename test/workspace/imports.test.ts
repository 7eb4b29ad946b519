import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What each package may import from the others. Imports point one way: down this list to the packages above. */
const mayImport: Record<string, readonly string[]> = {
  policy: [],
  gate: ["policy"],
  "github-api": ["policy"],
  "vault-api": ["policy", "github-api"],
  github: ["policy", "github-api"],
  vault: ["policy", "vault-api"],
  aws: ["policy"],
  kubernetes: ["policy"],
  pipeline: ["policy", "github", "vault", "aws", "kubernetes"],
  cli: ["policy", "gate", "github-api", "vault-api", "pipeline"],
};
const withoutPulumi = ["policy", "gate", "github-api", "vault-api", "cli"];

const importPattern = /(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|\b(import|require)\("([^"]+)"\)/g;

/** Every module that a source text names, and whether the import survives compilation. */
function importsIn(text: string): { specifier: string; lazy: boolean; typeOnly: boolean }[] {
  return [...text.matchAll(importPattern)].map(([, , type, from, lazy, called]) => ({
    specifier: from ?? called ?? "",
    lazy: lazy !== undefined,
    typeOnly: type !== undefined,
  }));
}

function sourcesOf(name: string): { path: string; text: string }[] {
  return readdirSync(join("packages", name, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path, text: readFileSync(join("packages", name, "src", path), "utf8") }));
}

const packageNames = readdirSync("packages");

test("knows every package", () => {
  expect(packageNames.toSorted()).toEqual(Object.keys(mayImport).toSorted());
});

test.each(packageNames)("%s imports only what lies before it", (name) => {
  const foreign = sourcesOf(name).flatMap(({ path, text }) =>
    importsIn(text)
      .filter(({ specifier }) => specifier.startsWith("@sallyport/"))
      .filter(({ specifier }) => !mayImport[name]?.includes(specifier.replace("@sallyport/", "")))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );

  expect(foreign).toEqual([]);
});

test.each(packageNames)("%s declares every package that it imports", (name) => {
  const manifest = JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8"));
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const missing = sourcesOf(name).flatMap(({ path, text }) =>
    importsIn(text)
      .map(({ specifier }) => specifier)
      .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .map((specifier) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"))
      .filter((imported) => !declared.includes(imported))
      .map((imported) => `${path} imports ${imported}`),
  );

  expect(missing).toEqual([]);
});

test.each(withoutPulumi)("%s runs without Pulumi", (name) => {
  const pulumi = sourcesOf(name).flatMap(({ path, text }) =>
    importsIn(text)
      .filter(({ specifier }) => specifier.startsWith("@pulumi/"))
      .map(({ specifier }) => `${path} imports ${specifier}`),
  );

  expect(pulumi).toEqual([]);
});

test("cli loads pipeline only when a command needs it", () => {
  const eager = sourcesOf("cli").flatMap(({ path, text }) =>
    importsIn(text)
      .filter(({ specifier, lazy, typeOnly }) => specifier === "@sallyport/pipeline" && !lazy && !typeOnly)
      .map(() => path),
  );

  expect(eager).toEqual([]);
});

test("the reading of imports finds each kind", () => {
  const text = `import a from "a";\nimport type { B } from "b";\nexport { c } from "c";\nawait import("d"); require("e");`;

  expect(importsIn(text)).toEqual([
    { specifier: "a", lazy: false, typeOnly: false },
    { specifier: "b", lazy: false, typeOnly: true },
    { specifier: "c", lazy: false, typeOnly: false },
    { specifier: "d", lazy: true, typeOnly: false },
    { specifier: "e", lazy: true, typeOnly: false },
  ]);
});
