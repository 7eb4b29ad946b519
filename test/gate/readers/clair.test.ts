import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

const hash = `sha256:${"a".repeat(64)}`;
const vulnerability = {
  id: "7",
  name: "RHSA-2026:1: curl update (CVE-2026-1)",
  normalized_severity: "High",
  fixed_in_version: "8.1",
  links: "https://acme.example/1 file:///etc/passwd",
};
const enricher = "message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=x";

function report(fields: Record<string, unknown> = {}) {
  return {
    manifest_hash: hash,
    packages: { 1: { id: "1", name: "curl", version: "8.0" } },
    vulnerabilities: { 7: vulnerability },
    package_vulnerabilities: { 1: ["7"] },
    enrichments: { [enricher]: [{ 7: [{ version: "3.1", vectorString: "CVSS:3.1/AV:N", baseScore: 7.5 }] }] },
    ...fields,
  };
}

test("package, vulnerability and score are joined by id", () => {
  const { findings, ...said } = read(report());

  expect(said).toMatchObject({ tool: "clair", format: "clair-v4-json", health: "ok", usesDatabase: true });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    ids: ["RHSA-2026:1", "CVE-2026-1"],
    package: { name: "curl", version: "8.0" },
    fixedVersions: ["8.1"],
    label: "High",
    scores: [{ source: "nvd", version: "3", score: 7.5 }],
    links: ["https://acme.example/1"],
    artifact: { digest: hash },
  });
});

test("an image with packages and no vulnerability is clean; without packages it is empty", () => {
  const none = { vulnerabilities: {}, package_vulnerabilities: {} };

  expect(read(report(none))).toMatchObject({ health: "ok", findings: [] });
  expect(read(report({ ...none, packages: {} })).health).toBe("empty");
});

test("an id that leads to no vulnerability is refused with its place", () => {
  expect(() => read(report({ vulnerabilities: {} }))).toThrow("#/vulnerabilities/7: must be a map here");
});

test("the fingerprint outlives a rebuilt image and a risen package", () => {
  const next = report({
    manifest_hash: `sha256:${"b".repeat(64)}`,
    packages: { 1: { name: "curl", version: "8.0.1" } },
  });

  expect(read(next).findings[0]?.fingerprint).toBe(read(report()).findings[0]?.fingerprint);
});
