import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { exception, fileOf } from "../support/exceptions.ts";
import { atTheScan, copyOfExample, documentOf, messagesOf, runCli } from "./run-cli.ts";

const minimist = {
  finding: "CVE-2021-44906",
  scope: { purl: "pkg:npm/minimist" },
  created: "2026-11-20",
  expires: "2026-12-20",
};

/** The example with these exceptions. */
function exampleWith(...exceptions: Record<string, unknown>[]): string {
  const cwd = copyOfExample();
  writeFileSync(join(cwd, "sallyport-exceptions.yaml"), fileOf(...exceptions));
  return cwd;
}

function compile(cwd: string, ...args: string[]) {
  return runCli(["exception", "compile", ...atTheScan, ...args], { cwd });
}

/** A SARIF log with a result for each of these rules. */
function sarifOf(...rules: string[]): string {
  const results = rules.map((ruleId) => ({
    ruleId,
    level: "error",
    message: { text: "found" },
    locations: [{ physicalLocation: { artifactLocation: { uri: "app/a.py" }, region: { startLine: 3 } } }],
  }));
  return JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "own-scanner" } }, results }] });
}

test("prints the file of one scanner, and says beside it what the file cannot say", async () => {
  const cwd = exampleWith(exception(minimist), exception({ ...minimist, id: "EX-2", expires: "2026-11-21" }));
  const { code, stdout, stderr } = await compile(cwd, "--to", "trivy");

  expect(code).toBe(0);
  expect(parse(stdout)).toMatchObject({ vulnerabilities: [{ id: "CVE-2021-44906", purls: ["pkg:npm/minimist"] }] });
  expect(stderr).toContain("trivy: EX-2 is left out: it expired");
  expect(stderr).toContain("without CISA's KEV catalogue");
});

test("writes the files of all scanners into a folder, the same bytes at any time", async () => {
  const cwd = exampleWith(exception(minimist), exception({ ...minimist, id: "EX-2", scope: { path: "app/*" } }));
  const { code, stdout } = await compile(cwd, "--to", "all", "--out", "compiled");
  const files = () => Object.keys(manifest()).map((path) => [path, readFileSync(join(cwd, "compiled", path), "utf8")]);
  const manifest = () => JSON.parse(readFileSync(join(cwd, "compiled/.sallyport-out.json"), "utf8")).files;
  const first = files();

  expect(code).toBe(0);
  expect(stdout).toContain("Wrote compiled/.trivyignore.yaml\n");
  expect(Object.keys(manifest())).toEqual([
    ".trivyignore.yaml",
    ".grype.yaml",
    ".snyk",
    "dependency-check-suppressions.xml",
    "app/osv-scanner.toml",
    "openvex.json",
  ]);
  await compile(cwd, "--to", "all", "--out", "compiled", "--at", "2026-12-01T00:00:00Z");
  expect(files()).toEqual(first);
});

test("the files that it writes are no shadows: an exception stands behind each entry", async () => {
  const cwd = exampleWith(exception(minimist), exception({ ...minimist, id: "EX-2", scope: { path: "app/*" } }));
  await compile(cwd, "--to", "all", "--out", "compiled");
  const { stdout } = await runCli(["exception", "shadows", "compiled", ...atTheScan, "--json"], { cwd });

  expect(documentOf(stdout, "exception-shadows.json")).toMatchObject({ known: 7, shadows: [] });
});

test("prints one document with --json", async () => {
  const cwd = exampleWith(exception({ ...minimist, endsOn: ["exploited"] }));
  const without = await compile(cwd, "--to", "trivy,grype", "--json");
  expect(documentOf(without.stdout, "exception-compile.json")).toMatchObject({
    leftOut: [
      { target: "trivy", exception: "EX-1", why: expect.stringContaining("KEV") },
      { target: "grype", exception: "EX-1" },
    ],
  });

  writeFileSync(join(cwd, "facts.json"), JSON.stringify({ kev: { date: "2026-11-22", ids: [] } }));
  const withFacts = await compile(cwd, "--to", "trivy", "--facts", "facts.json", "--json");
  expect(documentOf(withFacts.stdout, "exception-compile.json")).toMatchObject({
    leftOut: [],
    files: [{ target: "trivy", path: ".trivyignore.yaml" }],
  });
});

test("adds suppressions to the results of a SARIF log that the gate would excuse, and to no other", async () => {
  const cwd = exampleWith(exception({ ...minimist, finding: "R1", scope: { path: "app/**" } }));
  writeFileSync(join(cwd, "own.sarif"), sarifOf("R1", "R2"));
  const { code, stdout } = await compile(cwd, "--to", "sarif", "--report", "own.sarif");
  const [excused, other] = JSON.parse(stdout).runs[0].results;

  expect(code).toBe(0);
  expect(excused).toMatchObject({
    ruleId: "R1",
    suppressions: [{ kind: "external", status: "accepted", properties: { exception: "EX-1" } }],
  });
  expect(other).not.toHaveProperty("suppressions");
});

test.each([
  [["--to", "clair"], '--to is "clair"'],
  [["--to", "sarif"], "--report is missing"],
  [["--to", "sarif", "--report", "reports/trivy.json"], "reports/trivy.json: is trivy-json v2, not SARIF"],
  [["--to", "trivy", "--file", "none.yaml"], "none.yaml: does not exist"],
])("refuses %j", async (args, message) => {
  const { code, stdout } = await compile(exampleWith(exception(minimist)), ...args, "--json");

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining(message)]);
});

test("writes nothing from exceptions that are broken", async () => {
  const cwd = exampleWith(exception({ ...minimist, scope: {} }));
  const { code, stdout } = await compile(cwd, "--to", "all", "--out", "compiled", "--json");

  expect(code).toBe(2);
  expect(messagesOf(stdout)).toEqual([expect.stringContaining("scope is empty")]);
  expect(() => readFileSync(join(cwd, "compiled/.snyk"))).toThrow();
});
