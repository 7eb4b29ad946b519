import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"cd".repeat(32)}`;

function vulnerability(attributes: Record<string, string> = {}): Fields {
  const all = { package_name: "e2fsprogs", package_version: "1.44.1", ...attributes };
  return {
    name: "CVE-2026-1000",
    uri: "https://example.org/CVE-2026-1000",
    severity: "MEDIUM",
    attributes: Object.entries(all).map(([key, value]) => ({ key, value })),
  };
}

function scan(imageScanFindings: Fields, fields: Fields = {}): Fields {
  return {
    repositoryName: "shop/api",
    imageId: { imageDigest: digest, imageTag: "1.4" },
    imageScanStatus: { status: "COMPLETE", description: "The scan was completed successfully." },
    imageScanFindings: { imageScanCompletedAt: 1767225600, ...imageScanFindings },
    ...fields,
  };
}

test("a finding of a basic scan takes package and scores from its attributes", () => {
  const rated = vulnerability({ CVSS2_SCORE: "4.6", CVSS2_VECTOR: "AV:L", CVSS3_SCORE: "7.5" });
  const report = read(scan({ findings: [rated], findingSeverityCounts: { MEDIUM: 1 } }));

  expect(report).toMatchObject({
    tool: "awsEcr",
    health: "ok",
    oldestResultAt: "2026-01-01T00:00:00.000Z",
    artifact: { name: "shop/api:1.4", type: "container_image", digest },
  });
  expect(report.findings).toMatchObject([
    {
      ids: ["CVE-2026-1000"],
      category: "image",
      title: "CVE-2026-1000 in e2fsprogs",
      package: { name: "e2fsprogs", version: "1.44.1" },
      label: "MEDIUM",
      scores: [
        { source: "ecr", version: "3", score: 7.5 },
        { source: "ecr", version: "2", score: 4.6, vector: "AV:L" },
      ],
      links: ["https://example.org/CVE-2026-1000"],
    },
  ]);
});

test("the time may be text, as newer clients write it", () => {
  const report = read(scan({ findings: [], imageScanCompletedAt: "2026-05-04T11:00:00+02:00" }));

  expect(report.oldestResultAt).toBe("2026-05-04T11:00:00+02:00");
});

test("the findings of an enhanced scan are those of Inspector, with their status", () => {
  const enhanced = {
    type: "PACKAGE_VULNERABILITY",
    title: "CVE-2026-1000 - openssl",
    severity: "HIGH",
    packageVulnerabilityDetails: {
      vulnerabilityId: "CVE-2026-1000",
      vulnerablePackages: [{ name: "openssl", version: "3.0.1", packageManager: "OS" }],
    },
  };
  const imageScanStatus = { status: "ACTIVE" };
  const suppressed = { ...enhanced, status: "SUPPRESSED" };
  const report = read(scan({ enhancedFindings: [enhanced, suppressed] }, { imageScanStatus }));

  expect(report).toMatchObject({ health: "ok", counts: { high: 1, suppressed: 1 } });
  expect(report.oldestResultAt).toBeUndefined();
  expect(report.findings).toMatchObject([{ scanner: "awsEcr", artifact: { name: "shop/api:1.4", digest } }]);
});

test("a finished scan without findings is clean", () => {
  expect(read(scan({ findings: [] }))).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["FAILED", "failed"],
  ["UNSUPPORTED_IMAGE", "failed"],
  ["FINDINGS_UNAVAILABLE", "failed"],
  ["IN_PROGRESS", "partial"],
  ["SCAN_ELIGIBILITY_EXPIRED", "partial"],
  ["PERHAPS", "partial"],
])("a scan of status %s is not clean", (status, health) => {
  const report = read(scan({ findings: [] }, { imageScanStatus: { status, description: "UnsupportedImageError" } }));

  expect(report.health).toBe(health);
  expect(report.healthReasons).toEqual([`the scan has status ${status}: UnsupportedImageError`]);
});

test.each([
  ["without a status", scan({ findings: [] }, { imageScanStatus: null }), "the scan has no status"],
  [
    "that lists less than it counts",
    scan({ findings: [], findingSeverityCounts: { HIGH: 2 } }),
    "it counts 2 findings",
  ],
  ["of one page of several", scan({ findings: [] }, { nextToken: "abc" }), "it is one page of several"],
  ["without a time", scan({ findings: [], imageScanCompletedAt: null }), "it does not say when the scan ended"],
  ["without any list", scan({}), "it has no list of findings"],
])("a report %s is partial", (_, document, reason) => {
  const report = read(document);

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain(reason);
});

test("a severity that stands for nothing is unscored", () => {
  const undefinedSeverity = { ...vulnerability(), severity: "UNDEFINED" };

  expect(read(scan({ findings: [undefinedSeverity] })).counts.unscored).toBe(1);
});

test.each([
  ["11", "/imageScanFindings/findings/0/attributes/2/value: must be a CVSS score from 0 to 10, got 11"],
  ["high", "/imageScanFindings/findings/0/attributes/2/value: must be a CVSS score from 0 to 10, got NaN"],
])("a score of %s is refused with its place", (score, message) => {
  expect(() => read(scan({ findings: [vulnerability({ CVSS3_SCORE: score })] }))).toThrow(message);
});
