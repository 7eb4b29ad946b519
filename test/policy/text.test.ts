import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaintsOf, minimalYaml, problemsOf } from "./support.ts";

const encode = (text: string) => new TextEncoder().encode(text);

test("a text and its bytes give the same policy", () => {
  expect(parsePolicy(encode(minimalYaml)).policy).toEqual(parsePolicy(minimalYaml).policy);
});

test.each([
  ["nothing at all", ""],
  ["blanks and line ends", " \n\t\r\n "],
])("refuses %s as empty", (_, content) => {
  expect(complaintsOf(content)).toEqual(["the file is empty. Start from examples/quickstart/sallyport.yaml."]);
});

test.each([
  ["comments", "# only\n# comments\n"],
  ["null", "null\n"],
])("refuses a file of %s alone as without settings", (_, content) => {
  expect(complaintsOf(content)).toEqual(["the file holds no settings. Start from examples/quickstart/sallyport.yaml."]);
});

test.each([
  ["little endian", new Uint8Array([0xff, 0xfe, 0x61, 0])],
  ["big endian", new Uint8Array([0xfe, 0xff, 0, 0x61])],
])("says that a file is UTF-16, %s", (_, content) => {
  expect(complaintsOf(content)).toEqual(["the file is UTF-16. Save it as UTF-8."]);
});

test("says that a file is binary", () => {
  expect(complaintsOf(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]))).toEqual([
    "the file is binary: it holds NUL bytes. Give the path of a YAML or JSON text.",
  ]);
});

test("says that a file is not UTF-8", () => {
  expect(complaintsOf(new Uint8Array([0x61, 0xc3, 0x28]))).toEqual(["the file is not valid UTF-8. Save it as UTF-8."]);
});

test("refuses ten megabytes without reading them as YAML", () => {
  expect(complaintsOf(new Uint8Array(10 * 1024 * 1024).fill(0x5b))).toEqual([
    "the file is larger than the 524288 bytes that it may have. Check that this is the right file and not a report or an archive.",
  ]);
});

test("counts bytes and not characters", () => {
  expect(complaintsOf(`# ${"ü".repeat(300_000)}`)).toHaveLength(1);
  expect(() => parsePolicy(`${minimalYaml}# ${"u".repeat(300_000)}\n`)).not.toThrow();
});

test("a byte order mark moves no column", () => {
  expect(problemsOf(`\ufeffversion: 2\n${minimalYaml.slice(11)}`)).toMatchObject([{ line: 1, column: 10 }]);
});

test.each([
  ["a change of direction", "\u202e"],
  ["an isolate", "\u2067"],
  ["an escape sequence", "\u001b[31m"],
  ["an eight-bit control", "\u009b"],
])("refuses %s even in a comment, and shows it as an escape", (_, hidden) => {
  const [problem] = problemsOf(`${minimalYaml}# looks ${hidden} harmless\n`);

  expect(problem).toMatchObject({ line: 5, column: 9 });
  expect(problem?.message).toMatch(/^the file holds a character that does not show, \\u[0-9a-f]{4}$/);
});

test("leaves other alphabets and emoji in comments alone", () => {
  expect(() => parsePolicy(`${minimalYaml}# é 日本 العربية 👩‍💻\n`)).not.toThrow();
});
