import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaintsOf, minimal, minimalYaml, problemsOf } from "./support.ts";

/** What is said of lines after the minimal policy. */
const said = (lines: string) => complaintsOf(`${minimalYaml}${lines}\n`);

test("a key that stands twice names both places", () => {
  expect(problemsOf(`${minimalYaml}gate:\n  approvers: team:security\n  approvers: team:other\n`)).toMatchObject([
    {
      path: "gate.approvers",
      line: 7,
      column: 3,
      message: "is set twice",
      remedy: "Keep one of the two.",
      conflictsWith: { path: "gate.approvers", line: 6, column: 3 },
    },
  ]);
});

test("a key that stands three times is told of twice, each time with the first place", () => {
  const problems = problemsOf(`${minimalYaml}version: 1\n'version': 1\n`);

  expect(problems.map(({ line, conflictsWith }) => [line, conflictsWith?.line])).toEqual([
    [5, 1],
    [6, 1],
  ]);
});

test("a key that stands twice is found in JSON", () => {
  expect(problemsOf(JSON.stringify(minimal).replace("{", '{"version": 1,'))).toMatchObject([
    { path: "version", message: "is set twice" },
  ]);
});

test.each(["__proto__", "constructor", "prototype"])("refuses the key %s, wherever it stands", (key) => {
  expect(said(`${key}: { polluted: true }`)).toEqual([`the file has the key ${key}, which is not allowed. Remove it.`]);
  expect(said(`gate: { "${key}": 1 }`)).toEqual([`gate has the key ${key}, which is not allowed. Remove it.`]);
  expect({}).not.toHaveProperty("polluted");
});

test.each(["toString", "hasOwnProperty", "valueOf"])("takes the key %s for a setting that it does not know", (key) => {
  expect(said(`${key}: 1`)).toEqual([expect.stringMatching(`^${key} is not a known setting. Known here: version,`)]);
});

test.each(["5: x", "true: x", "null: x", "~: x", ": x", "? [a]\n: x", "? { a: b }\n: x", "1.5: x"])(
  "refuses a key that is not text: %j",
  (line) => {
    expect(said(line)).toEqual(["the file has a key that is not text. Put the key in quotes."]);
  },
);

test("a key of digits in quotes is text", () => {
  const organization = '{ login: acme, id: 1, teams: { security: 2, "007": 3 } }';

  expect(
    parsePolicy(`version: 1\norganization: ${organization}\nrepositories: [{ name: a, id: 1 }]`).policy,
  ).toMatchObject({ organization: { teams: { "007": 3 } } });
});

test.each([
  ["an anchor", "extends: &x strict", "extends"],
  ["an alias", "extends: *x", "extends"],
  ["a tag", "extends: !!str strict", "extends"],
  ["a tag of one's own", "gate: { approvers: !vault x }", "gate.approvers"],
  ["an anchored list", "protection: { branches: &b [main] }", "protection.branches"],
  ["a star that was meant literally", "protection: { branches: [main, *.x] }", "protection.branches[1]"],
  ["an aliased key", "protection: { *x : 1 }", "protection"],
  ["a merge", "gate:\n  <<: *defaults", 'gate["<<"]'],
])("refuses %s", (_, line, path) => {
  expect(said(line)).toContain(
    `${path} uses a YAML anchor, alias or tag. Write the value out, or put it in quotes if the sign is meant literally.`,
  );
});

test("a bomb of aliases is refused where it begins, without going off", () => {
  const names = [..."abcdefghij"];
  const bomb = names.map((name, index) => {
    const inner = index === 0 ? "x" : `*${names[index - 1]}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => inner).join(", ")}]\n`;
  });

  const references = problemsOf(bomb.join("")).filter(({ message }) => message === "uses a YAML anchor, alias or tag");

  expect(references.map(({ path }) => path)).toEqual(names);
});

test.each([
  ["0x10", "Write 16, or put it in quotes if it is text."],
  ["0o17", "Write 15, or put it in quotes if it is text."],
  ["007", "Write 7, or put it in quotes if it is text."],
  ["1e999", "Write a decimal number, or put it in quotes if it is text."],
  ["-1e999", "Write a decimal number, or put it in quotes if it is text."],
  [".inf", "Write a decimal number, or put it in quotes if it is text."],
  ["-.INF", "Write a decimal number, or put it in quotes if it is text."],
  [".nan", "Write a decimal number, or put it in quotes if it is text."],
])("refuses the number %s, which readers take differently", (number, remedy) => {
  expect(said(`registry: { keepImages: ${number} }`)).toEqual([
    `registry.keepImages must be a plain decimal number, got ${number}. ${remedy}`,
  ]);
});

test.each([
  ["50", 50],
  ["+50", 50],
  ["5e1", 50],
  ["50.0", 50],
])("takes the number %s", (written, value) => {
  expect(parsePolicy(`${minimalYaml}registry: { keepImages: ${written} }`).policy.registry.keepImages).toBe(value);
});

test("there is one zero", () => {
  const { policy } = parsePolicy(`${minimalYaml}environments: { production: { waitMinutes: -0 } }`);

  expect(Object.is(policy.environments.production?.waitMinutes, 0)).toBe(true);
});

test.each([
  ["an escape sequence", '"\\e[31mred"', '"\\u001b[31mred"'],
  ["a change of direction", '"a\\u202eb"', '"a\\u202eb"'],
  ["a zero-width space", '"a\u200bb"', '"a\\u200bb"'],
  ["half a character", '"\\ud800"', '"\\ud800"'],
  ["a soft hyphen", '"a\u00adb"', '"a\\u00adb"'],
])("refuses %s in a value or a key, and shows it as an escape", (_, written, shown) => {
  const remedy = "Remove it, and look closely at what the text really says.";

  expect(said(`extends: ${written}`)).toEqual([
    `extends holds a character that does not show, got ${shown}. ${remedy}`,
  ]);
  expect(said(`gate: { ${written}: 1 }`)).toEqual([
    `gate holds a character that does not show, got ${shown}. ${remedy}`,
  ]);
});

test("refuses a list that no person wrote", () => {
  expect(said(`protection: { branches: [${"a,".repeat(10_001)}] }`)).toEqual([
    "protection.branches has 10001 entries, more than the 10000 that a list or map may have. Check that this is the right file and not generated data.",
  ]);
});

test("refuses a map that no person wrote", () => {
  const keys = Array.from({ length: 10_001 }, (_, index) => `k${index}: 1\n`).join("");

  expect(complaintsOf(keys)).toEqual([
    "the file has 10001 entries, more than the 10000 that a list or map may have. Check that this is the right file and not generated data.",
  ]);
});

test("JSON is read like YAML, tabs and line ends of any kind included", () => {
  for (const space of [2, "\t"]) {
    const json = JSON.stringify(minimal, undefined, space);

    expect(parsePolicy(json).policy).toEqual(parsePolicy(minimalYaml).policy);
    expect(parsePolicy(json.replaceAll("\n", "\r\n")).policy).toEqual(parsePolicy(minimalYaml).policy);
  }
});
