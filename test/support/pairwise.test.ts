import { expect, test } from "vitest";
import { type Parameters, pairwise, type Row } from "./pairwise.ts";

const parameters = {
  size: ["s", "m", "l"],
  colour: ["red", "green", "blue", "black"],
  lid: [true, false],
  weight: [1, 2, 3, 4, 5],
};

/** Every pair of values that a list of rows does not hold, found without the generator's own bookkeeping. */
function missingPairs(of: Parameters, rows: readonly Row<Parameters>[]): string[] {
  const names = Object.keys(of);
  return names.flatMap((one, at) =>
    names
      .slice(at + 1)
      .flatMap((other) =>
        (of[one] ?? []).flatMap((a) =>
          (of[other] ?? [])
            .filter((b) => !rows.some((row) => row[one] === a && row[other] === b))
            .map((b) => `${one} ${a} with ${other} ${b}`),
        ),
      ),
  );
}

test("the rows hold every pair of values", () => {
  expect(missingPairs(parameters, pairwise(parameters))).toEqual([]);
});

test("a row that is taken away leaves pairs open", () => {
  expect(missingPairs(parameters, pairwise(parameters).slice(1))).not.toEqual([]);
});

test("there are far fewer rows than combinations", () => {
  const combinations = 3 * 4 * 2 * 5;

  expect(pairwise(parameters).length).toBeLessThan(combinations / 4);
  expect(pairwise(parameters).length).toBeGreaterThanOrEqual(4 * 5);
});

test("the same parameters give the same rows", () => {
  expect(pairwise(parameters)).toEqual(pairwise(structuredClone(parameters)));
});

test("every row has a value of each parameter", () => {
  for (const row of pairwise(parameters)) {
    expect(Object.keys(row)).toEqual(Object.keys(parameters));
    expect(Object.values(row)).not.toContain(undefined);
  }
});

test.each([
  ["one parameter", { only: [1, 2, 3] }],
  ["no parameter", {}],
])("%s has no pairs, and no rows", (_, few) => {
  expect(pairwise(few)).toEqual([]);
});
