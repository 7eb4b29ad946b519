import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function issue(fields: Fields = {}): Fields {
  return {
    code: "1 import subprocess\n",
    filename: "app/server.py",
    issue_confidence: "HIGH",
    issue_cwe: { id: 78, link: "https://cwe.mitre.org/data/definitions/78.html" },
    issue_severity: "MEDIUM",
    issue_text: "A shell is started",
    line_number: 7,
    line_range: [7],
    more_info: "https://bandit.readthedocs.io/en/latest/plugins/b602.html",
    test_id: "B602",
    test_name: "subprocess_popen_with_shell",
    ...fields,
  };
}

const totals = { loc: 12, nosec: 0 };

function bandit(results: readonly unknown[], fields: Fields = {}): Fields {
  return {
    errors: [],
    generated_at: "2026-05-04T11:00:00Z",
    metrics: { _totals: totals, "app/server.py": totals },
    results,
    ...fields,
  };
}

test("an issue is a weakness of the code with its place", () => {
  const report = read(bandit([issue()]));

  expect(report).toMatchObject({
    tool: "bandit",
    format: "bandit-json",
    health: "ok",
    createdAt: "2026-05-04T11:00:00Z",
    counts: { medium: 1 },
  });
  expect(report.findings[0]).toMatchObject({
    ids: ["B602"],
    category: "code",
    title: "A shell is started",
    detail: "Confidence: high",
    location: { path: "app/server.py", line: 7 },
    links: ["https://bandit.readthedocs.io/en/latest/plugins/b602.html"],
    pointer: "/results/0",
  });
});

test("files without an issue are clean", () => {
  expect(read(bandit([]))).toMatchObject({ health: "ok", findings: [], healthReasons: [] });
});

test("the severities are counted by their words, and UNDEFINED is none", () => {
  const report = read(
    bandit(["HIGH", "MEDIUM", "LOW", "UNDEFINED"].map((issue_severity) => issue({ issue_severity }))),
  );

  expect(report.counts).toMatchObject({ critical: 0, high: 1, medium: 1, low: 1, unscored: 1 });
});

test("a file that was not scanned makes the report partial", () => {
  const errors = [{ filename: "app/old.py", reason: "syntax error while parsing AST from file" }];
  const report = read(bandit([issue()], { errors }));

  expect(report).toMatchObject({ health: "partial", findings: [{ ids: ["B602"] }] });
  expect(report.healthReasons).toEqual(["app/old.py was not scanned: syntax error while parsing AST from file"]);
});

test("without metrics of any file nothing was scanned", () => {
  const report = read(bandit([], { metrics: { _totals: totals } }));

  expect(report.health).toBe("empty");
  expect(report.healthReasons).toEqual(["it has no metrics of any file: Bandit scanned nothing"]);
});

test("a run in which every file failed has failed", () => {
  const errors = [{ filename: "gone", reason: "No such file or directory" }];

  expect(read(bandit([], { errors, metrics: { _totals: totals } })).health).toBe("failed");
});

test.each([
  ["by its test", { test_id: "B105", issue_cwe: null }],
  ["by its weakness", { test_id: "X901", issue_cwe: { id: 798 } }],
])("an issue that quotes a password, known %s, is named without it", (_, fields) => {
  const issue_text = `Possible hardcoded password: '${secretValue}'`;
  const found = issue({ ...fields, issue_text, code: `p = "${secretValue}"`, test_name: "hardcoded_password_string" });
  const report = read(bandit([found]));

  expect(report.findings[0]?.title).toBe("hardcoded_password_string");
  expect(JSON.stringify(report)).not.toContain(secretValue);
});

test("the fingerprint stays when the line moves", () => {
  const fingerprint = (fields: Fields) => read(bandit([issue(fields)])).findings[0]?.fingerprint;

  expect(fingerprint({ line_number: 99, issue_text: "Another wording" })).toBe(fingerprint({}));
  expect(fingerprint({ filename: "app/other.py" })).not.toBe(fingerprint({}));
});

test.each([
  ["the errors", bandit([], { errors: undefined }), "#/errors: must be a list here"],
  ["the test", bandit([issue({ test_id: null })]), "#/results/0/test_id: must be text here"],
  ["the file", bandit([issue({ filename: "" })]), "#/results/0/filename: must be text here"],
  ["the time", bandit([], { generated_at: "noon" }), "#/generated_at: must be a time here"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});
