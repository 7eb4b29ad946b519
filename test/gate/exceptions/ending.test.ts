import type { Verdict } from "@sallyport/gate";
import { expect, test } from "vitest";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { reportOf, type Situation, verdictOn, vulnerability } from "../../support/findings.ts";

type Fields = Record<string, unknown>;
const none = { date: "2026-05-04", ids: [] };
const listed = { date: "2026-05-04", ids: ["CVE-2026-1000"] };
const epss = (score: number) => ({ date: "2026-05-04", scores: { "CVE-2026-1000": score } });

/** The verdict on a finding without a fix, unless it has one. */
function judged(fields: Fields, facts: Situation["facts"], finding: Fields = {}, rest: Situation = {}): Verdict {
  const found = vulnerability({ FixedVersion: "", PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" }, ...finding });
  return verdictOn([reportOf(found)], {
    facts: { kev: none, ...facts },
    exceptions: exceptionsOf(exception(fields)),
    ...rest,
  });
}

const doubtsIn = ({ doubts }: Verdict) => doubts.map(({ found }) => found);

interface Case {
  name: string;
  fields: Fields;
  before: { facts?: Situation["facts"]; finding?: Fields };
  after: { facts?: Situation["facts"]; finding?: Fields };
  reason: string;
}

const cases: Case[] = [
  {
    name: "it is listed as exploited",
    fields: { endsOn: ["exploited"] },
    before: {},
    after: { facts: { kev: listed } },
    reason: "CISA lists it as exploited",
  },
  {
    name: "a fix is released",
    fields: { endsOn: ["fixReleased"] },
    before: {},
    after: { finding: { FixedVersion: "1.0.1" } },
    reason: "1.0.1 fixes it",
  },
  {
    name: "its severity is raised",
    fields: { endsOn: ["severityRaised"], severity: "high" },
    before: { finding: { Severity: "HIGH" } },
    after: { finding: { Severity: "CRITICAL" } },
    reason: "it is critical now, and high was accepted",
  },
  {
    name: "exploitation becomes likely",
    fields: { endsOn: [{ epss: 0.5 }] },
    before: { facts: { epss: epss(0.49) } },
    after: { facts: { epss: epss(0.5) } },
    reason: "EPSS gives it 0.5, at least 0.5",
  },
];

test.each(cases)("an exception ends when $name, and the verdict says so", ({ fields, before, after, reason }) => {
  const good = judged(fields, before.facts, before.finding);
  const ended = judged(fields, after.facts, after.finding);

  expect(good).toMatchObject({ decision: "pass", doubts: [] });
  expect(ended.decision).toBe("blocked");
  expect(ended.findings[0]).toMatchObject({ outcome: "block" });
  expect(ended.findings[0]?.because).toContain(`EX-1 no longer excuses it: ${reason}.`);
  expect(doubtsIn(ended)).toEqual([`no longer excuses CVE-2026-1000: ${reason}`]);
});

test.each(cases)(
  "where an exception that ended is a warning, it excuses nothing all the same: $name",
  ({ fields, after }) => {
    const verdict = judged(fields, after.facts, after.finding, { exceptionsPolicy: { expired: "warning" } });

    expect(verdict).toMatchObject({ decision: "blocked", doubts: [] });
  },
);

test("a severity that falls ends nothing", () => {
  const fields = { endsOn: ["severityRaised"], severity: "high" };

  expect(judged(fields, {}, { Severity: "MEDIUM" }).findings[0]?.exception?.id).toBe("EX-1");
});

test("the scores of others than the scanner raise a severity too", () => {
  const fields = { endsOn: ["severityRaised"], severity: "high" };

  expect(judged(fields, {}, { CVSS: { nvd: { V3Score: 9.8 } } }).decision).toBe("blocked");
});

test("an event that nobody can see is doubt, not a licence", () => {
  const blind = (fields: Fields) => judged(fields, {}, { Severity: "LOW" }, { facts: {} });

  expect(blind({ endsOn: ["exploited"] })).toMatchObject({ decision: "undecided" });
  expect(doubtsIn(blind({ endsOn: [{ epss: 0.5 }] }))).toEqual([
    "ends on epss, which needs EPSS scores, and that was not given",
  ]);
  expect(blind({ endsOn: ["fixReleased"] }).doubts).toEqual([]);
});

test("a vulnerability that EPSS has no score for is not likely to be exploited", () => {
  const fields = { endsOn: [{ epss: 0.5 }] };

  expect(judged(fields, { epss: { date: "2026-05-04", scores: {} } }).decision).toBe("pass");
});

test("what CISA lists as exploited is not excused unless the exception says so and the policy lets it", () => {
  const policy = (exploited: boolean): Situation => ({ exceptionsPolicy: { never: { exploited } } });
  const despite = { despite: ["exploited"] };

  expect(judged({}, { kev: listed }, {}, policy(false)).decision).toBe("blocked");
  expect(judged(despite, { kev: listed }, {}, policy(true)).decision).toBe("blocked");
  expect(judged(despite, { kev: listed }, {}, policy(false)).decision).toBe("pass");
  expect(judged({ ...despite, status: "false_positive" }, { kev: listed }, {}, policy(true)).decision).toBe("pass");
});

test("one that is refused for that is not unused, and the verdict says why it does not count", () => {
  const { doubts, notes } = judged({}, { kev: listed });

  expect(doubts).toEqual([]);
  expect(notes.map(({ message }) => message)).toEqual([
    "sallyport-exceptions.yaml:4: EX-1 does not excuse CVE-2026-1000: CISA lists it as exploited, and `despite` does not name that.",
  ]);
});

test("a likely exploitation, where the policy asks for it, wins over an exception that does not name it", () => {
  const gate = { likelihood: { epss: 0.5, action: "approve" as const } };
  const facts = { epss: epss(0.6) };

  expect(judged({}, facts, {}, { gate }).decision).toBe("blocked");
  expect(judged({ despite: ["epss"] }, facts, {}, { gate }).decision).toBe("pass");
  expect(judged({}, facts).decision).toBe("pass");
});
