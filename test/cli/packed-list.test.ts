import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PackedList } from "../../packages/cli/dist/packed-list.js";

/** About 100 kB each, so that 300 of them are far more than what stays in memory. */
const large = (number: number) => ({ number, text: `Überlauf ${number} 🛑 `.repeat(5000) });

test("values come back equal, in order and out of order, from memory and from disk", () => {
  const list = new PackedList<ReturnType<typeof large>>(4);
  for (let number = 0; number < 300; number += 1) list.push(large(number));

  expect(list).toHaveLength(300);
  expect(list.at(0)).toEqual(large(0));
  expect(list.at(299)).toEqual(large(299));
  for (const index of [150, 7, 298, 8, 9, 151]) expect(list.at(index)?.number).toBe(index);
  let number = 0;
  for (const value of list) {
    expect(value).toEqual(large(number));
    number += 1;
  }
  expect(number).toBe(300);
});

test("a value that is larger than everything that stays in memory is kept whole", () => {
  const list = new PackedList<string>(4);
  const text = "x".repeat(30_000_000);
  list.push("before");
  list.push(text);
  list.push("after");

  expect([list.at(0), list.at(1) === text, list.at(2)]).toEqual(["before", true, "after"]);
});

test("an index beyond the end has no value", () => {
  const list = new PackedList<number>(4);
  list.push(1);

  expect([list.at(0), list.at(1), list.jsonAt(1)]).toEqual([1, undefined, undefined]);
});

test("any JSON comes back as canonical JSON of the same value, whatever was read in between", () => {
  // JSON has no negative zero.
  const value = fc.jsonValue().map((any) => JSON.parse(JSON.stringify(any)));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 50 }), fc.array(fc.nat(49)), (values, order) => {
      const list = new PackedList<unknown>(1);
      for (const value of values) list.push(value);
      for (const index of order) expect(list.at(index)).toEqual(values[index]);
      expect([...list]).toEqual(values);
    }),
    { numRuns: 200 },
  );
});
