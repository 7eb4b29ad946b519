import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { jsonLines } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function advisory(fields: Fields = {}): Fields {
  const { path = "shop>left-pad", ...rest } = fields;
  return {
    type: "auditAdvisory",
    data: {
      resolution: { id: 1001, path, dev: false },
      advisory: {
        findings: [{ version: "1.0.0", paths: [path] }],
        id: 1001,
        title: "Pads the wrong side",
        module_name: "left-pad",
        cves: ["CVE-2026-1000"],
        patched_versions: ">=1.0.1",
        severity: "high",
        url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
        ...rest,
      },
    },
  };
}

function summary(vulnerabilities: Fields, totalDependencies = 47): Fields {
  return { type: "auditSummary", data: { vulnerabilities, totalDependencies } };
}

const warning = { type: "warning", data: "package.json: No license field" };
const error = { type: "error", data: 'An unexpected error occurred: "https://me:hunter22@npm.acme.example: refused".' };

function read(...lines: readonly unknown[]) {
  return readReport(jsonLines(...lines), "yarn.jsonl");
}

test("an advisory of yarn 1 is a dependency with its ids, its fix and its place", () => {
  const report = read(warning, advisory(), summary({ high: 1 }));

  expect(report).toMatchObject({ tool: "npmAudit", format: "yarn1-audit-jsonl", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1000"],
    category: "dependency",
    package: { name: "left-pad", version: "1.0.0" },
    fixedVersions: ["1.0.1"],
    label: "high",
    pointer: "/1/data/advisory",
  });
});

test("an advisory on several paths is counted for each, and is one finding", () => {
  const report = read(advisory(), advisory({ path: "shop>pad-all>left-pad" }), summary({ high: 2 }));

  expect(report.counts.high).toBe(2);
  expect(report.findings).toHaveLength(1);
  expect(report.health).toBe("ok");
});

test("a summary that counts more than there is means that lines are missing", () => {
  const report = read(advisory(), summary({ high: 1, critical: 1 }));

  expect(report.health).toBe("partial");
  expect(report.healthReasons).toEqual([expect.stringContaining("counts 2 vulnerabilities, but it lists 1")]);
});

test("without a summary it was cut off, and is refused", () => {
  expect(() => read(warning, advisory())).toThrow("yarn.jsonl:2:1: has no summary (`auditSummary`) at its end");
  expect(() => read(advisory())).toThrow("has no summary");
});

test("an audit that failed is failed, with or without findings, and shows no password", () => {
  const report = read(warning, error);

  expect(report).toMatchObject({ format: "yarn1-audit-jsonl", health: "failed", findings: [] });
  expect(report.healthReasons[0]).toContain("https://npm.acme.example: refused");
  expect(JSON.stringify(report)).not.toContain("hunter22");
  expect(read(error).health).toBe("failed");
  expect(read(advisory(), error, summary({ high: 1 }))).toMatchObject({ health: "failed", counts: { high: 1 } });
});

test("nothing found is clean, nothing audited is empty", () => {
  expect(read(summary({ high: 0 }))).toMatchObject({ health: "ok", findings: [] });
  expect(read(summary({ high: 0 }, 0)).health).toBe("empty");
});

test("it can be named, and is the report of no other scanner", () => {
  const content = jsonLines(summary({ high: 0 }));

  expect(readReport(content, "a", { tool: "npmAudit" }).health).toBe("ok");
  expect(() => readReport(content, "a", { tool: "snyk" })).toThrow("is a report of npmAudit, not of snyk");
});

test("damage in an advisory is refused with its line", () => {
  expect(() => read(warning, advisory({ severity: 7 }), summary({ high: 1 }))).toThrow(
    "yarn.jsonl:2#/data/advisory/severity: must be text here",
  );
  expect(() => read({ type: "auditAdvisory", data: {} }, summary({ high: 1 }))).toThrow("yarn.jsonl:1#/data/advisory");
});
