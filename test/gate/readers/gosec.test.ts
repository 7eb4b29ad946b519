import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function issue(fields: Fields = {}): Fields {
  return {
    severity: "HIGH",
    confidence: "MEDIUM",
    cwe: { id: "798", url: "https://cwe.mitre.org/data/definitions/798.html" },
    rule_id: "G101",
    details: "Potential hardcoded credentials",
    file: "/home/runner/work/shop/shop/cmd/main.go",
    code: `12: token := "${secretValue}"`,
    line: "12",
    column: "2",
    nosec: false,
    suppressions: null,
    ...fields,
  };
}

function report(issues: unknown, fields: Fields = {}): Fields {
  const found = Array.isArray(issues) ? issues.length : 0;
  return {
    "Golang errors": {},
    Issues: issues,
    Stats: { files: 3, lines: 90, nosec: 0, found },
    GosecVersion: "v2.22.0",
    ...fields,
  };
}

test("an issue is a weakness in code with its rule, kind and place", () => {
  const said = read(report([issue()]));

  expect(said).toMatchObject({ tool: "gosec", format: "gosec-json", toolVersion: "v2.22.0", health: "ok" });
  expect(said.findings).toHaveLength(1);
  expect(said.findings[0]).toMatchObject({
    ids: ["G101"],
    category: "code",
    title: "Potential hardcoded credentials",
    label: "HIGH",
    cwes: ["CWE-798"],
    location: { path: "cmd/main.go", line: 12 },
    pointer: "/Issues/0",
  });
  expect(JSON.stringify(said)).not.toContain(secretValue);
});

test("several lines are the first of them, and a weakness without a kind has none", () => {
  const [first, second] = read(report([issue({ line: "36-39" }), issue({ line: 7, cwe: null })])).findings;

  expect(first?.location.line).toBe(36);
  expect(second?.location.line).toBe(7);
  expect(second?.cwes).toBeUndefined();
});

test("severities are counted; a word that is none is unscored", () => {
  const said = read(report(["HIGH", "MEDIUM", "LOW", "UNDEFINED"].map((severity) => issue({ severity }))));

  expect(said.counts).toMatchObject({ high: 1, medium: 1, low: 1, unscored: 1 });
});

test("what a comment or a flag takes out is suppressed, with the reason", () => {
  const suppressions = [{ kind: "inSource", justification: "a test" }];
  const said = read(report([issue({ suppressions }), issue({ nosec: true })], { Stats: { files: 1, found: 0 } }));

  expect(said).toMatchObject({ health: "ok", findings: [], counts: { suppressed: 2 } });
  expect(said.suppressed.map(({ suppression }) => suppression?.statement)).toEqual(["a test", undefined]);
});

test.each([
  ["an empty list", []],
  ["null", null],
])("no issue, as %s, is clean where files were scanned", (_, issues) => {
  expect(read(report(issues))).toMatchObject({ health: "ok", findings: [] });
});

test("no file at all is nothing scanned", () => {
  expect(read(report([], { Stats: { files: 0, found: 0 } })).health).toBe("empty");
});

test("a file that could not be compiled, or a count above the list, makes it partial", () => {
  const errors = { "/src/a.go": [{ line: 1, column: 1, error: "undefined: foo" }] };

  expect(read(report([], { "Golang errors": errors })).healthReasons).toEqual([
    "/src/a.go was not scanned: it could not be compiled",
  ]);
  expect(read(report([issue()], { Stats: { files: 1, found: 2 } })).health).toBe("partial");
});

test("the fingerprint stays when the line moves", () => {
  const fingerprint = (fields: Fields) => read(report([issue(fields)])).findings[0]?.fingerprint;

  expect(fingerprint({ line: "99", code: "" })).toBe(fingerprint({}));
  expect(fingerprint({ file: "b.go" })).not.toBe(fingerprint({}));
});

test.each([
  ["the rule", issue({ rule_id: "" }), "#/Issues/1/rule_id: must be text here"],
  ["the file", issue({ file: 7 }), "#/Issues/1/file: must be text here"],
  ["the line", issue({ line: "x" }), "#/Issues/1/line: must be the number of a line here"],
])("damage at %s is refused with its place", (_, entry, message) => {
  expect(() => read(report([issue(), entry]))).toThrow(message);
});

test("it can be named, and is the report of no other scanner", () => {
  expect(readReport(bytes(report([])), "a", { tool: "gosec" }).tool).toBe("gosec");
  expect(() => readReport(bytes(report([])), "a", { tool: "semgrep" })).toThrow("is a report of gosec, not of semgrep");
});
