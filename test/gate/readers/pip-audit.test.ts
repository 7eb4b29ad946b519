import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function vulnerability(fields: Fields = {}): Fields {
  return { id: "PYSEC-2026-1", fix_versions: ["2.0.1"], aliases: ["CVE-2026-1000"], description: "Long", ...fields };
}

function dependency(fields: Fields = {}): Fields {
  return { name: "Left_Pad", version: "2.0.0", vulns: [vulnerability()], ...fields };
}

const clean = dependency({ name: "tidy", vulns: [] });
const skipped = { name: "homemade", skip_reason: "Dependency not found on PyPI: homemade (1.0)" };

test("a vulnerability is read with ids, package and fix, and without a severity", () => {
  const report = read({ dependencies: [clean, dependency()], fixes: [] });

  expect(report).toMatchObject({ tool: "pipAudit", health: "ok", usesDatabase: false });
  expect(report.counts).toMatchObject({ unscored: 1, critical: 0, high: 0, medium: 0, low: 0, info: 0 });
  expect(report.findings[0]).toMatchObject({
    ids: ["PYSEC-2026-1", "CVE-2026-1000"],
    category: "dependency",
    package: { name: "Left_Pad", version: "2.0.0", purl: "pkg:pypi/left-pad@2.0.0" },
    fixedVersions: ["2.0.1"],
    scores: [],
    pointer: "/dependencies/1/vulns/0",
  });
  expect(report.findings[0]?.label).toBeUndefined();
});

test("audited dependencies without vulnerabilities are clean", () => {
  expect(read({ dependencies: [clean], fixes: [] })).toMatchObject({ health: "ok", findings: [] });
});

test("a skipped dependency was not scanned, so the report is partial", () => {
  const report = read({ dependencies: [clean, skipped], fixes: [] });

  expect(report.health).toBe("partial");
  expect(report.healthReasons).toEqual([
    "1 of 2 dependencies were not audited (homemade): Dependency not found on PyPI: homemade (1.0)",
  ]);
});

test("where every dependency was skipped nothing was scanned", () => {
  const report = read({ dependencies: Array.from({ length: 7 }, () => skipped) });

  expect(report.health).toBe("empty");
  expect(report.healthReasons[0]).toContain("7 of 7 dependencies were not audited");
  expect(report.healthReasons[0]).toContain("homemade, ...)");
});

test("a report without dependencies scanned nothing", () => {
  expect(read({ dependencies: [] })).toMatchObject({
    health: "empty",
    healthReasons: ["it has no dependencies: nothing was audited"],
  });
});

test("the list of pip-audit before 2.0 is read", () => {
  const report = read([dependency(), skipped]);

  expect(report).toMatchObject({ format: "pip-audit-json-legacy-array", health: "partial" });
  expect(report.findings.map(({ pointer }) => pointer)).toEqual(["/0/vulns/0"]);
});

test("a weakness keeps its fingerprint when its package rises", () => {
  const [before, after] = ["2.0.0", "2.1.0"].map((version) => read([dependency({ version })]).findings[0]);

  expect(after?.fingerprint).toBe(before?.fingerprint);
});

test.each([
  ["vulns", [dependency({ vulns: {} })], "#/0/vulns: must be a list here, got a map"],
  ["a name", [dependency({ name: 7 })], "#/0/name: must be text here, got a number"],
  ["an id", [dependency({ vulns: [vulnerability({ id: null })] })], "#/0/vulns/0/id: must be text here, got nothing"],
  ["a fix", [dependency({ vulns: [vulnerability({ fix_versions: [2] })] })], "fix_versions: must be a list of texts"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});

test.each([
  ["a dependency with neither vulnerabilities nor a reason", { dependencies: [{ name: "left-pad" }] }],
  ["a list of other things", { dependencies: [{ fileName: "left-pad.jar" }] }],
  ["a document with other keys", { dependencies: [clean], scanInfo: {} }],
])("%s is not taken for a report of pip-audit", (_, document) => {
  expect(() => read(document)).toThrow("not a report that can be judged");
});
