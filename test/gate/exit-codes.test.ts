import { type Report, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, recorded, result, secret, trivy, verdictOn } from "../support/findings.ts";

const leak = { RuleID: "token", Description: "A token", File: "app.js", StartLine: 3, Secret: "fake", Match: "fake" };

function gitleaks(...leaks: unknown[]): Report {
  return readReport(bytes(leaks), "reports/gitleaks.json", { tool: "gitleaks" });
}

function doubtsAbout(report: Report, exitCode: number): string[] {
  const scanning = { scanners: { gitleaks: {}, trivy: { required: false } } };
  const record = { exitCode, tool: { name: "gitleaks", version: "8.30.1" }, database: null };
  return verdictOn([], { scanning, reports: [recorded(report, record)] }).doubts.map(({ found }) => found);
}

test("a scanner that ended with 0, or with its code for findings and lists some, did its work", () => {
  expect(doubtsAbout(gitleaks(), 0)).toEqual([]);
  expect(doubtsAbout(gitleaks(leak), 1)).toEqual([]);
});

test("the code for findings beside a report without any is an error of the scanner, not a pass", () => {
  expect(doubtsAbout(gitleaks(), 1)).toEqual([
    "lists no finding, but gitleaks ended with exit code 1, which stands for findings or for an error",
  ]);
});

test.each([2, 126])("a scanner that ended with %i did not do its work", (exitCode) => {
  expect(doubtsAbout(gitleaks(leak), exitCode)).toEqual([
    `comes from a run of gitleaks that failed: exit code ${exitCode}, not 0 or 1`,
  ]);
});

test("the exit code that the policy gives Trivy for findings needs findings too", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem", exitCode: 1 } } } as const;
  const doubts = (report: Report) =>
    verdictOn([], { scanning, reports: [recorded(report, { exitCode: 1 })] }).doubts.map(({ found }) => found);

  expect(doubts(read(trivy([result({ Secrets: [secret()] })])))).toEqual([]);
  expect(doubts(read(trivy([result()])))).toEqual([expect.stringContaining("lists no finding, but trivy ended with")]);
});
