import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function rule(fields: Fields = {}): Fields {
  return { code: "DL3007", column: 1, file: "Dockerfile", level: "warning", line: 3, message: "Pin it", ...fields };
}

test("a rule is a misconfiguration with its place and wiki page", () => {
  const report = read([rule()]);

  expect(report).toMatchObject({ tool: "hadolint", format: "hadolint-json", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["DL3007"],
    category: "misconfiguration",
    title: "Pin it",
    location: { path: "Dockerfile", line: 3 },
    links: ["https://github.com/hadolint/hadolint/wiki/DL3007"],
  });
});

test("a rule of ShellCheck links to its own wiki, an unknown one to nothing", () => {
  const links = read([rule({ code: "SC2002" }), rule({ code: "../x" })]).findings.flatMap((finding) => finding.links);

  expect(links).toEqual(["https://www.shellcheck.net/wiki/SC2002"]);
});

test("the levels are counted as high, medium, low and info, any other as unscored", () => {
  const levels = ["error", "warning", "info", "style", "omen"];

  expect(read(levels.map((level) => rule({ level }))).counts).toEqual({
    critical: 0,
    high: 1,
    medium: 1,
    low: 1,
    info: 1,
    unscored: 1,
    suppressed: 0,
  });
});

test("a file that could not be parsed is a finding, and makes the report partial", () => {
  const report = read([rule({ code: "DL1000", level: "error", file: "api/Dockerfile" })]);

  expect(report).toMatchObject({ health: "partial", counts: { high: 1 } });
  expect(report.healthReasons).toEqual(["api/Dockerfile could not be parsed, so its instructions were not checked"]);
});

test("the same rule twice in a file is two findings, whatever their lines", () => {
  const fingerprints = (...lines: number[]) =>
    read(lines.map((line) => rule({ line }))).findings.map(({ fingerprint }) => fingerprint);

  expect(new Set(fingerprints(3, 9)).size).toBe(2);
  expect(fingerprints(3, 9)).toEqual(fingerprints(4, 12));
});

test("an empty list is clean when it is given as a report of hadolint, and refused when it is not", () => {
  expect(readReport(bytes([]), "a.json", { tool: "hadolint" })).toMatchObject({ health: "ok", findings: [] });
  expect(() => read([])).toThrow("is an empty list");
});

test.each([
  ["the file", { file: "" }, "#/0/file: must be text here"],
  ["the code", { code: 3007 }, "#/0/code: must be text here"],
  ["the line", { line: "3" }, "#/0/line: must be a number here"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read([rule(fields)])).toThrow(message);
});
