import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PolicyError, parsePolicy, readPolicy } from "@sallyport/policy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minimal, minimalYaml } from "./support.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
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
