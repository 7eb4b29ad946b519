import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PolicyError, parsePolicy, readPolicy } from "@sallyport/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orgFile, repositoryFile, teamFile } from "./layers.ts";
import { minimal, minimalYaml } from "./support.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function errorOf(read: () => unknown): PolicyError {
  try {
    read();
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

test.each([
  ["YAML", "sallyport.yaml", minimalYaml],
  ["JSON", "sallyport.json", JSON.stringify(minimal)],
])("reads a policy in %s", (_, name, content) => {
  expect(readPolicy(write(name, content)).policy).toEqual(parsePolicy(minimalYaml).policy);
});

test("problems carry the path as it was given", () => {
  const path = write("broken.yaml", minimalYaml.replace("version: 1", "version: 2"));

  expect(errorOf(() => readPolicy(path)).problems[0]).toMatchObject({ file: path, line: 1, column: 10 });
  expect(errorOf(() => readPolicy(path, "policy/broken.yaml")).message).toMatch(/^policy\/broken\.yaml:1:10: /);
});

test("a file that is not there is a problem with a remedy", () => {
  expect(errorOf(() => readPolicy("no/such/file.yaml")).message).toBe(
    "no/such/file.yaml:1:1: there is no such file. Check the path of the policy.",
  );
});

test("a path through a file is a file that is not there", () => {
  const path = join(write("plain.yaml", minimalYaml), "policy.yaml");

  expect(errorOf(() => readPolicy(path)).problems).toMatchObject([{ message: "there is no such file" }]);
});

test("a folder is a problem with a remedy", () => {
  const path = join(folder, "policies");
  mkdirSync(path);

  expect(errorOf(() => readPolicy(path)).problems).toMatchObject([
    { message: "this is a folder", remedy: "Give the path of the policy in it." },
  ]);
});

test.each([
  ["too long a name", "x".repeat(5000), "ENAMETOOLONG"],
  ["a name that no file can have", "a\0b", "ERR_INVALID_ARG_VALUE"],
])("%s is a problem with a remedy", (_, path, code) => {
  expect(errorOf(() => readPolicy(path, "policy")).problems).toMatchObject([
    { message: `the file cannot be read (${code})`, remedy: "Check its path and the right to read it." },
  ]);
});

test("no more of a file is read than it takes to refuse it", () => {
  const path = process.platform === "linux" ? "/dev/zero" : write("large.yaml", new Uint8Array(600_000));

  expect(errorOf(() => readPolicy(path)).problems).toMatchObject([
    { message: expect.stringContaining("larger than the 524288 bytes") },
  ]);
});

/** Files below the folder, each with its settings. */
function writeAll(files: Record<string, object>): void {
  for (const [name, settings] of Object.entries(files)) write(name, JSON.stringify(settings));
}

test("a file is read with those that it extends, each path from the folder of the file that names it", () => {
  writeAll({
    "chain/org/sallyport.yaml": orgFile({ protection: { reviews: { required: 2 } } }),
    "chain/teams/payments.yaml": teamFile({ extends: "../org/sallyport.yaml", audit: {} }),
    "chain/api/sallyport.yaml": repositoryFile({ extends: "../teams/payments.yaml" }),
  });
  const { policy, files } = readPolicy(join(folder, "chain/api/sallyport.yaml"), "api/sallyport.yaml");

  expect(policy).toMatchObject({
    protection: { reviews: { required: 2 } },
    audit: {},
    repositories: [{ name: "api" }],
  });
  expect(files.map(({ file, layer }) => `${layer} ${file}`)).toEqual([
    "organization org/sallyport.yaml",
    "team:payments teams/payments.yaml",
    "repository api/sallyport.yaml",
  ]);
});

test("the digest of several files is that of their digests, and that of one file its own", () => {
  const [org, repository] = [JSON.stringify(orgFile()), JSON.stringify(repositoryFile({ extends: "./org.yaml" }))];
  const [above, below] = [write("digest/org.yaml", org), write("digest/api.yaml", repository)];
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  expect(readPolicy(below).sha256).toBe(sha256(`${sha256(org)}\n${sha256(repository)}\n`));
  expect(readPolicy(write("digest/alone.yaml", minimalYaml)).sha256).toBe(sha256(minimalYaml));
  writeFileSync(above, `${org}\n`);
  expect(readPolicy(below).sha256).not.toBe(sha256(`${sha256(org)}\n${sha256(repository)}\n`));
});

test("a problem in a file above carries the path of that file", () => {
  writeAll({
    "broken/org.yaml": orgFile({ gate: { lader: {} } }),
    "broken/api.yaml": repositoryFile({ extends: "./org.yaml" }),
  });

  expect(errorOf(() => readPolicy(join(folder, "broken/api.yaml"), "x/api.yaml")).problems).toMatchObject([
    { file: "x/org.yaml", path: "gate.lader" },
  ]);
});

test.each([
  ["is not there", "./nowhere.yaml", "names a file that is not there"],
  ["is a folder", "./folder.yaml", "names something that is no file"],
  ["is the file itself", "./api.yaml", "closes a circle of files that extend each other"],
  ["extends the first one again", "./circle.yaml", "closes a circle of files that extend each other"],
  ["is the file itself by another name", "./link.yaml", "closes a circle of files that extend each other"],
])("a file above that %s is an error at the line that names it", (_, above, message) => {
  mkdirSync(join(folder, "bad/folder.yaml"), { recursive: true });
  writeAll({
    "bad/circle.yaml": teamFile({ extends: "./api.yaml" }),
    "bad/api.yaml": repositoryFile({ extends: above }),
  });
  rmSync(join(folder, "bad/link.yaml"), { force: true });
  symlinkSync("api.yaml", join(folder, "bad/link.yaml"));
  const problems = errorOf(() => readPolicy(join(folder, "bad/api.yaml"), "api.yaml")).problems;

  expect(problems).toMatchObject([{ path: "extends", message, found: expect.stringMatching(/^"\.\//), line: 1 }]);
  expect(problems[0]?.file).toBe(above === "./circle.yaml" ? "circle.yaml" : "api.yaml");
});

test.each(["/etc/org.yaml", "https://acme.example/org.yaml", "org.yaml", "./org.txt", "~/org.yaml", "./org.yaml\0"])(
  "%j is no path of a file above",
  (above) => {
    const path = write("paths.yaml", JSON.stringify(repositoryFile({ extends: above })));

    expect(errorOf(() => readPolicy(path)).problems.map((problem) => problem.path)).toContain("extends");
  },
);

test("a file above that is too large is refused, and nothing of it is read further", () => {
  write("large/org.yaml", `# ${"x".repeat(600_000)}`);
  const path = write("large/api.yaml", JSON.stringify(repositoryFile({ extends: "./org.yaml" })));

  expect(errorOf(() => readPolicy(path, "api.yaml")).problems).toMatchObject([
    { file: "org.yaml", message: expect.stringContaining("larger than the 524288 bytes") },
  ]);
});

test("eight files may extend each other, and no more", () => {
  const team = (at: number) => teamFile({ layer: `team:t${at}`, extends: `./t${at - 1}.yaml` });
  writeAll({
    "deep/t0.yaml": orgFile(),
    ...Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`deep/t${at + 1}.yaml`, team(at + 1)])),
    "deep/eight.yaml": repositoryFile({ extends: "./t6.yaml" }),
    "deep/nine.yaml": repositoryFile({ extends: "./t7.yaml" }),
  });

  expect(readPolicy(join(folder, "deep/eight.yaml")).files).toHaveLength(8);
  expect(errorOf(() => readPolicy(join(folder, "deep/nine.yaml"))).problems).toMatchObject([
    { path: "extends", message: "is one file too many: at most 8 extend each other" },
  ]);
});

test("waivers are judged by the time that is given, and by the clock without one", () => {
  const waiver = { path: "gate.newOnly", for: "repository:api", to: true, reason: "x", approvedBy: "team:security" };
  writeAll({
    "time/org.yaml": orgFile({ waivers: [{ ...waiver, expires: "2020-06-30" }] }),
    "time/api.yaml": repositoryFile({ extends: "./org.yaml", gate: { newOnly: true } }),
  });
  const path = join(folder, "time/api.yaml");
  const at = (now?: string) => () => readPolicy(path, "api.yaml", now).policy.gate.newOnly;

  expect(at("2020-06-30T23:59:59Z")()).toBe(true);
  expect(at("2020-07-01T01:00:00+02:00")()).toBe(true);
  expect(at("2020-07-01T00:00:00Z")).toThrow(PolicyError);
  expect(at("soon")).toThrow(PolicyError);
  expect(at()).toThrow(PolicyError);
});

test("a text alone cannot extend a file", () => {
  expect(errorOf(() => parsePolicy(JSON.stringify({ ...minimal, extends: "./org.yaml" }))).problems).toMatchObject([
    { path: "extends", message: "names a file, and this policy was given as a text alone" },
  ]);
});
