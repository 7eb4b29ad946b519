import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atTheScan, copyOfExample, documentOf, edit, fixed, runCli, temporaryFolder } from "./run-cli.ts";

test("the fixture is written, and what must be found in it is said", async () => {
  const cwd = temporaryFolder();
  const { code, stdout } = await runCli(["canary", "canary", "--json"], { cwd });
  const { files, mustFind } = documentOf(stdout, "canary.json") as {
    files: string[];
    mustFind: Record<string, string[]>;
  };

  expect(code).toBe(0);
  expect(files).toContain("node/package-lock.json");
  expect(files.every((file) => readFileSync(join(cwd, "canary", file), "utf8") !== "")).toBe(true);
  expect(mustFind.bandit).toEqual(["B307", "B602"]);
});

test("a folder with files of somebody else is left alone", async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "mine"));
  writeFileSync(join(cwd, "mine/notes.txt"), "mine");

  expect((await runCli(["canary", "mine"], { cwd })).code).toBe(2);
  expect(readdirSync(join(cwd, "mine"))).toEqual(["notes.txt"]);
});

/** The report of the example that passes, as one on the canary that found this. */
function writeCanary(folder: string, vulnerabilities: readonly object[]): void {
  const report = JSON.parse(readFileSync(join(folder, "reports/trivy-fixed.json"), "utf8"));
  const record = JSON.parse(readFileSync(join(folder, "reports/trivy-fixed.json.run.json"), "utf8"));
  report.Results = [{ Target: "package-lock.json", Class: "lang-pkgs", Type: "npm", Vulnerabilities: vulnerabilities }];
  const content = JSON.stringify(report);
  const sha256 = createHash("sha256").update(content).digest("hex");
  record.report = { file: "canary.json", sha256, bytes: content.length };
  writeFileSync(join(folder, "reports/canary.json"), content);
  writeFileSync(join(folder, "reports/canary.json.run.json"), JSON.stringify(record));
}

test("where the policy wants a canary, the gate passes with one that found something and not without", async () => {
  const cwd = copyOfExample();
  edit(join(cwd, "sallyport.yaml"), "scanning:", "scanning:\n  canary: true");
  const run = (...args: string[]) => runCli(["gate", ...fixed, ...atTheScan, ...args], { cwd });
  const found = {
    VulnerabilityID: "CVE-2021-44906",
    PkgName: "minimist",
    InstalledVersion: "0.0.8",
    Severity: "CRITICAL",
  };

  const without = await run();
  writeCanary(cwd, []);
  const blind = await run("--canary", "trivy=reports/canary.json");
  writeCanary(cwd, [found]);
  const seeing = await run("--canary", "trivy=reports/canary.json");
  const gone = await run("--canary", "trivy=reports/gone.json");

  expect([without.code, blind.code, seeing.code, gone.code]).toEqual([2, 2, 0, 2]);
  expect(without.stdout).toContain("asks each required scanner for a canary, and trivy has none");
  expect(blind.stdout).toContain("is a canary in which trivy found none of");
  expect(gone.stdout).toContain("reports/gone.json does not exist");
});

test("a report cannot be the canary of itself", async () => {
  const { code, stderr } = await runCli(["gate", ...fixed, ...atTheScan, "--canary", "trivy=reports/trivy-fixed.json"]);

  expect(code).toBe(2);
  expect(stderr).toContain("is given twice");
});
