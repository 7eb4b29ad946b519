import { expect, test } from "vitest";
import { minimalYaml, problemsOf } from "./support.ts";

/** What is said of a mistake on the line after the minimal policy. */
function said(line: string): string {
  const [problem] = problemsOf(`${minimalYaml}${line}`);
  return `${problem?.message}. ${problem?.remedy}`.replace("the file is not valid YAML: ", "");
}

test.each([
  ["gate:\n\tladder: {}", "the line is indented with a tab. Indent with spaces."],
  ["gate", "a name stands here without a colon and a space behind it. Write `name: value` on one line."],
  ["gate\naudit: {}", "a name stands here without a colon and a space behind it. Write `name: value` on one line."],
  [
    "extends: a: b",
    "a list or another `name: value` begins where a value stands. Check the indentation, or put the text in quotes if its colon is meant literally.",
  ],
  ["extends: @strict", "no plain text begins with this character. Put the text in quotes."],
  ["extends: `strict`", "no plain text begins with this character. Put the text in quotes."],
  ['extends: "strict', "a closing quote is missing. Close the quotes."],
  ["extends: 'strict", "a closing quote is missing. Close the quotes."],
  ['extends: "\\d"', "there is no such escape sequence. Use single quotes, in which a backslash is a backslash."],
  [
    "extends: 'a' b",
    "the value has ended, and something follows it. Remove what follows, or put the whole value in quotes.",
  ],
  ["extends: 'a'# b", "a comment follows without a space. Put a space before the #."],
  [
    "gate: [1, 2\naudit: {}",
    "a closing ] is missing, or a line before it is not indented with spaces. Close the bracket, and indent what is inside.",
  ],
  [
    "gate: { a: 1\naudit: {}",
    "a closing } is missing, or a line before it is not indented with spaces. Close the bracket, and indent what is inside.",
  ],
  ["gate:\n    a: 1\n  b: 2", "the indentation does not fit the lines around it. Indent it like its neighbours."],
  ["gate: [1,,2]", "a comma stands where a value is missing. Remove the comma."],
  [
    "extends: *",
    "anchors (&), aliases (*) and tags (!) have no place here. Write the value out, or put it in quotes if the sign is meant literally.",
  ],
  [`${"k".repeat(2000)}: 1`, "this is too long for the name of a setting. Shorten it."],
])("of %j it says what to do", (line, expected) => {
  expect(said(line)).toBe(expected);
});

test("what the parser quotes from the file is harmless and short", () => {
  const [problem] = problemsOf(`${minimalYaml}extends: |${"é".repeat(5000)}\n`);

  expect(problem?.message.length).toBeLessThan(200);
});
