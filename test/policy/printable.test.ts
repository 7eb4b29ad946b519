import { expect, test } from "vitest";
import { complaints, complaintsOf, minimal } from "./support.ts";

const teams = (names: Record<string, unknown>) => ({
  organization: { ...minimal.organization, teams: { security: 2, ...names } },
});

test.each([
  ["Bad Slug", 'organization.teams["Bad Slug"]'],
  ["", 'organization.teams[""]'],
  ["a.b.", 'organization.teams["a.b."]'],
  ["é", 'organization.teams["é"]'],
  ['say "hi"', 'organization.teams["say \\"hi\\""]'],
  ["0x", "organization.teams"],
])("the name %j is quoted in a path when it is no plain word", (name, path) => {
  const said = complaints(teams({ [name]: "x" }));

  expect(said).toEqual([expect.stringContaining(path)]);
});

test("a plain word stays as it is", () => {
  expect(complaints(teams({ "release-managers_2": "x" }))).toEqual([
    'organization.teams.release-managers_2 must be a whole number, got "x". Write a number.',
  ]);
});

test("a long value is cut, between two characters", () => {
  expect(complaints({ extends: "😀".repeat(100) })).toEqual([
    `extends must be one of baseline, strict, regulated, or a path of a policy file, got "${"😀".repeat(58)}…. Choose one of these.`,
  ]);
});

test("a long name is cut", () => {
  const [said] = complaintsOf(`{"${"n".repeat(1000)}": 1, "version": 1}`).filter((line) => line.includes("nnn"));

  expect(said?.length).toBeLessThan(300);
});

test("the credentials in a URL are not repeated", () => {
  const secrets = { vault: { address: "http://user:hunter2@vault.example" } };

  expect(complaints({ secrets })).toEqual([expect.stringContaining('got "http://…@vault.example"')]);
});

test("a line break in a value does not break the line", () => {
  expect(complaints({ extends: "a\nb" })).toEqual([expect.stringContaining('got "a\\nb"')]);
});
