import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function advisory(fields: Fields = {}): Fields {
  return {
    id: 1001,
    findings: [{ version: "1.0.0", paths: [".>shop>left-pad"] }],
    title: "left-pad pads the wrong side",
    module_name: "left-pad",
    severity: "high",
    cves: ["CVE-2026-1000"],
    github_advisory_id: "GHSA-aaaa-bbbb-cccc",
    patched_versions: ">=1.0.1",
    url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
    ...fields,
  };
}

function audit(
  advisories: readonly Fields[],
  counts: Fields = { high: advisories.length },
  fields: Fields = {},
): Fields {
  return {
    actions: [{ action: "review", module: "left-pad" }],
    advisories: Object.fromEntries(advisories.map((entry, index) => [String(1001 + index), entry])),
    muted: [],
    metadata: { vulnerabilities: counts, totalDependencies: 12 },
    ...fields,
  };
}

test("an advisory is read with ids, package, fix and place", () => {
  expect(read(audit([advisory()])).findings).toMatchObject([
    {
      ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1000"],
      category: "dependency",
      detail: "Comes with .>shop>left-pad",
      package: { name: "left-pad", version: "1.0.0" },
      fixedVersions: ["1.0.1"],
      location: { path: "node_modules/left-pad" },
      label: "high",
      scanner: "npmAudit",
      pointer: "/advisories/1001",
    },
  ]);
});

test("a weakness has the fingerprint that newer versions of npm give it", () => {
  const url = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";
  const newer = read({
    auditReportVersion: 2,
    vulnerabilities: { "left-pad": { name: "left-pad", severity: "high", via: [{ url, title: "wrong side" }] } },
    metadata: { vulnerabilities: { total: 1 } },
  });

  expect(newer.findings[0]?.fingerprint).toBe(read(audit([advisory()])).findings[0]?.fingerprint);
});

test.each([
  [">=0.2.1 <1.0.0 || >=1.2.3", ["0.2.1", "1.2.3"]],
  ["<0.0.0", []],
  [undefined, []],
])("the patched versions %j are %j", (patched_versions, expected) => {
  expect(read(audit([advisory({ patched_versions })])).findings[0]?.fixedVersions).toEqual(expected);
});

test("an advisory without CVEs, score or package name is a finding all the same", () => {
  const bare = advisory({ cves: null, cvss: null, module_name: null, findings: [], severity: null });
  const report = read(audit([bare]));

  expect(report).toMatchObject({ health: "ok", counts: { unscored: 1 } });
  expect(report.findings[0]?.ids).toEqual(["GHSA-aaaa-bbbb-cccc"]);
});

test("a report without advisories is clean", () => {
  expect(read(audit([]))).toMatchObject({ format: "npm-audit-v1-json", health: "ok", findings: [] });
});

test("a report without dependencies audited nothing", () => {
  const metadata = { vulnerabilities: {}, totalDependencies: 0 };

  expect(read(audit([], {}, { metadata })).health).toBe("empty");
});

test("metadata that count every path agree with the advisories", () => {
  const twice = advisory({ findings: [{ version: "1.0.0", paths: [".>shop>left-pad", ".>left-pad"] }] });

  expect(read(audit([twice], { high: 2 })).health).toBe("ok");
});

test("metadata that count more than is listed make the report partial", () => {
  const report = read(audit([advisory()], { high: 1, low: 2 }));

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain("counts 3 vulnerabilities, but it lists 1");
});

test("muted advisories make the report partial: what they are is not known", () => {
  expect(read(audit([], {}, { muted: [{}] })).health).toBe("partial");
});

test.each([
  ["an advisory", audit([advisory({ id: null, url: null, github_advisory_id: null, title: null })]), "/title: must be"],
  ["the paths", audit([advisory({ findings: [{ paths: "all" }] })]), "/findings/0/paths: must be a list here"],
  ["the counts", audit([], {}, { metadata: {} }), "#/metadata/vulnerabilities: must be a map here, got nothing"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});
