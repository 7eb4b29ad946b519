import { EpssTable } from "@sallyport/gate";
import fc from "fast-check";
import { expect, test } from "vitest";
import { now, reportOf, verdictOn, vulnerability } from "../support/findings.ts";

const id = fc
  .tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1000, max: 120_000 }))
  .map(([year, number]) => `CVE-${year}-${number}`);
const scoresById = fc.dictionary(id, fc.double({ min: 0, max: 1, noNaN: true }), { noNullPrototype: true, minKeys: 1 });

test("a table gives every score that it was made of, and nothing else", () => {
  fc.assert(
    fc.property(scoresById, id, (scores, other) => {
      const table = EpssTable.of(scores);

      expect(table.size).toBe(Object.keys(scores).length);
      for (const [name, score] of Object.entries(scores)) expect(table.get(name)).toBe(score === 0 ? 0 : score);
      expect(table.get(other)).toBe(Object.hasOwn(scores, other) ? scores[other] : undefined);
    }),
  );
});

test.each([
  ["is empty", ""],
  ["is not sorted", "CVE-2026-1001 0.1,CVE-2026-1000 0.1"],
  ["has an entry twice", "CVE-2026-1000 0.1,CVE-2026-1000 0.1"],
  ["ends in a comma", "CVE-2026-1000 0.1,"],
  ["has a score above one", "CVE-2026-1000 1.1"],
  ["has an entry without a score", "CVE-2026-1000"],
  ["has something else in it", "CVE-2026-1000 0.1,nonsense"],
])("a table that %s is refused", (_, text) => {
  expect(() => new EpssTable(text)).toThrow(RangeError);
});

test("an id that begins another one is found as itself", () => {
  const table = EpssTable.of({ "CVE-2026-1000": 0.1, "CVE-2026-10000": 0.2, "CVE-2026-1001": 0.3 });

  expect(["CVE-2026-1000", "CVE-2026-10000", "CVE-2026-1001", "CVE-2026-100"].map((name) => table.get(name))).toEqual([
    0.1,
    0.2,
    0.3,
    undefined,
  ]);
});

test("the gate decides the same on a table and on scores by id", () => {
  const scores = { "CVE-2026-1000": 0.5, "CVE-2026-2000": 0.01 };
  const gate = { likelihood: { epss: 0.4, action: "block" } } as const;
  const on = (of: typeof scores | EpssTable) =>
    verdictOn([reportOf(vulnerability({ Severity: "LOW" }))], { gate, facts: { epss: { date: now, scores: of } } });

  expect(on(EpssTable.of(scores)).findings).toEqual(on(scores).findings);
  expect(on(EpssTable.of(scores)).inputs.epss).toMatchObject({
    entries: 2,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
