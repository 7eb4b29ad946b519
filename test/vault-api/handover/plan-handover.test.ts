import { type HandoverState, planHandover } from "@sallyport/vault-api";
import { describe, expect, test } from "vitest";

const works = { works: true } as const;
const refused = { works: false, said: "password authentication failed" } as const;
const at = "2026-05-04T03:02:01.000Z";

const planned = (state: Partial<HandoverState>) =>
  planHandover({
    name: "orders",
    variable: "SALLYPORT_HANDOVER_ORDERS",
    isGiven: false,
    login: refused,
    handedOverAt: undefined,
    begunAt: undefined,
    adopt: false,
    ...state,
  });

test("a password that is given is written and changed", () => {
  expect(planned({ isGiven: true })).toEqual({ step: "write and rotate" });
});

test("nothing is done where a handover is recorded and Vault logs in, whatever else is given", () => {
  expect(planned({ login: works, handedOverAt: at })).toEqual({ step: "nothing" });
  expect(planned({ login: works, handedOverAt: at, isGiven: true, adopt: true })).toEqual({ step: "nothing" });
});

test("a handover that was cut off after its password was written only has it changed", () => {
  expect(planned({ login: works, begunAt: at })).toEqual({ step: "rotate" });
  expect(planned({ login: works, begunAt: at, isGiven: true })).toEqual({ step: "rotate" });
});

test("a handover that was cut off before that begins anew", () => {
  expect(planned({ begunAt: at, isGiven: true })).toEqual({ step: "write and rotate" });
  expect(planned({ begunAt: at })).toMatchObject({ step: "doubt", found: expect.stringContaining("is not set") });
});

test("a password that Vault has of unknown origin is changed when it is given, or when told to", () => {
  expect(planned({ login: works, isGiven: true })).toEqual({ step: "write and rotate" });
  expect(planned({ login: works, adopt: true })).toEqual({ step: "rotate" });
});

describe("people must say", () => {
  test("where the password is missing: the variable is named", () => {
    expect(planned({})).toEqual({
      step: "doubt",
      found: "waits for its bootstrap password: SALLYPORT_HANDOVER_ORDERS is not set",
      remedy:
        "Set SALLYPORT_HANDOVER_ORDERS for this one run. The password is changed at once, and is of no use after it.",
    });
  });

  test("where a login has no record: the two ways out are named", () => {
    expect(planned({ login: works })).toMatchObject({
      step: "doubt",
      found: expect.stringContaining("no handover is recorded"),
      remedy: expect.stringMatching(/SALLYPORT_HANDOVER_ORDERS .* sallyport vault handover orders --adopt/),
    });
  });

  test("where a record has no login: when it was, and what the server said", () => {
    expect(planned({ handedOverAt: at })).toMatchObject({
      step: "doubt",
      found: `was handed over at ${at}, but Vault cannot log in any more (password authentication failed)`,
      remedy: expect.stringContaining("SALLYPORT_HANDOVER_ORDERS"),
    });
  });

  test("and adopting helps only a password that works", () => {
    expect(planned({ adopt: true })).toMatchObject({ step: "doubt" });
    expect(planned({ adopt: true, handedOverAt: at })).toMatchObject({ step: "doubt" });
  });
});
