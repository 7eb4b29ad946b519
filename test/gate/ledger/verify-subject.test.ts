import {
  type Decision,
  type LedgerEvent,
  matters,
  parseSubject,
  readLedgerLine,
  type SubjectInputs,
  verifyLedger,
  verifySubject,
} from "@sallyport/gate";
import { expect, test } from "vitest";
import { image, linesOf } from "./chain.ts";

const policy = "b".repeat(64);
const subject = { images: [image] };
const verdict = (
  decision: Decision,
  judgedAt = "2026-05-04T03:00:00Z",
  digit = "1",
  deferred: string[] = [],
): LedgerEvent => ({
  event: "verdict",
  subject,
  payload: {
    sha256: digit.repeat(64),
    decision,
    counts: {
      outcomes: { block: 0, approve: 0, warn: 0, log: 0 },
      severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0 },
      suppressed: 0,
      doubts: 0,
    },
    policy,
    reports: [],
    deferred,
    approvers: "security",
    judgedAt,
    toolVersion: "0.1.0",
  },
});
const approval = (digit: string): LedgerEvent => ({
  event: "approval",
  subject,
  payload: { verdict: digit.repeat(64), approver: "security-team" },
});
const revocation: LedgerEvent = { event: "revocation", subject, payload: { reason: "a worm in the base image" } };

function ask(events: readonly LedgerEvent[], more: Partial<SubjectInputs> = {}) {
  const lines = linesOf(events);
  const asked = more.subject ?? { digest: image.digest };
  const entries = lines.flatMap((line) => {
    const read = readLedgerLine(line);
    return "entry" in read && matters(read.entry, asked) ? [read.entry] : [];
  });
  return verifySubject({
    subject: asked,
    entries,
    problems: verifyLedger(lines).problems,
    policySha256: policy,
    maximumAgeSeconds: 86_400,
    now: "2026-05-04T12:00:00Z",
    ...more,
  });
}

test("passes a subject with a fresh passing verdict under this policy", () => {
  expect(ask([verdict("pass")])).toMatchObject({ decision: "pass", verdict: { sequence: 1 } });
});

test.each<[string, LedgerEvent[], Decision]>([
  ["no verdict", [], "undecided"],
  ["a later blocked verdict", [verdict("pass"), verdict("blocked")], "blocked"],
  ["a later undecided verdict", [verdict("pass"), verdict("undecided")], "undecided"],
  ["a pass after a block", [verdict("blocked"), verdict("pass")], "pass"],
  ["a replay as of before a block", [verdict("blocked"), verdict("pass", "2026-05-04T02:00:00Z")], "blocked"],
  ["a revocation", [verdict("pass"), revocation], "blocked"],
  ["a new verdict after a revocation", [verdict("pass"), revocation, verdict("pass")], "pass"],
  ["an approval that is missing", [verdict("approval")], "approval"],
  ["an approval of this verdict", [verdict("approval"), approval("1")], "pass"],
  ["an approval of another verdict", [verdict("approval"), approval("2")], "approval"],
  ["an approval given before the verdict", [approval("1"), verdict("approval")], "approval"],
  ["an approval of a blocked verdict", [verdict("blocked"), approval("1")], "blocked"],
  ["a verdict from yesterday morning", [verdict("pass", "2026-05-03T03:00:00Z")], "undecided"],
  ["a verdict from the future", [verdict("pass", "2026-05-05T03:00:00Z")], "undecided"],
])("%s: %#", (_, events, decision) => {
  expect(ask(events).decision).toBe(decision);
});

test("does not count a verdict under another policy", () => {
  const { decision, reasons } = ask([verdict("pass")], { policySha256: "c".repeat(64) });

  expect(decision).toBe("undecided");
  expect(reasons).toEqual([expect.stringContaining("another policy")]);
});

test("wants the verdict at hand to be the one in the ledger", () => {
  expect(ask([verdict("pass")], { verdictSha256: "1".repeat(64) }).decision).toBe("pass");
  expect(ask([verdict("pass")], { verdictSha256: "2".repeat(64) }).decision).toBe("undecided");
});

test("does not trust a pass in a ledger that was tampered with", () => {
  const problems = verifyLedger(linesOf([verdict("pass"), verdict("pass")]).toSpliced(1, 1)).problems;

  expect(ask([verdict("pass")], { problems })).toMatchObject({ decision: "blocked" });
});

test("goes by the name of an image too, where one is given", () => {
  const named = (name: string) => ask([verdict("pass")], { subject: { digest: image.digest, name } }).decision;

  expect(named("registry.example/acme/api:1.2")).toBe("pass");
  expect(named("web")).toBe("undecided");
});

test("takes a digest, a name with a digest or a commit for a subject, and nothing else", () => {
  expect(parseSubject(image.digest)).toEqual({ digest: image.digest });
  expect(parseSubject(`api@${image.digest}`)).toEqual(image);
  expect(parseSubject("0".repeat(40))).toEqual({ commit: "0".repeat(40) });
  expect(parseSubject("api:1.2")).toBeUndefined();
});

test("a verdict that was made for a fork, without a scanner that needs secrets, lets nothing be deployed", () => {
  const answer = ask([verdict("pass", undefined, undefined, ["snyk"])]);

  expect(answer.decision).toBe("undecided");
  expect(answer.reasons).toContain("It was made for a fork, without snyk: run them and `sallyport gate` again.");
});
