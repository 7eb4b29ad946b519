import type { DecisionInputs, Outcome, Report } from "@sallyport/gate";
import type { GatePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import type * as z from "zod";
import {
  licence,
  misconfiguration,
  read,
  reportOf,
  secret,
  trivy,
  trivyImage,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

type GateInput = z.input<typeof GatePolicy>;

function judged(report: Report, gate: GateInput, inputs: Partial<DecisionInputs> = {}): Outcome {
  const [outcome, ...others] = verdictOn([report], { gate, ...inputs }).findings;
  if (!outcome || others.length > 0) throw new Error("expected one finding");
  return outcome;
}

const inSystem = (Severity: string) =>
  read(
    trivyImage("api:1", [
      { Target: "api:1", Class: "os-pkgs", Type: "debian", Vulnerabilities: [vulnerability({ Severity })] },
    ]),
  );
const scored = (score: number, fields: Record<string, unknown> = {}) =>
  reportOf(vulnerability({ CVSS: { nvd: { V3Score: score } }, ...fields }));

const rungs = [
  ["CRITICAL", "critical"],
  ["HIGH", "high"],
  ["MEDIUM", "medium"],
  ["LOW", "low"],
  ["UNKNOWN", "unscored"],
] as const;
const actions = ["block", "approve", "warn", "log"] as const;

test.each(rungs.flatMap(([label, rung]) => actions.map((action) => [rung, action, label] as const)))(
  "the ladder sends %s to %s",
  (rung, action, label) => {
    expect(judged(inSystem(label), { ladder: { [rung]: action } })).toMatchObject({
      severity: rung,
      outcome: action,
      rule: `gate.ladder.${rung}`,
    });
  },
);

test.each([
  ["CRITICAL", "block"],
  ["HIGH", "approve"],
  ["MEDIUM", "warn"],
  ["LOW", "log"],
  ["UNKNOWN", "approve"],
])("out of the box, %s in an image leads to %s", (label, outcome) => {
  expect(judged(inSystem(label), {}).outcome).toBe(outcome);
});

test.each([
  ["a dependency", reportOf(vulnerability()), "block", "gate.categories.dependency.high"],
  [
    "a secret",
    read(trivy([{ Target: "a", Secrets: [secret({ Severity: "LOW" })] }])),
    "block",
    "gate.categories.secret.any",
  ],
  [
    "a misconfiguration",
    read(trivy([{ Target: "a", Misconfigurations: [misconfiguration()] }])),
    "approve",
    "gate.ladder.high",
  ],
  ["a licence", read(trivy([{ Target: "a", Licenses: [licence()] }])), "approve", "gate.ladder.high"],
])("out of the box, %s of high severity leads where its category says", (_, report, outcome, rule) => {
  expect(judged(report, {})).toMatchObject({ outcome, rule });
});

test("a category wins over the ladder, its named rung over its any", () => {
  const gate: GateInput = { ladder: { high: "block" }, categories: { dependency: { any: "warn", high: "log" } } };

  expect(judged(reportOf(vulnerability()), gate)).toMatchObject({
    outcome: "log",
    rule: "gate.categories.dependency.high",
  });
  expect(judged(scored(9.8), gate)).toMatchObject({ outcome: "warn", rule: "gate.categories.dependency.any" });
});

test("a scanner wins over the category, even with any against a named rung", () => {
  const gate: GateInput = { categories: { dependency: { high: "block" } }, scanners: { trivy: { any: "warn" } } };

  expect(judged(reportOf(vulnerability()), gate)).toMatchObject({ outcome: "warn", rule: "gate.scanners.trivy.any" });
});

test("a scanner that says nothing of a rung leaves it to the category", () => {
  const gate: GateInput = { scanners: { trivy: { low: "block" }, snyk: { any: "log" } } };

  expect(judged(reportOf(vulnerability()), gate).rule).toBe("gate.categories.dependency.high");
});

test("a score of 0.0 is logged, unless any says otherwise", () => {
  const none = reportOf(
    vulnerability({ Severity: "UNKNOWN", CVSS: { nvd: { V3Score: 0, V3Vector: "CVSS:3.1/C:N" } } }),
  );

  expect(judged(none, {})).toMatchObject({ outcome: "log", rule: "gate.ladder", severity: "info" });
  expect(judged(none, { categories: { dependency: { any: "warn" } } }).outcome).toBe("warn");
});

test("the reason names score, source, rung and setting", () => {
  expect(judged(scored(9.8), {}).because).toBe("CVSS 9.8 (nvd) is critical; gate.ladder.critical is block.");
  expect(judged(reportOf(vulnerability()), {}).because).toBe(
    "The scanner calls it HIGH; gate.categories.dependency.high is block.",
  );
  expect(judged(reportOf(vulnerability({ Severity: "UNKNOWN" })), {}).because).toBe(
    "It has no CVSS score that counts, and UNKNOWN is no severity; gate.ladder.unscored is approve.",
  );
});

test("a dispute of score and label is told, with the winner", () => {
  expect(judged(scored(9.8, { Severity: "LOW", SeveritySource: "debian" }), {}).rating.disputed).toBe(
    "trivy (after debian) says LOW, nvd scores 9.8: the score of nvd decides (gate.scoreSources: nvd, ghsa, redhat, vendor), critical instead of low.",
  );
  expect(judged(scored(9.8, { Severity: "CRITICAL" }), {}).rating.disputed).toBeUndefined();
});

test.each([
  ["a fixed version", reportOf(vulnerability()), "Upgrade left-pad from 1.0.0 to 1.0.1."],
  [
    "several fixed versions, the lowest one above",
    reportOf(vulnerability({ InstalledVersion: "1.9.0", FixedVersion: "2.0.0, 1.10.0, 0.8.1" })),
    "Upgrade left-pad from 1.9.0 to 1.10.0.",
  ],
  [
    "several fixed versions that are not plain numbers",
    reportOf(vulnerability({ FixedVersion: "1.0.1-r1, 2.0.0" })),
    "Upgrade left-pad from 1.0.0 to one of 1.0.1-r1, 2.0.0.",
  ],
  [
    "several fixed versions, none of them above",
    reportOf(vulnerability({ InstalledVersion: "3.0", FixedVersion: "1.0.1, 3.0" })),
    "Upgrade left-pad from 3.0 to one of 1.0.1, 3.0.",
  ],
  [
    "none",
    reportOf(vulnerability({ FixedVersion: "", Status: "will_not_fix" })),
    "No fix is known yet (status: will_not_fix): replace left-pad, or shield what it does.",
  ],
  [
    "a secret",
    read(trivy([{ Target: "app.env", Secrets: [secret()] }])),
    "Revoke and rotate it where it is valid, then remove it from app.env and from the history.",
  ],
  [
    "a misconfiguration",
    read(trivy([{ Target: "a", Misconfigurations: [misconfiguration()] }])),
    "Add a USER instruction.",
  ],
  [
    "a misconfiguration without advice",
    read(trivy([{ Target: "a", Misconfigurations: [misconfiguration({ Resolution: "" })] }])),
    "The scanner names no fix: see the links.",
  ],
  [
    "a licence",
    read(trivy([{ Target: "a", Licenses: [licence()] }])),
    "Replace left-pad, or have the licence accepted.",
  ],
])("the fix for %s is said", (_, report, fix) => {
  expect(judged(report, {}).fix).toBe(fix);
});

const unfixed = reportOf(vulnerability({ FixedVersion: "" }));

test("without a fix a vulnerability leads to withoutFix at most", () => {
  expect(judged(unfixed, { withoutFix: "warn" })).toMatchObject({
    outcome: "warn",
    rule: "gate.withoutFix",
    because:
      "The scanner calls it HIGH; gate.categories.dependency.high is block. No version fixes it yet: gate.withoutFix lowers that to warn.",
  });
});

test("withoutFix leaves alone what has a fix, what is no vulnerability, and what is weaker already", () => {
  const gate: GateInput = { withoutFix: "approve" };

  expect(judged(reportOf(vulnerability()), gate).outcome).toBe("block");
  expect(judged(read(trivy([{ Target: "a", Secrets: [secret()] }])), gate).outcome).toBe("block");
  expect(judged(reportOf(vulnerability({ FixedVersion: "", Severity: "LOW" })), gate).outcome).toBe("log");
});

const grace: GateInput = { grace: { period: "14d", action: "warn" } };
const published = (PublishedDate?: string) => reportOf(vulnerability({ PublishedDate }));
const quiet = { kev: { date: "2026-05-04", ids: [] } };
const listed = { kev: { date: "2026-05-04", ids: ["cve-2026-1000"] } };

test("a young vulnerability gets grace, to the last second of the period", () => {
  expect(judged(published("2026-04-20T12:00:00Z"), grace, { facts: quiet })).toMatchObject({
    outcome: "warn",
    rule: "gate.grace",
  });
  expect(judged(published("2026-04-20T11:59:59Z"), grace, { facts: quiet }).outcome).toBe("block");
});

test.each([
  ["no publication date", published(), quiet],
  ["a publication date in the future", published("2026-05-05T00:00:00Z"), quiet],
  ["exploitation", published("2026-05-01T00:00:00Z"), listed],
  ["nobody knowing whether it is exploited", published("2026-05-01T00:00:00Z"), {}],
])("there is no grace with %s", (_, report, facts) => {
  expect(judged(report, grace, { facts }).outcome).toBe("block");
});

test("newOnly logs what the merge base has too, and nothing else", () => {
  const report = reportOf(vulnerability(), vulnerability({ VulnerabilityID: "CVE-2026-2000" }));
  const old = report.findings[0]?.fingerprint ?? "";
  const { findings } = verdictOn([report], { gate: { newOnly: true }, baseline: [old] });

  expect(findings.map(({ ids, outcome, rule }) => [ids[0], outcome, rule])).toEqual([
    ["CVE-2026-2000", "block", "gate.categories.dependency.high"],
    ["CVE-2026-1000", "log", "gate.newOnly"],
  ]);
});

test("a baseline weakens nothing where the policy judges everything", () => {
  const report = reportOf(vulnerability());

  expect(judged(report, {}, { baseline: report.findings.map(({ fingerprint }) => fingerprint) }).outcome).toBe("block");
});

const low = reportOf(vulnerability({ Severity: "LOW" }));

test("an exploited vulnerability leads to exploited at least", () => {
  expect(judged(low, { exploited: "block" }, { facts: listed })).toMatchObject({
    outcome: "block",
    rule: "gate.exploited",
    exploited: true,
  });
  expect(judged(low, { exploited: "block" }, { facts: quiet })).toMatchObject({ outcome: "log", exploited: false });
});

test("exploited never weakens", () => {
  expect(judged(reportOf(vulnerability()), { exploited: "warn" }, { facts: listed }).rule).toBe(
    "gate.categories.dependency.high",
  );
});

test("an alias is enough to be known as exploited", () => {
  const alias = reportOf(
    vulnerability({ VulnerabilityID: "GHSA-xxxx", VendorIDs: ["CVE-2026-1000"], Severity: "LOW" }),
  );

  expect(judged(alias, { exploited: "block" }, { facts: listed }).outcome).toBe("block");
});

const likelihood: GateInput = { likelihood: { epss: 0.5, action: "approve" } };
const epss = (score: number) => ({ epss: { date: "2026-05-04", scores: { "CVE-2026-1000": score } } });

test("a likely vulnerability leads to likelihood's action at least, from the probability on", () => {
  expect(judged(low, likelihood, { facts: epss(0.5) })).toMatchObject({
    outcome: "approve",
    rule: "gate.likelihood",
    epss: 0.5,
  });
  expect(judged(low, likelihood, { facts: epss(0.49) })).toMatchObject({ outcome: "log", epss: 0.49 });
});

test("nothing weakens what exploitation or likelihood demands", () => {
  const report = reportOf(vulnerability({ FixedVersion: "" }));
  const baseline = report.findings.map(({ fingerprint }) => fingerprint);
  const gate: GateInput = { withoutFix: "log", newOnly: true, exploited: "block", ...likelihood };

  expect(judged(report, gate, { facts: { ...listed, ...epss(0.1) }, baseline }).outcome).toBe("block");
  expect(judged(report, gate, { facts: { ...quiet, ...epss(0.9) }, baseline }).outcome).toBe("approve");
});
