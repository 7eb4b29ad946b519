import type { Verdict } from "@sallyport/gate";
import { expect, test } from "vitest";
import { exception, exceptionsOf } from "../../support/exceptions.ts";
import { reportOf, type Situation, verdictOn, vulnerability } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function judged(fields: Fields, exceptionsPolicy: Situation["exceptionsPolicy"] = {}, rest: Situation = {}): Verdict {
  const finding = vulnerability({ PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" } });
  const exceptions = exceptionsOf(exception(fields));
  return verdictOn([reportOf(finding)], {
    facts: { kev: { date: "2026-05-04", ids: [] } },
    exceptions,
    exceptionsPolicy,
    ...rest,
  });
}

const said = ({ doubts, notes }: Verdict) =>
  [...doubts.map(({ about, found }) => `doubt: ${about} ${found}`), ...notes.map(({ message }) => message)].join("\n");

test("on its last day an exception excuses to the last moment, and no longer", () => {
  const expires = "2026-05-04";
  const at = (now: string) =>
    judged({ expires }, {}, { now, reports: [] })
      .doubts.map(({ found }) => found)
      .join();

  expect(at("2026-05-04T23:59:59.999Z")).not.toContain("expired");
  expect(at("2026-05-05T00:00:00.000Z")).toContain("expired: it excused until 2026-05-04T23:59:59.999Z");
});

test("before it was created it excuses nothing", () => {
  const verdict = judged({ created: "2026-05-05" });

  expect(verdict.decision).toBe("blocked");
  expect(said(verdict)).toContain("EX-1 excuses nothing before 2026-05-05T00:00:00.000Z.");
});

interface Case {
  kind: "expired" | "tooLong" | "overBroad" | "selfApproved" | "unapproved" | "incomplete";
  fields: Fields;
  policy?: Situation["exceptionsPolicy"];
  says: string;
  /** Whether it excuses where the policy makes the problem a warning. */
  excusesUnderWarning: boolean;
}

const cases: Case[] = [
  {
    kind: "expired",
    fields: { expires: "2026-05-03" },
    says: "EX-1 expired: it excused until 2026-05-03T23:59:59.999Z",
    excusesUnderWarning: false,
  },
  {
    kind: "tooLong",
    fields: { expires: "2026-12-31" },
    says: "EX-1 lasts from 2026-05-01 to 2026-12-31, longer than exceptions.longest (90d) allows",
    excusesUnderWarning: true,
  },
  {
    kind: "overBroad",
    fields: { scope: { path: "**" } },
    says: "EX-1 is over-broad",
    excusesUnderWarning: true,
  },
  {
    kind: "selfApproved",
    fields: { owner: "user:Bob" },
    says: "EX-1 is approved by user:bob, who is its owner too",
    excusesUnderWarning: true,
  },
  {
    kind: "selfApproved",
    fields: { author: "user:BOB" },
    says: "EX-1 is approved by user:bob, who is its author too",
    excusesUnderWarning: true,
  },
  {
    kind: "unapproved",
    fields: {},
    policy: { approvers: ["user:carol"] },
    says: "EX-1 is approved by user:bob, who is none of the approvers (user:carol)",
    excusesUnderWarning: true,
  },
  {
    kind: "incomplete",
    fields: { ticket: undefined },
    says: "EX-1 has no ticket, which exceptions.required asks for",
    excusesUnderWarning: true,
  },
  {
    kind: "incomplete",
    fields: {},
    policy: { required: ["digest", "endsOn"] },
    says: "EX-1 has no digest and no endsOn, which exceptions.required asks for",
    excusesUnderWarning: true,
  },
];

test.each(cases)("$kind, $fields: an error excuses nothing and is doubt", ({ kind, fields, policy, says }) => {
  const verdict = judged(fields, { ...policy, [kind]: "error" });

  expect(verdict.decision).toBe("blocked");
  expect(verdict.doubts).toHaveLength(1);
  expect(said(verdict)).toContain(`doubt: sallyport-exceptions.yaml:4: ${says}`);
  expect(verdict.findings[0]?.because).toContain("EX-1 does not excuse it");
});

test.each(cases)("$kind, $fields: a warning is said", ({ kind, fields, policy, says, excusesUnderWarning }) => {
  const verdict = judged(fields, { ...policy, [kind]: "warning" });

  expect(verdict.decision).toBe(excusesUnderWarning ? "pass" : "blocked");
  expect(verdict.doubts).toEqual([]);
  expect(said(verdict)).toContain(says);
});

test("each of these is an error by default", () => {
  for (const { fields, policy } of cases) expect(judged(fields, policy).doubts, JSON.stringify(fields)).toHaveLength(1);
});

test("one that is too long excuses, under a warning, as long as the policy allows and no longer", () => {
  const fields = { created: "2026-01-01", expires: "2026-12-31" };
  const under = (longest: string) => judged(fields, { tooLong: "warning", expired: "warning", longest });

  expect(under("180d").findings[0]?.exception?.expiresAt).toBe("2026-06-30T23:59:59.999Z");
  expect(under("30d").decision).toBe("blocked");
});

test("with two eyes allowed, an owner may approve", () => {
  expect(judged({ owner: "user:bob" }, { fourEyes: false }).decision).toBe("pass");
});

test("whoever changes an exception does not approve it, and may approve what somebody else changed", () => {
  const changed = (author: string, ids: string[]) => judged({}, {}, { exceptionChange: { author, ids } });

  expect(said(changed("Bob", ["EX-1"]))).toContain("who is the author of this change to it too");
  expect(changed("Bob", ["EX-2"]).decision).toBe("pass");
  expect(changed("carol", ["EX-1"]).decision).toBe("pass");
});

test.each(["**", "*", "**/*", "{src,**}/**", "?*/**", "**/*.*"])(
  "%s leaves nothing out, so it is over-broad",
  (path) => {
    expect(said(judged({ scope: { path } }))).toContain("EX-1 is over-broad");
  },
);

test.each(["src/**", "package-lock.json", "**/*.lock.json", "**/package-lock.json"])("%s is a scope", (path) => {
  expect(said(judged({ scope: { path } }))).not.toContain("over-broad");
});

test("a repository alone is no scope, with a package it is", () => {
  const repository = { name: "api" } as Situation["repository"];
  const under = (scope: Fields) => judged({ scope: { repository: "api", ...scope } }, {}, { repository });

  expect(said(under({}))).toContain("over-broad");
  expect(said(under({ purl: "pkg:npm/left-pad" }))).not.toContain("over-broad");
});
