import { expect, test } from "vitest";
import { complaints, minimal } from "./support.ts";

const [api] = minimal.repositories;
const repository = (settings: Record<string, unknown>) => ({ repositories: [{ ...api, ...settings }] });
const registry = (settings: Record<string, unknown>) => ({ registry: settings });

test.each([
  ["yes", "Write true."],
  ["ON", "Write true."],
  ["true", "Write true."],
  [1, "Write true."],
  ["no", "Write false."],
  ["off", "Write false."],
  [0, "Write false."],
  ["maybe", "Write true or false."],
  [[], "Write true or false."],
  [null, "Give it a value, or remove the line to take the default."],
])("of %j where true or false belongs", (value, remedy) => {
  expect(complaints(registry({ scanOnPush: value }))).toEqual([
    `registry.scanOnPush must be true or false, got ${JSON.stringify(value)}. ${remedy}`,
  ]);
});

test.each([
  ["50", "Write 50, without quotes."],
  ["1_000", "Write 1000, without quotes."],
  ["1,000", "Write 1000, without quotes."],
  [1.5, "Write a whole number."],
  ["2024-01-01", "Write a number."],
  ["many", "Write a number."],
  [true, "Write a number."],
  [{}, "Write a number."],
  [null, "Give it a value, or remove the line to take the default."],
])("of %j where a whole number belongs", (value, remedy) => {
  expect(complaints(registry({ keepImages: value }))).toEqual([
    `registry.keepImages must be a whole number, got ${JSON.stringify(value)}. ${remedy}`,
  ]);
});

test("of a number that is required and empty", () => {
  expect(complaints(repository({ id: null }))).toEqual([
    "repositories[0].id must be a whole number, got null. Give it a value.",
  ]);
});

test.each([
  ["too small", { registry: { keepImages: 0 } }, "registry.keepImages must be at least 1, got 0. Set it to 1 or more."],
  [
    "too large",
    { protection: { reviews: { required: 11 } } },
    "protection.reviews.required must be at most 10, got 11. Set it to 10 or less.",
  ],
  [
    "a fraction",
    { gate: { likelihood: { epss: 50 } } },
    "gate.likelihood.epss must be at most 1, got 50. Set it to 1 or less.",
  ],
  [
    "an id beyond what a number can tell apart",
    repository({ id: 2 ** 53 }),
    "repositories[0].id must be at most 9007199254740991, got 9007199254740992. Set it to 9007199254740991 or less.",
  ],
])("of a number that is %s", (_, sections, said) => {
  expect(complaints(sections)).toEqual([said]);
});

test.each([
  [3.1, "Put it in quotes."],
  [true, "Put it in quotes."],
  [["3.13"], "Write one text."],
  [{}, "Write one text."],
  [null, "Give it a value, or remove the line to take the default."],
])("of %j where text belongs", (value, remedy) => {
  expect(complaints({ scanning: { scanners: { snyk: { pythonTargetVersion: value } } } })).toEqual([
    `scanning.scanners.snyk.pythonTargetVersion must be text, got ${JSON.stringify(value)}. ${remedy}`,
  ]);
});

test.each([
  ["critical", "Did you mean CRITICAL?"],
  ["HIHG", "Did you mean HIGH?"],
  ["SEVERE", "Choose one of these."],
  ["x".repeat(200), "Choose one of these."],
  [5, "Choose one of these."],
  [null, "Give it a value."],
])("of %j where one of several words belongs", (value, remedy) => {
  const [said] = complaints({ scanning: { scanners: { trivy: { severityFilter: [value] } } } });

  expect(said).toContain("severityFilter[0] must be one of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN, got ");
  expect(said?.endsWith(`. ${remedy}`)).toBe(true);
});

test.each([
  ["python", 'Write a list: ["python"].'],
  ["pyton", "Write a list: [...]."],
  [{}, "Write a list: [...]."],
  [null, "Give it a value, or remove the line to take the default."],
])("of %j where a list belongs", (value, remedy) => {
  expect(complaints(repository({ languages: value }))).toEqual([
    `repositories[0].languages must be a list, got ${JSON.stringify(value)}. ${remedy}`,
  ]);
});

test.each([
  ["empty", { repositories: [] }, "repositories must not be empty, got []. Add an entry."],
  [
    "too long",
    { registry: { mutableTags: ["a", "b", "c", "d", "e", "f"] } },
    'registry.mutableTags must have at most 5 entries, got ["a","b","c","d","e","f"]. Remove some.',
  ],
])("of a list that is %s", (_, sections, said) => {
  expect(complaints(sections)).toEqual([said]);
});

test("of a text that is too long", () => {
  expect(complaints({ protection: { lockedPaths: ["x".repeat(201)] } })).toEqual([
    expect.stringMatching(
      /^protection\.lockedPaths\[0\] must be at most 200 characters long, got "x+…\. Shorten it\.$/,
    ),
  ]);
});

test("of something else where a map with defaults belongs", () => {
  expect(complaints(registry({ encryption: null }))).toEqual([
    "registry.encryption must be a map of settings, got null. Write {} to take its defaults, or some of these settings below it: keyRotation, deletionWindow.",
  ]);
});

test("of something else where a map with required settings belongs", () => {
  expect(complaints({ secrets: "vault" })).toEqual([
    'secrets must be a map of settings, got "vault". Write its settings below it: vault, auth, engines, jobs, workloads, people, stored, rotation, limits, audit.',
  ]);
});

test("of something else where a map of free names belongs", () => {
  expect(complaints({ environments: "staging" })).toEqual([
    'environments must be a map of settings, got "staging". Write `NAME: value` lines below it.',
  ]);
});
