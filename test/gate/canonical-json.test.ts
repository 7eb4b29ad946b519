import { canonicalJson } from "@sallyport/gate";
import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test("any JSON value is written as the reference library writes it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => canonicalJson(value) === canonicalize(value)),
    { numRuns: 1000 },
  );
});

test.each([
  ["keys that are numbers stand in the order of their text", { 10: 1, 9: 2, a: 3 }, '{"10":1,"9":2,"a":3}'],
  [
    "keys are compared by code unit",
    { "\u20ac": 1, a: 2, "\ud83d\ude02": 3, "\ufb33": 4 },
    '{"a":2,"\u20ac":1,"\ud83d\ude02":3,"\ufb33":4}',
  ],
  ["absent fields leave no trace", { b: undefined, a: [{ d: 1, c: undefined }] }, '{"a":[{"d":1}]}'],
  ["a key that means the prototype is a key", JSON.parse('{"b":1,"__proto__":2}'), '{"__proto__":2,"b":1}'],
  ["numbers as ECMAScript writes them", [1e21, -0, 0.1, 1e-7], "[1e+21,0,0.1,1e-7]"],
])("%s", (_, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test("half a character has no canonical form", () => {
  expect(() => canonicalJson({ a: "\ud800" })).toThrow("surrogate");
});
