import { type Decision, endOf, type Verdict } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { now, read, result, type Situation, secret, trivy, verdictOn, vulnerability } from "../../support/findings.ts";

const ids = ["CVE-2026-1", "CVE-2026-2", "GHSA-3"];
const found = fc
  .record({
    VulnerabilityID: fc.constantFrom(...ids),
    PkgName: fc.constantFrom("left-pad", "right-pad"),
    InstalledVersion: fc.constantFrom("1.0.0", "2.0.0", "odd"),
    FixedVersion: fc.constantFrom("", "2.0.1"),
    Severity: fc.constantFrom("CRITICAL", "HIGH", "MEDIUM", "LOW", ""),
  })
  .map((fields) =>
    vulnerability({ ...fields, PkgIdentifier: { PURL: `pkg:npm/${fields.PkgName}@${fields.InstalledVersion}` } }),
  );
const target = fc.record({
  Target: fc.constantFrom("a/package-lock.json", "b/package-lock.json"),
  Vulnerabilities: fc.array(found, { maxLength: 5 }),
  Secrets: fc.array(fc.constant(secret()), { maxLength: 1 }),
});
const reports = fc.array(
  fc
    .tuple(fc.array(target.map(result), { maxLength: 3 }), fc.constantFrom("a.json", "b.json"))
    .map(([results, path]) => read(trivy(results), path)),
  { minLength: 1, maxLength: 2 },
);
const day = fc.constantFrom("2026-04-01", "2026-05-03", "2026-05-04", "2026-06-01", "2027-01-01");
const scope = fc
  .record(
    {
      purl: fc.constantFrom("pkg:npm/left-pad", "pkg:npm/right-pad"),
      path: fc.constantFrom("a/**", "b/**", "**"),
      repository: fc.constantFrom("api", "web"),
    },
    { requiredKeys: [] },
  )
  .filter((given) => Object.keys(given).length > 0);
const entry = fc
  .record({
    finding: fc.constantFrom(...ids, "generic-token"),
    scope,
    status: fc.constantFrom("accepted", "false_positive"),
    approvedBy: fc.constantFrom("user:alice", "user:bob"),
    expires: day,
    endsOn: fc.subarray(["fixReleased", "severityRaised"]),
    severity: fc.constantFrom("high", "low"),
    ticket: fc.constantFrom(undefined, "SEC-1"),
  })
  .map((fields) => exception({ ...fields, created: "2026-03-01" }));
const entries = fc.array(entry, { maxLength: 4 }).map(named);

/** A name for each that does not change when more are added at the end. */
function named(list: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return list.map((fields, index) => ({ ...fields, id: `EX-${index}` }));
}

const lenient: Situation["exceptionsPolicy"] = {
  expired: "warning",
  unused: "warning",
  overBroad: "warning",
  selfApproved: "warning",
  unapproved: "warning",
  tooLong: "warning",
  incomplete: "warning",
};
const kev = { date: "2026-05-04", ids: ["CVE-2026-2"] };
const under = (
  list: readonly Record<string, unknown>[],
  given: Parameters<typeof verdictOn>[0],
  rest: Situation = {},
) => verdictOn(given, { facts: { kev }, exceptions: exceptionsOf(...list), ...rest });

const strength: Record<Decision, number> = { pass: 0, approval: 1, undecided: 2, blocked: 3 };
const outcomes = ["log", "warn", "approve", "block"];
/** Outcome by weakness. */
const outcomesOf = ({ findings }: Verdict) =>
  new Map(findings.map(({ sightings, outcome }) => [`${sightings[0]?.report} ${sightings[0]?.pointer}`, outcome]));

test("one more exception never makes an outcome stronger, nor the verdict but through its own errors", () => {
  fc.assert(
    fc.property(reports, entries, entry, (given, list, more) => {
      const grown = named([...list, more]);
      const [before, after] = [under(list, given), under(grown, given)];
      for (const [weakness, outcome] of outcomesOf(after)) {
        expect(outcomes.indexOf(outcome)).toBeLessThanOrEqual(outcomes.indexOf(outcomesOf(before).get(weakness) ?? ""));
      }
      const mild = (one: typeof list) => under(one, given, { exceptionsPolicy: lenient }).decision;
      expect(strength[mild(grown)]).toBeLessThanOrEqual(strength[mild(list)]);
      const isOwn = after.doubts.some(({ about }) => about.endsWith(` EX-${list.length}`));
      if (!isOwn) expect(strength[after.decision]).toBeLessThanOrEqual(strength[before.decision]);
    }),
    { numRuns: 200 },
  );
});

test("what is excused is what the exception names, within its days, approved by somebody else", () => {
  fc.assert(
    fc.property(reports, entries, (given, list) => {
      const exceptions = exceptionsOf(...list);
      const verdict = verdictOn(given, { facts: { kev }, exceptions });
      for (const {
        exception: applied,
        ids: names,
        package: affected,
        location,
        exploited,
        outcome,
      } of verdict.findings) {
        if (!applied) continue;
        const named = exceptions.file.exceptions.find(({ id }) => id === applied.id);
        if (!named) throw new Error("an unknown exception applied");
        expect(names).toContain(named.finding);
        expect(endOf(named) >= now).toBe(true);
        expect(named.owner).not.toBe(named.approvedBy);
        expect(exploited).toBe(false);
        expect(outcome).toBe("log");
        if (named.scope.purl) expect(affected?.purl).toMatch(new RegExp(`^${named.scope.purl}@`));
        if (named.scope.path?.startsWith("**") === false)
          expect(location.path.startsWith(named.scope.path.slice(0, 1))).toBe(true);
        expect(named.scope.repository).toBeUndefined();
      }
    }),
    { numRuns: 200 },
  );
});

test("exceptions that have expired leave every outcome as it is without them", () => {
  fc.assert(
    fc.property(reports, entries, (given, list) => {
      const expired = list.map((fields) => ({ ...fields, expires: "2026-05-03" }));
      expect(outcomesOf(under(expired, given))).toEqual(outcomesOf(under([], given)));
    }),
    { numRuns: 100 },
  );
});

test("the order of the exceptions changes neither outcome nor doubt", () => {
  fc.assert(
    fc.property(reports, entries, (given, list) => {
      const [one, other] = [under(list, given), under(list.toReversed(), given)];
      const withoutLine = (text: string) => text.replace(/:\d+: /g, ": ");
      expect(other.findings).toEqual(one.findings);
      expect(other.doubts.map(({ about, found: said }) => withoutLine(`${about} ${said}`)).toSorted()).toEqual(
        one.doubts.map(({ about, found: said }) => withoutLine(`${about} ${said}`)).toSorted(),
      );
    }),
    { numRuns: 100 },
  );
});
