import { type Report, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, jsonLines, read, recorded, result, secret, trivy, verdictOn } from "../support/findings.ts";

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

/** Yarn 1 adds up the severities that it found: 2 for low, 4 for moderate, 8 for high. */
test("every sum of severities that yarn 1 ends with is its work, and an error where it lists nothing", () => {
  const advisory = { id: 7, module_name: "left-pad", severity: "low", findings: [] };
  const summary = { type: "auditSummary", data: { vulnerabilities: { low: 1 }, totalDependencies: 2 } };
  const found = jsonLines({ type: "auditAdvisory", data: { advisory } }, summary);
  const nothing = jsonLines({ ...summary, data: { vulnerabilities: { low: 0 }, totalDependencies: 2 } });
  const doubts = (content: Buffer, exitCode: number) => {
    const record = { exitCode, tool: { name: "npmAudit", version: "1.22.22" }, database: null };
    const reports = [recorded(readReport(content, "yarn.jsonl"), record)];
    return verdictOn([], { scanning: { scanners: {} }, reports }).doubts.map(({ found: doubt }) => doubt);
  };

  expect(doubts(found, 14)).toEqual([]);
  expect(doubts(found, 32)).toEqual([expect.stringContaining("that failed: exit code 32, not 0 to 31")]);
  expect(doubts(nothing, 14)).toEqual([
    expect.stringContaining("lists no finding, but npmAudit ended with exit code 14"),
  ]);
});

test.each([
  ["gosec", 1, true],
  ["gosec", 2, false],
  ["kics", 50, true],
  ["kics", 126, false],
  ["trufflehog", 183, true],
  ["trufflehog", 1, false],
])("%s that ends with %i did its work: %s", (name, exitCode, worked) => {
  const reports: Record<string, Report> = {
    gosec: read({ Issues: [{ rule_id: "G101", file: "a.go" }], Stats: { files: 1 } }),
    kics: read({ files_scanned: 1, queries: [{ query_id: "a", files: [{ file_name: "a.tf" }] }] }),
    trufflehog: read([{ rule: { id: "a" }, path: "a", secret: "made-up" }]),
  };
  const report = reports[name] ?? read({});
  const input = recorded(report, { exitCode, tool: { name, version: "1" }, database: null });
  const { doubts } = verdictOn([], { scanning: { scanners: {} }, reports: [input] });

  expect(doubts.some(({ found }) => found.includes("that failed"))).toBe(!worked);
});
