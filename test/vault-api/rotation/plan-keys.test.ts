import { type KeyInputs, planKeys } from "@sallyport/vault-api";
import { describe, expect, test } from "vitest";

const now = new Date("2026-11-25T12:00:00Z");
const at = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * 3600 * 1000).toISOString();
const [day, minute] = [24, 1 / 60];

const plan = (inputs: Partial<KeyInputs> = {}) =>
  planKeys({
    held: { version: 4, writtenAt: at(50 * day), id: "held" },
    keys: [{ id: "held", createdAt: at(50 * day) }],
    wanted: false,
    overlapSeconds: day * 3600,
    limit: 2,
    now,
    ...inputs,
  });
const held = (hoursAgo: number) => ({
  held: { version: 4, writtenAt: at(hoursAgo), id: "held" },
  keys: [
    { id: "old", createdAt: at(90 * day) },
    { id: "held", createdAt: at(hoursAgo) },
  ],
});
const nothing = { end: [], make: false, previous: undefined, waits: undefined };

test("a key that is not due stays as it is", () => {
  expect(plan()).toEqual(nothing);
});

test("a key that is due gets a successor, and stays", () => {
  expect(plan({ wanted: true })).toEqual({ ...nothing, make: true });
});

test("the first key of a secret is made; what the issuer has besides is left alone", () => {
  const empty = { version: 0, writtenAt: undefined, id: undefined };
  expect(plan({ held: empty, keys: [], wanted: true })).toEqual({ ...nothing, make: true });
  expect(plan({ held: empty, keys: [{ id: "by hand", createdAt: at(900 * day) }], wanted: true })).toEqual({
    ...nothing,
    make: true,
  });
});

test("a key that Vault has and the issuer has not any more is replaced at once", () => {
  expect(plan({ keys: [] })).toEqual({ ...nothing, make: true });
});

describe("the predecessor", () => {
  test("stays while its overlap lasts", () => {
    expect(plan(held(day - 1))).toEqual({ ...nothing, previous: { id: "old", until: at(-1) } });
  });

  test("ends with its overlap, to the moment", () => {
    expect(plan(held(day)).end).toEqual(["old"]);
    expect(plan(held(day - minute)).end).toEqual([]);
  });

  test("makes room for the next key when it ends", () => {
    expect(plan({ ...held(day), wanted: true })).toMatchObject({ end: ["old"], make: true, waits: undefined });
  });

  test("keeps a third key from being made while it is valid, where two are allowed", () => {
    expect(plan({ ...held(day - 1), wanted: true })).toMatchObject({
      make: false,
      waits: `has 2 keys, and no more are allowed: the one before the present one stays valid until ${at(-1)}`,
    });
    expect(plan({ ...held(day - 1), wanted: true, limit: Number.POSITIVE_INFINITY })).toMatchObject({ make: true });
  });
});

describe("a key that was made later than the one in Vault", () => {
  const stray = (hoursAgo: number) => ({
    keys: [
      { id: "held", createdAt: at(50 * day) },
      { id: "stray", createdAt: at(hoursAgo) },
    ],
  });

  test("may belong to a run at work: nobody touches it for ten minutes", () => {
    expect(plan(stray(9 * minute))).toEqual(nothing);
    expect(plan({ ...stray(9 * minute), wanted: true })).toMatchObject({
      make: false,
      waits: `has 2 keys, and no more are allowed: one of them is being made by another run, or was left by one that was cut off; it ends at ${at(-minute)}`,
    });
  });

  test("or in the same second, which is all that AWS tells, is taken for one of a run at work", () => {
    const keys = [
      { id: "held", createdAt: at(5 * minute) },
      { id: "other", createdAt: at(5 * minute) },
    ];
    const fresh = { version: 4, writtenAt: at(5 * minute), id: "held" };
    expect(plan({ held: fresh, keys, overlapSeconds: 1 }).end).toEqual([]);
  });

  test("was left by a run that was cut off when it is older, and ends", () => {
    expect(plan(stray(10 * minute)).end).toEqual(["stray"]);
    expect(plan({ ...stray(10 * minute), wanted: true })).toMatchObject({ end: ["stray"], make: true });
  });

  test("is not taken for a stray one right after somebody wrote an older version back", () => {
    const inputs = { ...stray(10 * day), held: { version: 5, writtenAt: at(1), id: "held" } };
    expect(plan(inputs).end).toEqual([]);
    expect(plan({ ...inputs, held: { version: 5, writtenAt: at(day), id: "held" } }).end).toEqual(["stray"]);
  });
});

describe("where Vault does not say which key it holds", () => {
  const written = { version: 3, writtenAt: at(200 * day), id: undefined };
  const keys = [
    { id: "one", createdAt: at(300 * day) },
    { id: "two", createdAt: at(200 * day) },
  ];

  test("no key ends: any may be in use", () => {
    expect(plan({ held: written, keys, limit: 5, wanted: true })).toEqual({ ...nothing, make: true });
  });

  test("and there is no room, somebody has to say", () => {
    expect(plan({ held: written, keys, wanted: true })).toEqual({
      ...nothing,
      waits: "has 2 keys, and no more are allowed: delete the one that nobody uses",
    });
  });
});
