import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { jsonLines } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function entry(name: string, fields: Fields = {}): Fields {
  return {
    value: name,
    children: {
      ID: 1096536,
      Issue: "Pads the wrong side",
      URL: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
      Severity: "high",
      "Vulnerable Versions": "<1.0.1",
      "Tree Versions": ["1.0.0"],
      Dependents: ["shop@workspace:."],
      ...fields,
    },
  };
}

function message(type: string, data: string): Fields {
  return { type, name: type === "error" ? 1 : null, displayName: "YN0001", indent: "", data };
}

const clean = message("info", "No audit suggestions");

function read(...lines: readonly unknown[]) {
  return readReport(jsonLines(...lines), "yarn.ndjson");
}

test("an advisory of yarn 4 is a dependency", () => {
  const report = read(entry("left-pad"), entry("right-pad", { Severity: "low" }));

  expect(report).toMatchObject({ tool: "npmAudit", format: "yarn-berry-audit-ndjson", health: "ok" });
  expect(report.counts).toMatchObject({ high: 1, low: 1 });
  expect(report.findings[0]).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc"],
    category: "dependency",
    title: "Pads the wrong side",
    detail: "Vulnerable: <1.0.1",
    package: { name: "left-pad", version: "1.0.0" },
    status: "the report does not say",
    pointer: "/0",
  });
});

test("a single line is read too, and a deprecated package has a text for its id", () => {
  const report = read(entry("left-pad", { ID: "left-pad (deprecation)", URL: undefined, Severity: "moderate" }));

  expect(report.findings[0]?.ids).toEqual(["npm:left-pad (deprecation)"]);
  expect(report.counts.medium).toBe(1);
});

test("the answer of the registry that yarn 2 and 3 repeat is read, beside their messages", () => {
  const advisories = { 1001: { id: 1001, title: "Pads", module_name: "left-pad", severity: "high", findings: [] } };
  const answer = { advisories, metadata: { vulnerabilities: { high: 1 }, totalDependencies: 3 } };
  const report = read(answer, message("warning", "Something else"));

  expect(report).toMatchObject({ format: "yarn-berry-audit-ndjson", health: "ok", counts: { high: 1 } });
  expect(report.findings[0]?.pointer).toBe("/0/advisories/1001");
  expect(read({ ...answer, metadata: { vulnerabilities: { high: 2 } } }, message("warning", "x")).health).toBe(
    "partial",
  );
});

test("only the words for nothing found are clean; a failure is failed", () => {
  expect(read(clean)).toMatchObject({ health: "ok", findings: [] });
  expect(read(message("warning", "Something else")).health).toBe("empty");
  expect(read(message("error", "https://me:hunter22@npm.acme.example: Bad response")).healthReasons).toEqual([
    "the audit failed: https://npm.acme.example: Bad response",
  ]);
  expect(read(entry("left-pad"), message("error", "")).health).toBe("failed");
});

test.each([
  ["the name", { value: "", children: {} }, "yarn.ndjson:2#/value: must be text here"],
  ["the advisory", { value: "a", children: 7 }, "yarn.ndjson:2#/children: must be a map here"],
  ["the versions", entry("a", { "Tree Versions": "1.0.0" }), "yarn.ndjson:2#/children/Tree Versions: must be a list"],
])("damage at %s is refused with its line", (_, line, place) => {
  expect(() => read(entry("left-pad"), line)).toThrow(place);
});
