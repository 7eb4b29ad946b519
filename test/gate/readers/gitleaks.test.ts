import { readReport, rungOfLabel } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function leak(fields: Fields = {}): Fields {
  return {
    RuleID: "generic-api-key",
    Description: "Detected a generic key",
    StartLine: 12,
    Match: `KEY=${secretValue}`,
    Secret: secretValue,
    File: "deploy/app.env",
    Commit: "",
    Author: "A. Writer",
    Email: "writer@acme.example",
    Date: "",
    Message: `remove ${secretValue}`,
    Tags: [],
    Fingerprint: "deploy/app.env:generic-api-key:12",
    ...fields,
  };
}

function legacyLeak(fields: Fields = {}): Fields {
  return {
    line: `KEY=${secretValue}`,
    offender: secretValue,
    commit: "c0ffee",
    rule: "Generic key",
    file: "app.env",
    date: "2021-04-19T22:42:05+03:00",
    tags: "key",
    ...fields,
  };
}

test("a leak is a secret with its rule and place", () => {
  const report = read([leak()]);

  expect(report).toMatchObject({ tool: "gitleaks", format: "gitleaks-v8-json", health: "ok", usesDatabase: false });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["generic-api-key"],
    category: "secret",
    title: "Detected a generic key",
    location: { path: "deploy/app.env", line: 12 },
    pointer: "/0",
  });
});

test("the keys of version 7 are read, with and without a line", () => {
  const report = read([legacyLeak({ lineNumber: 4 }), legacyLeak({ file: "b.env" })]);

  expect(report).toMatchObject({ tool: "gitleaks", format: "gitleaks-v7-json", health: "ok" });
  expect(report.findings.map(({ ids, location }) => [ids[0], location.path, location.line])).toEqual([
    ["Generic key", "app.env", 4],
    ["Generic key", "b.env", undefined],
  ]);
});

test.each([
  ["version 8", leak()],
  ["version 7", legacyLeak()],
])("the secret of %s goes nowhere, nor does its author", (_, entry) => {
  const text = JSON.stringify(read([entry]));

  expect(text).not.toContain(secretValue);
  expect(text).not.toContain("writer");
});

test("the fingerprint stays when the line moves or the secret is hidden, and changes with the commit", () => {
  const fingerprint = (fields: Fields) => read([leak(fields)]).findings[0]?.fingerprint;

  expect(fingerprint({ StartLine: 99, Secret: "REDACTED", Match: "REDACTED" })).toBe(fingerprint({}));
  expect(fingerprint({ Commit: "c0ffee" })).not.toBe(fingerprint({}));
});

test("a leak has no severity: its category decides", () => {
  expect(read([leak()]).counts).toMatchObject({ unscored: 1 });
  expect(rungOfLabel("gitleaks", "CRITICAL")).toBe("unscored");
});

test("a date that only gitleaks understands does no harm", () => {
  expect(read([leak({ Date: "10-19-2003" })]).findings).toHaveLength(1);
});

test.each([
  ["an empty list", []],
  ["null", null],
])("%s is clean when it is given as a report of gitleaks, and refused when it is not", (_, document) => {
  const report = readReport(bytes(document), "a.json", { tool: "gitleaks" });

  expect(report).toMatchObject({ tool: "gitleaks", health: "ok", findings: [] });
  expect(() => read(document)).toThrow("say which one did, as in `gitleaks=report.json`");
});

test.each([
  ["the rule", leak({ RuleID: "" }), "#/1/RuleID: must be text here"],
  ["the file", leak({ File: null }), "#/1/File: must be text here"],
  ["the line", leak({ StartLine: "12" }), "#/1/StartLine: must be a number here"],
  ["the entry", 7, "#/1: must be a map here"],
])("damage at %s is refused with its place", (_, entry, message) => {
  expect(() => read([leak(), entry])).toThrow(message);
});
