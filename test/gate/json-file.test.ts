import { maximumReportBytes, ReportError, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, trivy } from "../support/findings.ts";

function refusal(content: string | Uint8Array): string {
  try {
    readReport(typeof content === "string" ? Buffer.from(content) : content, "trivy.json");
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  throw new Error("the report was read");
}

test.each([
  ["no byte", "", "trivy.json: is empty (0 bytes). The scanner wrote nothing: read its log and run it again."],
  ["white space", " \n\t", "trivy.json: holds nothing but white space. "],
  ["a byte-order mark alone", "\ufeff", "trivy.json: holds nothing but white space. "],
  ["a log", "2026-05-04T11:00:00Z FATAL no database", "trivy.json:1:1: is not JSON but other text. "],
  ["a table", "\n+-----+\n| CVE |", "trivy.json:2:1: is not JSON but other text. "],
  ["XML", "<?xml version='1.0'?>", "trivy.json:1:1: holds no XML element. "],
  ["a half object", '{"SchemaVersion": 2,\n "Results": [', "trivy.json:2:14: is cut off: the JSON ends too early. "],
  ["a half string", '{"SchemaVersion": "tw', "trivy.json:1:22: is cut off"],
  ["a half escape", '{"a": "\\u00', "trivy.json:1:12: is cut off"],
  ["a half word", '{"a": tr', "trivy.json:1:7: is cut off"],
  ["a half number", '{"a": -', "trivy.json:1:7: is cut off"],
  ["a comma too many", '{"a": 1,\n}', "trivy.json:2:1: is not valid JSON here. "],
  ["a missing colon", '{"a" 1}', "trivy.json:1:6: is not valid JSON here"],
  ["a wrong bracket", '{"a": [1}', "trivy.json:1:9: is not valid JSON here"],
  ["a bracket too many", "[1]]", "trivy.json:1:4: is not valid JSON here"],
  ["a bare word", '{"a": NaN}', "trivy.json:1:7: is not valid JSON here"],
  ["a line break in a string", '{"a": "b\nc"}', "trivy.json:1:9: is not valid JSON here"],
  ["a wrong escape", '{"a": "b\\xcdefgh"}', "trivy.json:1:9: is not valid JSON here"],
  ["two documents", "{} {}", "trivy.json:1:4: is not valid JSON here"],
  ["two documents in lines", "{}\n{}", "trivy.json: is lines of JSON of an unknown format"],
])("%s is refused with its place", (_, content, message) => {
  expect(refusal(content)).toContain(message);
});

test.each([
  ["UTF-16 with a mark", Buffer.from("\ufeff{}", "utf16le"), "is UTF-16 text"],
  ["UTF-16 without a mark", Buffer.from("{}", "utf16le"), "is UTF-16 text"],
  ["big-endian UTF-16", Buffer.from([0xfe, 0xff, 0, 0x7b]), "is UTF-16 text"],
  ["a NUL byte", Buffer.from('{"a": "\u0000"}'), "trivy.json (byte 7): is binary: it holds a NUL byte"],
  ["gzip", Buffer.from([0x1f, 0x8b, 8]), "is compressed. Unpack it first."],
  ["zip", Buffer.from("PK\u0003\u0004"), "is compressed. Unpack it first."],
  ["Latin-1", Buffer.from('{\n"a": "\xe9"}', "latin1"), "trivy.json:2:1: is not UTF-8 text"],
])("%s is refused", (_, content, message) => {
  expect(refusal(content)).toContain(message);
});

test("UTF-8 with a byte-order mark is read", () => {
  const marked = Buffer.concat([Buffer.from("\ufeff"), bytes(trivy([]))]);

  expect(readReport(marked, "trivy.json").format).toBe("trivy-json v2");
});

test("nesting beyond 200 levels is refused, before anything walks through it", () => {
  expect(refusal("[".repeat(500_000))).toContain("trivy.json (byte 200): is nested deeper than 200 levels");
});

test("brackets inside strings are no nesting", () => {
  const deepText = trivy([], { ArtifactName: `\\"${"[".repeat(500)}` });

  expect(readReport(bytes(deepText), "trivy.json").artifact.name).toContain("[[[");
});

test("a file beyond the limit is refused by its size alone", () => {
  const huge = { length: maximumReportBytes + 1 } as Uint8Array;

  expect(refusal(huge)).toContain("is too large: 512000001 bytes of at most 512000000");
});

test("the content of a broken file is never repeated", () => {
  expect(refusal('{"Secret": "hunter2-hunter2" oops}')).not.toContain("hunter2");
});

test("a report that was said to be of a scanner says so in the error", () => {
  try {
    readReport(Buffer.from(""), "snyk.json", { tool: "snyk" });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ name: "ReportError", tool: "snyk", path: "snyk.json" });
  }
});
