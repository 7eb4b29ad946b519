import { type InventoriedSecret, judgeSecrets, type SecretFact, type SecretState } from "@sallyport/vault-api";
import { describe, expect, test } from "vitest";

const now = new Date("2026-11-25T12:00:00Z");
const day = 86_400;
const agoDays = (days: number) => new Date(now.getTime() - days * day * 1000).toISOString();
const aheadDays = (days: number) => agoDays(-days);
const minute = 1 / 1440;

const key: InventoriedSecret = {
  kind: "stored secret",
  name: "payments-api/production/stripe",
  class: "apiKey",
  owners: ["team:payments"],
  periodSeconds: 90 * day,
  changedBy: "people",
  recordAt: "payments-api/production/stripe",
  stored: undefined,
};

const written = (writtenAt: string | undefined, record = {}): SecretFact => ({ found: "changed", writtenAt, record });

function judged(fact: SecretFact, secret: Partial<InventoriedSecret> = {}, ahead = "7d") {
  const [only] = judgeSecrets([{ ...key, ...secret }], [fact], { ahead }, now);
  if (!only) throw new Error("nothing was judged");
  return only;
}

test("a secret has an age, a due date, and nothing to say while it is fresh", () => {
  expect(judged(written(agoDays(30.5)))).toEqual({
    ...key,
    state: "fresh",
    rotatedAt: agoDays(30.5),
    ageDays: 30,
    dueAt: aheadDays(59.5),
  });
});

describe("what sallyport and people change", () => {
  test.each<[string, number, SecretState]>([
    ["on its first day", 0, "fresh"],
    ["exactly as long before its end as ahead says", 83, "fresh"],
    ["a moment later", 83 + minute, "due"],
    ["at its end", 90, "due"],
    ["a moment after its end", 90 + minute, "overdue"],
  ])("is %s %s days old: %s", (_, age, state) => {
    expect(judged(written(agoDays(age))).state).toBe(state);
  });

  test("says by when, or since when", () => {
    expect(judged(written(agoDays(85))).why).toBe("must change by 2026-11-30");
    expect(judged(written(agoDays(100))).why).toBe("should have changed on 2026-11-15");
  });
});

describe("what Vault changes by itself", () => {
  const byVault = { kind: "static role", changedBy: "vault", periodSeconds: 3600 } as const;

  test.each<[string, number, SecretState]>([
    ["before its end, however near", 59 * minute, "fresh"],
    ["at its end", 60 * minute, "fresh"],
    ["while Vault may still be at it", 69 * minute, "fresh"],
    ["when Vault could not", 71 * minute, "overdue"],
  ])("is %s: at %s days %s", (_, age, state) => {
    expect(judged(written(agoDays(age)), byVault).state).toBe(state);
  });
});

describe("the time that counts", () => {
  test.each<[string, string | undefined, object, string | undefined]>([
    ["the recorded one, where it is older than the value", agoDays(1), { rotated_at: agoDays(80) }, agoDays(80)],
    [
      "the recorded one, written a moment after the value",
      agoDays(1),
      { rotated_at: agoDays(1 - minute) },
      agoDays(1 - minute),
    ],
    [
      "the one of the value, where the record claims a later change",
      agoDays(50),
      { rotated_at: agoDays(1) },
      agoDays(50),
    ],
    ["the one of the value, where the record is no time", agoDays(50), { rotated_at: "last week" }, agoDays(50)],
    ["the recorded one, where Vault knows none", undefined, { rotated_at: agoDays(5) }, agoDays(5)],
  ])("is %s", (_, writtenAt, record, expected) => {
    expect(judged(written(writtenAt, record)).rotatedAt).toBe(expected);
  });

  test("may be a little ahead of this clock", () => {
    expect(judged(written(aheadDays(4 * minute)))).toMatchObject({ state: "fresh", ageDays: 0 });
  });
});

describe("doubt is never a pass", () => {
  test.each<[string, SecretFact, string]>([
    ["is not there", { found: "missing", why: "is not in Vault" }, "is not in Vault"],
    [
      "was never handed over",
      { found: "missing", why: "was never handed over to Vault" },
      "was never handed over to Vault",
    ],
    ["cannot be read", { found: "unreadable", why: "cannot be read: 403" }, "cannot be read: 403"],
    ["has no time", written(undefined), "has no time of its last change"],
    ["has a time that is none", written(undefined, { rotated_at: "soon" }), "has no time of its last change"],
    [
      "was changed in the future",
      written("2026-11-25T12:06:00Z"),
      "was changed in the future (2026-11-25T12:06:00.000Z): a clock is wrong",
    ],
  ])("on a secret that %s", (_, fact, why) => {
    expect(judged(fact)).toMatchObject({ state: "unknown", why });
  });

  test("on a secret that nobody looked at", () => {
    expect(judgeSecrets([key], [], { ahead: "7d" }, now)).toMatchObject([
      { state: "unknown", why: "was not looked at" },
    ]);
  });
});

describe("an old key", () => {
  test("in its overlap is shown, and no reason to worry", () => {
    const record = { rotated_at: agoDays(0.5), previous: "AKIAFAKE", previous_until: aheadDays(0.5) };
    expect(judged(written(agoDays(0.5), record))).toMatchObject({ state: "fresh", previousUntil: aheadDays(0.5) });
  });

  test("that should have ended more than a day ago is overdue", () => {
    const record = (days: number) => ({ rotated_at: agoDays(5), previous: "AKIAFAKE", previous_until: agoDays(days) });
    expect(judged(written(agoDays(5), record(0.9))).state).toBe("fresh");
    expect(judged(written(agoDays(5), record(1.1)))).toMatchObject({
      state: "overdue",
      why: "has a key before it that should have ended on 2026-11-24",
    });
  });
});

describe("an issuer", () => {
  const issuer = { kind: "issuer", class: "certificate", periodSeconds: 365 * day } as const;
  const until = (days: number): SecretFact => ({
    found: "certificate",
    validFrom: agoDays(100),
    validUntil: aheadDays(days),
  });

  test.each<[number, SecretState]>([
    [373, "fresh"],
    [371, "due"],
    [364, "overdue"],
    [-1, "overdue"],
  ])("that ends in %s days is %s: it could not sign for a whole life", (days, state) => {
    expect(judged(until(days), issuer).state).toBe(state);
  });
});

describe("a role of certificates", () => {
  const role = { kind: "certificate role", class: "certificate", periodSeconds: 365 * day } as const;

  test.each<[string, number, SecretState, string | undefined]>([
    ["as long as the policy", 365 * day, "fresh", undefined],
    ["longer", 366 * day, "overdue", "gives certificates of 366 days, and the policy allows 365 days"],
    [
      "for ever",
      Number.POSITIVE_INFINITY,
      "overdue",
      "gives certificates without a longest life, and the policy allows 365 days",
    ],
  ])("whose certificates live %s", (_, longestSeconds, state, why) => {
    const { state: found, why: said } = judged({ found: "role", longestSeconds }, role);
    expect([found, said]).toEqual([state, why]);
  });
});
