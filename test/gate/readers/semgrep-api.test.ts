import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function finding(fields: Fields = {}): Fields {
  return {
    id: 1,
    ref: "refs/heads/main",
    state: "unresolved",
    status: "open",
    severity: "high",
    rule_name: "python.weak-hash",
    rule_message: "MD5 is weak",
    location: { file_path: "app.py", line: 7 },
    ...fields,
  };
}

test("what the web API lists is read, and is a part of nobody knows how much", () => {
  const report = read({ findings: [finding()] });

  expect(report).toMatchObject({ tool: "semgrep", format: "semgrep-api-json", health: "partial", counts: { high: 1 } });
  expect(report.findings[0]).toMatchObject({
    ids: ["python.weak-hash"],
    category: "code",
    detail: "MD5 is weak",
    location: { path: "app.py", line: 7 },
    pointer: "/findings/0",
  });
});

test("what somebody ignored there is suppressed, with the reason", () => {
  const ignored = finding({ status: "ignored", triage_comment: "a test" });
  const report = read({ findings: [finding(), ignored] });

  expect(report.findings).toHaveLength(1);
  expect(report.suppressed[0]?.suppression).toEqual({ status: "ignored", statement: "a test" });
});

test("a secret is one, and its message goes nowhere", () => {
  const report = read({ findings: [finding({ rule_name: "generic.secrets.token", rule_message: secretValue })] });

  expect(report.findings[0]?.category).toBe("secret");
  expect(JSON.stringify(report)).not.toContain(secretValue);
});

test("damage is refused with its place", () => {
  expect(() => read({ findings: [finding({ location: null })] })).toThrow("#/findings/0/location: must be a map here");
});
