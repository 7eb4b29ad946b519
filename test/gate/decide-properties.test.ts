import { type Decision, missingReport, type Report, renderJson } from "@sallyport/gate";
import * as fc from "fast-check";
import { test } from "vitest";
import {
  misconfiguration,
  type PolicyInput,
  read,
  recorded,
  result,
  type Situation,
  secret,
  trivy,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const label = fc.constantFrom("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN", "", "odd");
const entry = fc.record({
  VulnerabilityID: fc.constantFrom("CVE-2026-1", "CVE-2026-2", "GHSA-3"),
  PkgName: fc.constantFrom("left-pad", "right-pad"),
  FixedVersion: fc.constantFrom("", "2.0.0"),
  Severity: label,
  CVSS: fc.option(
    fc.dictionary(
      fc.constantFrom("nvd", "ghsa", "bitnami"),
      fc.record({ V3Score: fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10) }),
    ),
    { nil: undefined },
  ),
  PublishedDate: fc.constantFrom(undefined, "2020-01-01T00:00:00Z", "2026-05-01T00:00:00Z"),
});
const target = fc.record({
  Vulnerabilities: fc.array(entry.map(vulnerability), { maxLength: 4 }),
  Secrets: fc.array(
    label.map((Severity) => secret({ Severity })),
    { maxLength: 1 },
  ),
  Misconfigurations: fc.array(
    fc.record({ Severity: label, Status: fc.constantFrom("FAIL", "PASS", "EXCEPTION") }).map(misconfiguration),
    { maxLength: 2 },
  ),
});
const report = fc
  .tuple(fc.array(target.map(result), { maxLength: 3 }), fc.constantFrom("a.json", "b.json", "c.json"))
  .map(([results, path]) => read(trivy(results), path));
const action = fc.constantFrom("block", "approve", "warn", "log");
const gate = fc.record(
  {
    ladder: fc.record({ high: action, medium: action, unscored: action }, { requiredKeys: [] }),
    categories: fc.record({ dependency: fc.record({ any: action, critical: action }, { requiredKeys: [] }) }),
    scanners: fc.record({ trivy: fc.record({ low: action }, { requiredKeys: [] }) }),
    exploited: action,
    likelihood: fc.record({ epss: fc.constant(0.5), action }),
    withoutFix: action,
    grace: fc.record({ period: fc.constant("14d"), action }),
    newOnly: fc.boolean(),
    unscored: fc.record({ order: fc.shuffledSubarray(["kev", "epss", "ssvc"]), exploited: action }),
    ssvc: fc.record({ appliesTo: fc.constantFrom("unscored", "all"), missionImpact: fc.constantFrom("low", "high") }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<NonNullable<PolicyInput["gate"]>>;
const facts = fc.record(
  {
    kev: fc.constant({ date: "2026-05-04", ids: ["CVE-2026-1"] }),
    epss: fc.constant({ date: "2026-05-04", scores: { "CVE-2026-2": 0.7 } }),
  },
  { requiredKeys: [] },
);

const strength: Record<Decision, number> = { pass: 0, approval: 1, undecided: 2, blocked: 3 };
const inputsOf = (reports: readonly Report[], rest: Situation) => ({
  ...rest,
  reports: reports.map((one) => recorded(one)),
});

function atLeastAsStrong(after: Decision, before: Decision): boolean {
  return strength[after] >= strength[before];
}

test("one more finding never turns a verdict weaker", () => {
  fc.assert(
    fc.property(
      gate,
      facts,
      fc.array(report, { minLength: 1, maxLength: 3 }),
      report,
      (policy, known, reports, more) => {
        const rest = { gate: policy, facts: known, baseline: [] };
        const before = verdictOn([], inputsOf(reports, rest));
        const [first, ...others] = reports;
        if (!first) return true;
        const grown = { ...first, findings: [...first.findings, ...more.findings] };
        return atLeastAsStrong(verdictOn([], inputsOf([grown, ...others], rest)).decision, before.decision);
      },
    ),
    { numRuns: 150 },
  );
});

test("one more doubt never turns a verdict weaker, and never lets it pass", () => {
  const reasons = fc.constantFrom<(inputs: Situation) => Situation>(
    (inputs) => ({ ...inputs, unreadable: [missingReport("lost.json")] }),
    (inputs) => ({ ...inputs, reports: inputs.reports?.map(({ report: one }) => ({ report: one })) ?? [] }),
    (inputs) => ({ ...inputs, commit: "9".repeat(40) }),
    (inputs) => ({ ...inputs, now: "2027-01-01T00:00:00Z" }),
  );
  fc.assert(
    fc.property(
      gate,
      facts,
      fc.array(report, { minLength: 1, maxLength: 3 }),
      reasons,
      (policy, known, reports, doubt) => {
        const inputs = { ...inputsOf(reports, { facts: known, baseline: [] }), gate: { ...policy, grace: undefined } };
        const before = verdictOn([], inputs).decision;
        const after = verdictOn([], { ...inputs, ...doubt(inputs) }).decision;
        return atLeastAsStrong(after, before) && strength[after] >= strength.undecided;
      },
    ),
    { numRuns: 150 },
  );
});

test("the order of reports, facts and baseline never shows, not in one byte", () => {
  const shuffled = fc
    .array(report, { minLength: 1, maxLength: 4 })
    .chain((reports) =>
      fc.tuple(
        fc.constant(reports),
        fc.shuffledSubarray(reports, { minLength: reports.length }),
        fc.shuffledSubarray(["one", "two", "three"], { minLength: 3 }),
      ),
    );
  fc.assert(
    fc.property(gate, facts, shuffled, (policy, known, [reports, others, baseline]) => {
      const one = verdictOn([], inputsOf(reports, { gate: policy, facts: known, baseline: ["one", "two", "three"] }));
      const other = verdictOn([], inputsOf(others, { gate: policy, facts: known, baseline }));
      return renderJson(one) === renderJson(other);
    }),
    { numRuns: 150 },
  );
});

test("the order of entries in a report changes neither the decision nor the number of findings", () => {
  fc.assert(
    fc.property(gate, facts, fc.array(report, { minLength: 1, maxLength: 3 }), (policy, known, reports) => {
      const reversed = reports.map((one) => ({ ...one, findings: one.findings.toReversed() }));
      const [one, other] = [reports, reversed].map((given) =>
        verdictOn([], inputsOf(given, { gate: policy, facts: known, baseline: [] })),
      );
      return one?.decision === other?.decision && one?.findings.length === other?.findings.length;
    }),
    { numRuns: 150 },
  );
});
