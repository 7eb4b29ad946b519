import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaintsOf, minimalYaml, problemsOf } from "./support.ts";

const indented = (line: string, count: number) =>
  Array.from({ length: count }, (_, level) => `${" ".repeat(level)}${line}\n`).join("");

test.each([
  ["lists in brackets", "[".repeat(20_000)],
  ["maps in braces", "{a: ".repeat(20_000)],
  ["lists on one line", `${"- ".repeat(20_000)}1`],
  ["keys on one line", `${"? ".repeat(20_000)}a`],
  ["maps on one line", "a: ".repeat(20_000)],
  ["indented maps", indented("a:", 600)],
  ["indented lists", indented("-", 600)],
  ["indented keys", indented("?", 600)],
  ["maps in lists", indented("- a:", 300)],
])("%s that never end are one problem", (_, content) => {
  expect(complaintsOf(content)).toEqual([
    "the file is nested deeper than 32 levels. No setting lies deeper than eight levels.",
  ]);
});

test("the place of the nesting is given", () => {
  expect(problemsOf(`${minimalYaml}gate: ${"[".repeat(100)}`)).toMatchObject([{ line: 5, column: 38 }]);
});

const flood = (text: string) => text.repeat(Math.ceil(40_000 / text.length));

test.each([
  "[]",
  "{}",
  "[],",
  "- \n",
  "- 1\n",
  ": ",
  ":\n",
  "a:\n",
  "a: b: ",
  "&a ",
  "*a",
  "*a ",
  "!!x ",
  "!",
  '"',
  '"" ',
  "'",
  "'a' ",
  "|",
  "|\n",
  ">",
  "@",
  "#\n",
  "%YAML 1.1\n",
  "---\n",
  "...\n",
  ",",
  "[1,",
  "]",
  "<<: ",
  "\\",
  "é",
])("a file of nothing but %j ends in few problems", (text) => {
  expect(problemsOf(flood(text)).length).toBeLessThanOrEqual(3);
});

test.each([
  ["escapes", `a: "${flood("\\q")}"`],
  ["commas", `a: [${flood(",")}]`],
  ["a long name", `${flood("a")}: 1`],
  ["a long number", `version: ${flood("9")}`],
  ["a long float", `version: 0.${flood("0")}1e`],
])("%s without end are few problems", (_, content) => {
  expect(problemsOf(content).length).toBeLessThanOrEqual(4);
});

test("a hopeless file is cut after 200 problems, and says so", () => {
  const problems = problemsOf(`a: >\n${flood("   x\n  y\n")}`);

  expect(problems).toHaveLength(201);
  expect(problems.at(-1)).toMatchObject({
    message: "more problems follow from here on",
    remedy: "Mend the ones above first.",
  });
});

test.each(["%YAML 1.1", "%TAG ! tag:example.com,2000:", "%ANYTHING"])("refuses the directive %s", (directive) => {
  expect(problemsOf(`${directive}\n---\n${minimalYaml}`)).toMatchObject([
    { line: 1, message: "the file has a YAML directive", remedy: "Remove the line that begins with %." },
  ]);
});

test("refuses a second document, and says where it begins", () => {
  expect(problemsOf(`${minimalYaml}---\n${minimalYaml}`)).toMatchObject([
    { line: 5, column: 1, message: "a second YAML document begins here" },
  ]);
});

test("one document may be marked as such", () => {
  expect(() => parsePolicy(`---\n${minimalYaml}...\n`)).not.toThrow();
});

test("mistakes on several lines are all told, with one line each", () => {
  const problems = problemsOf(`${minimalYaml}extends: a: b: c\ngate: "\\q \\w"\naudit: @x @y\n`);

  expect(problems.map(({ line }) => line)).toEqual([5, 6, 7]);
});

test("a closing bracket may stand below the name of its setting", () => {
  expect(() => parsePolicy(`${minimalYaml}protection: {\n  branches: [\n    main\n  ]\n}\n`)).not.toThrow();
});
