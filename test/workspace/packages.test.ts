import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const packageNames = readdirSync("packages");
const manifestOf = (name: string) => JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8"));

test.each(packageNames)("%s can be published", (name) => {
  const manifest = manifestOf(name);
  const pulumi = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith("@pulumi/"));

  expect(manifest).toMatchObject({ license: "Apache-2.0", type: "module", engines: { node: ">=22.12" } });
  expect(manifest.private).toBeUndefined();
  expect(manifest.exports["."]).toEqual({ types: "./dist/index.d.ts", default: "./dist/index.js" });
  expect(manifest.files).toContain("dist");
  expect(pulumi, "two copies of the SDK do not work together: it belongs to peerDependencies").toEqual([]);
});

let consumer: string;

/** A project that has the packed packages and their dependencies, and nothing of this checkout. */
beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), "sallyport-consumer-"));
  const scope = join(consumer, "node_modules", "@sallyport");
  mkdirSync(scope, { recursive: true });
  const folders = packageNames.map((name) => `./packages/${name}`);
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", ...folders], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  for (const { name, files } of JSON.parse(packed) as { name: string; files: { path: string }[] }[]) {
    const folder = name.replace("@sallyport/", "");
    for (const { path } of files) cpSync(join("packages", folder, path), join(scope, folder, path));
    linkDependencies(folder, scope);
  }
}, 60_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

/** Third-party dependencies come from this checkout; ours must resolve among the packed packages. */
function linkDependencies(name: string, scope: string): void {
  const { dependencies = {}, peerDependencies = {} } = manifestOf(name);
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
    const installed = join(process.cwd(), "packages", name, "node_modules", dependency);
    const link = join(scope, "..", dependency);
    if (dependency.startsWith("@sallyport/") || existsSync(link)) continue;
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(installed, link);
  }
}

test("the packed packages import each other without this checkout", () => {
  const program = packageNames.map((name) => `import "@sallyport/${name}";`).join("\n");

  const run = () => execFileSync("node", ["--input-type=module", "-e", program], { cwd: consumer, stdio: "pipe" });

  expect(run).not.toThrow();
});

test("the packed command answers", () => {
  const version = execFileSync("node", ["node_modules/@sallyport/cli/bin/sallyport.js", "--version"], {
    cwd: consumer,
    encoding: "utf8",
  });

  expect(version.trim()).toBe(manifestOf("cli").version);
});

test("every packed package carries its types", () => {
  const without = packageNames.filter(
    (name) => !existsSync(join(consumer, "node_modules/@sallyport", name, "dist/index.d.ts")),
  );

  expect(without).toEqual([]);
});
