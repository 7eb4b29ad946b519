import { canaryFiles, canaryIds, type Report, ReportError, type ReportInput, type RunRecord } from "@sallyport/gate";
import { scannerNames } from "@sallyport/policy";
import { expect, test } from "vitest";
import {
  bytes,
  commit,
  read,
  recorded,
  reportOf,
  result,
  type Situation,
  trivy,
  verdictOn,
  vulnerability,
} from "../../support/findings.ts";

const scanning = { canary: true, scanners: { trivy: { scanType: "filesystem" } } } as const;
const seeded = vulnerability({ VulnerabilityID: "CVE-2021-44906", PkgName: "minimist", Severity: "CRITICAL" });

function canaryReport(...vulnerabilities: Record<string, unknown>[]): Report {
  return read(trivy([result({ Vulnerabilities: vulnerabilities })], { ArtifactName: "canary" }), "canary/trivy.json");
}

function canaryOf(report: Report, fields: Partial<RunRecord> = {}): ReportInput {
  return recorded(report, { target: { kind: "filesystem", name: "canary" }, ...fields });
}

function verdictWith(canaries: readonly ReportInput[] | undefined, situation: Situation = {}) {
  return verdictOn([reportOf()], { scanning, ...(canaries && { canaries }), ...situation });
}

test("a scanner that found what is known to be there is trusted, and its canary is no finding", () => {
  const verdict = verdictWith([canaryOf(canaryReport(seeded))]);

  expect(verdict).toMatchObject({ decision: "pass", findings: [], doubts: [], alerts: [] });
  expect(verdict.inputs.canaries).toMatchObject([{ path: "canary/trivy.json", tool: "trivy", health: "ok" }]);
});

test.each<[string, readonly ReportInput[] | undefined, string]>([
  ["no canary at all", undefined, "asks each required scanner for a canary, and trivy has none"],
  ["a canary of nobody who is required", [], "asks each required scanner for a canary, and trivy has none"],
  ["one in which nothing was found", [canaryOf(canaryReport())], "found none of CVE-2019-10744, "],
  [
    "one in which something else was found",
    [canaryOf(canaryReport(vulnerability()))],
    "found none of CVE-2019-10744, ",
  ],
  [
    "one of another version",
    [canaryOf({ ...canaryReport(seeded), toolVersion: "0.75.0" })],
    "is a canary of trivy 0.75.0; reports/trivy.json was made by 0.76.0",
  ],
  [
    "one that is older than the scan",
    [
      canaryOf(
        { ...canaryReport(seeded), createdAt: "2026-05-04T10:00:30Z" },
        { startedAt: "2026-05-04T10:00:00Z", endedAt: "2026-05-04T10:01:00Z" },
      ),
    ],
    "is an older canary: it was scanned until 2026-05-04T10:01:00Z",
  ],
  ["one without a run record", [{ report: canaryReport(seeded) }], "has no run record"],
  ["one whose run failed", [canaryOf(canaryReport(seeded), { exitCode: 3 })], "failed: exit code 3"],
])("%s is doubt, and an alert", (_, canaries, found) => {
  const verdict = verdictWith(canaries);

  expect(verdict.decision).toBe("undecided");
  expect(verdict.doubts.map((doubt) => doubt.found).join("; ")).toContain(found);
  expect(verdict.alerts).toMatchObject([{ scanner: "trivy", effect: "undecided", tell: ["team:security"] }]);
});

test("what a scanner was told to leave out in the canary was not found", () => {
  const modified = [{ Type: "vulnerability", Status: "ignored", Finding: seeded }];
  const report = read(trivy([result({ ModifiedFindings: modified })]), "canary/trivy.json");

  expect(verdictWith([canaryOf(report)]).decision).toBe("undecided");
});

test("without scanning.canary none is needed, and one that fails is doubt all the same", () => {
  const quiet = { scanning: { scanners: { trivy: { scanType: "filesystem" } } } } as const;

  expect(verdictWith(undefined, quiet).decision).toBe("pass");
  expect(verdictWith([canaryOf(canaryReport())], quiet).decision).toBe("undecided");
});

test("a canary that cannot be read is one doubt, not two", () => {
  const error = new ReportError({ path: "canary/trivy.json", found: "is empty", remedy: "Run it.", tool: "trivy" });

  expect(verdictWith(undefined, { unreadable: [error] }).doubts).toMatchObject([{ about: "canary/trivy.json" }]);
});

test("the policy may say what has to be found", () => {
  const trivyFinds = (...canary: string[]) => ({
    scanning: { canary: true, scanners: { trivy: { scanType: "filesystem", canary } } } as Situation["scanning"],
  });

  expect(verdictWith([canaryOf(canaryReport(vulnerability()))], trivyFinds("CVE-2026-1000")).decision).toBe("pass");
  expect(verdictWith([canaryOf(canaryReport(seeded))], trivyFinds("CVE-2026-1000")).decision).toBe("undecided");
});

test("a scanner of whose canary nobody knows anything is doubted until the policy says what it must find", () => {
  const document = {
    errors: [],
    generated_at: "2026-05-04T11:00:30Z",
    metrics: { _totals: { loc: 4, "SEVERITY.HIGH": 0 } },
    results: [],
  };
  const bandit = read(document, "canary/bandit.json");
  const report = { ...bandit, tool: "zap" };

  expect(verdictWith([canaryOf(report, { database: null })]).doubts.map(({ found }) => found)).toContain(
    "is a canary of zap, and nobody says what it must find",
  );
});

test("the commit that is judged is none of the canary's business", () => {
  const verdict = verdictWith([canaryOf(canaryReport(seeded))], { commit, images: undefined });

  expect(verdict.doubts).toEqual([]);
});

test("the fixture holds what the scanners are said to find", () => {
  const text = [...canaryFiles.values()].join("\n");

  expect(Object.keys(canaryIds).every((name) => scannerNames.some((scanner) => scanner === name))).toBe(true);
  for (const seed of [
    '"lodash": "4.17.4"',
    '"minimist": "0.0.8"',
    "eval(",
    "shell=True",
    "FROM debian:latest",
    "privileged: true",
  ]) {
    expect(text).toContain(seed);
  }
  expect(text).toMatch(/-----BEGIN [A-Z]+ KEY-----\nTHISisNOTaKEY/);
  expect(bytes([...canaryFiles]).length).toBeLessThan(10_000);
});
