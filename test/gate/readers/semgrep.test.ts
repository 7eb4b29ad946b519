import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function match(extra: Fields = {}, fields: Fields = {}): Fields {
  return {
    check_id: "rules.python.weak-hash",
    path: "app/server.py",
    start: { line: 7, col: 1 },
    end: { line: 7, col: 20 },
    extra: {
      message: "MD5 is weak",
      metadata: {},
      severity: "WARNING",
      fingerprint: "requires login",
      lines: "requires login",
      is_ignored: false,
      ...extra,
    },
    ...fields,
  };
}

function semgrep(results: readonly unknown[], fields: Fields = {}): Fields {
  return {
    version: "1.182.0",
    results,
    errors: [],
    paths: { scanned: ["app/server.py"] },
    skipped_rules: [],
    ...fields,
  };
}

function only(...results: unknown[]) {
  const [finding, ...others] = read(semgrep(results)).findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${others.length + Number(!!finding)}`);
  return finding;
}

test("a match is a weakness of the code with its place", () => {
  const report = read(semgrep([match()]));

  expect(report).toMatchObject({ tool: "semgrep", toolVersion: "1.182.0", format: "semgrep-json", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["rules.python.weak-hash", "weak-hash"],
    category: "code",
    title: "MD5 is weak",
    location: { path: "app/server.py", line: 7 },
    pointer: "/results/0",
  });
});

test("files without a match are clean", () => {
  expect(read(semgrep([]))).toMatchObject({ health: "ok", findings: [], healthReasons: [] });
});

test("old and new words of severity are counted, and what is no severity is unscored", () => {
  const words = ["CRITICAL", "HIGH", "ERROR", "MEDIUM", "WARNING", "LOW", "INFO", "INVENTORY"];
  const report = read(semgrep(words.map((severity) => match({ severity }))));

  expect(report.counts).toMatchObject({ critical: 1, high: 2, medium: 2, low: 2, info: 0, unscored: 1 });
});

test("a match that a comment in the code ignores is suppressed", () => {
  const report = read(semgrep([match({ is_ignored: true })]));

  expect(report.findings).toEqual([]);
  expect(report.suppressed).toMatchObject([{ ids: ["rules.python.weak-hash", "weak-hash"] }]);
  expect(report.counts).toMatchObject({ medium: 0, suppressed: 1 });
});

test("without a login the fingerprint says nothing, so places are told apart without it", () => {
  const { findings } = read(semgrep([match(), match({}, { path: "app/other.py" })]));

  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test("the fingerprint stays when the line moves or the rule file lies elsewhere", () => {
  const moved = match({ message: "Another wording" }, { check_id: "tmp.weak-hash", start: { line: 99 } });

  expect(only(moved).fingerprint).toBe(only(match()).fingerprint);
  expect(only(match({}, { check_id: "rules.python.strong-hash" })).fingerprint).not.toBe(only(match()).fingerprint);
});

test("rules of the registry keep their whole id, so that two with the same last part stay apart", () => {
  const registry = (id: string) =>
    only(match({ metadata: { source: `https://semgrep.dev/r/${id}` } }, { check_id: `vendored.${id}` }));

  expect(registry("python.hash.weak").ids).toEqual(["vendored.python.hash.weak", "python.hash.weak"]);
  expect(registry("python.hash.weak").fingerprint).not.toBe(registry("go.hash.weak").fingerprint);
});

test.each([
  ["its technology", { technology: ["secrets", "aws"] }],
  ["its class", { vulnerability_class: ["Hard-coded Secrets"] }],
  ["its weakness", { cwe: "CWE-798: Use of Hard-coded Credentials" }],
  ["its weakness in a list", { cwe: ["CWE-321: Use of Hard-coded Cryptographic Key"] }],
])("a rule that finds secrets, known by %s, gives a secret without its value", (_, metadata) => {
  const found = match({ metadata, message: `Found ${secretValue}`, lines: `KEY = "${secretValue}"` });

  expect(only(found)).toMatchObject({ category: "secret", title: "weak-hash" });
  expect(JSON.stringify(read(semgrep([found])))).not.toContain(secretValue);
});

test("another weakness whose number begins alike is no secret", () => {
  expect(only(match({ metadata: { cwe: ["CWE-7980: something else"] } })).category).toBe("code");
});

test("metadata that rule authors fill as they like is taken as it comes", () => {
  const metadata = { cwe: 798, technology: { name: "secrets" }, references: "https://acme.example/rule", source: [7] };

  expect(only(match({ metadata }))).toMatchObject({ category: "code", links: ["https://acme.example/rule"] });
});

test("a warning about a file makes the report partial, beside its matches", () => {
  const errors = [
    { code: 3, level: "warn", path: "app/a.py", message: "Syntax error at line 1:\n secret = 1", type: [] },
  ];
  const report = read(semgrep([match()], { errors }));

  expect(report).toMatchObject({ health: "partial", counts: { medium: 1 } });
  expect(report.healthReasons).toEqual(["app/a.py was not scanned in full: Syntax error at line 1:"]);
});

test.each([
  ["of level error", { code: 7, level: "error", message: "invalid configuration", type: "SemgrepError" }],
  ["of no level", { message: "invalid configuration" }],
])("an error %s fails the run", (_, error) => {
  const report = read(semgrep([match()], { errors: [error] }));

  expect(report.health).toBe("failed");
  expect(report.healthReasons).toEqual(["Semgrep failed: invalid configuration"]);
});

test("a rule that was skipped makes the report partial", () => {
  const report = read(semgrep([], { skipped_rules: [{ rule_id: "weak-hash", details: "needs a newer version" }] }));

  expect(report.health).toBe("partial");
  expect(report.healthReasons).toEqual(["rule weak-hash was skipped: this Semgrep cannot run it"]);
});

test("a list of an unknown kind makes the report partial: it may hold findings", () => {
  expect(read(semgrep([], { omens: [{}] })).health).toBe("partial");
});

test("without scanned paths nothing was scanned", () => {
  const report = read(semgrep([], { paths: { scanned: [] } }));

  expect(report.health).toBe("empty");
  expect(report.healthReasons).toEqual(["it has no scanned paths: Semgrep scanned nothing"]);
});

test("an old report without paths is read by its matches, and without either it is not known", () => {
  expect(read({ results: [match()], errors: [] })).toMatchObject({ tool: "semgrep", health: "ok" });
  expect(() => read({ results: [], errors: [] })).toThrow("is JSON of an unknown format");
});

test.each([
  ["the rule", match({}, { check_id: "" }), "#/results/0/check_id: must be text here"],
  ["the path", match({}, { path: 7 }), "#/results/0/path: must be text here"],
  ["the match", match({}, { extra: undefined }), "#/results/0/extra: must be a map here"],
  ["the mark of the ignored", match({ is_ignored: "yes" }), "#/results/0/extra/is_ignored: must be true or false"],
])("damage at %s is refused with its place", (_, result, message) => {
  expect(() => read(semgrep([result]))).toThrow(message);
});
