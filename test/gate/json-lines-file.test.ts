import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { jsonLines } from "../support/findings.ts";

const summary = { type: "auditSummary", data: { vulnerabilities: { low: 0 }, totalDependencies: 4 } };
const warning = { type: "warning", data: "No license field" };

function read(content: string | Uint8Array) {
  return readReport(Buffer.from(content), "yarn.jsonl");
}

test("lines may end in any way, and empty ones say nothing", () => {
  const [first, last] = [JSON.stringify(warning), JSON.stringify(summary)];

  expect(read(`${first}\n${last}`).health).toBe("ok");
  expect(read(`\uFEFF${first}\r\n\r\n  ${last}\r\n\n`).health).toBe("ok");
});

test("one line alone is a report like any other", () => {
  expect(read(jsonLines(summary))).toMatchObject({ format: "yarn1-audit-jsonl", health: "ok" });
});

test("a last line that is cut off is refused with its place, never read as a smaller report", () => {
  const content = jsonLines(summary, warning).toString();

  expect(() => read(content.slice(0, -1))).toThrow("yarn.jsonl:2:44: is cut off: its last line ends too early");
});

test.each([
  ["a damaged line", jsonLines(summary, '{"type": warning}', warning), "yarn.jsonl:2:10: is not valid JSON here"],
  ["a line cut off amid the file", jsonLines(summary, '{"type": "warn', warning), "yarn.jsonl:2:15: is not valid JSON"],
  ["a line of another kind of JSON", jsonLines(summary, "[]", warning), "yarn.jsonl:2:3: is not valid JSON here"],
  ["a line of a log", jsonLines(warning, "Done in 2s.", summary), "yarn.jsonl:2:1: holds a line that is not JSON"],
  ["a line of a logger", jsonLines(warning, `yarn: ${JSON.stringify(summary)}`), "yarn.jsonl:2:1: holds a line that"],
  ["a field of the wrong kind", jsonLines(warning, { type: 7, data: "" }, summary), "yarn.jsonl:2#/type: must be text"],
  ["UTF-16", Buffer.from(jsonLines(warning, summary).toString(), "utf16le"), "is UTF-16 text"],
  ["a NUL byte", jsonLines(warning, '{"type": "\0"}', summary), "is binary: it holds a NUL byte"],
  ["bytes that are not UTF-8", Buffer.concat([jsonLines(warning), Buffer.from([0x0a, 0xff])]), "is not UTF-8 text"],
])("%s is refused with its line", (_, content, message) => {
  expect(() => read(content)).toThrow(message);
});

test("a line that is nested too deep is refused", () => {
  const deep = `{"type": ${"[".repeat(300)}${"]".repeat(300)}}`;

  expect(() => read(jsonLines(summary, deep, warning))).toThrow("yarn.jsonl:2:1: is nested deeper than 200");
});

test("lines of a format that nobody knows are foreign, and their values are not repeated", () => {
  expect(() => read(jsonLines({ colour: "red" }, { colour: "blue" }))).toThrow(
    "is lines of JSON of an unknown format (keys: colour, ...), which is not a report that can be judged",
  );
});

test("a document that is broken as a whole is refused as before", () => {
  expect(() => read('[\n{"type": "error"},\n{"type": "error"}\n')).toThrow("is cut off: the JSON ends too early");
  expect(() => read("Usage: scan [OPTIONS]\n  --json\n")).toThrow("is not JSON but other text");
});
