import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"ab".repeat(32)}`;

function finding(fields: Fields = {}): Fields {
  return {
    findingArn: "arn:aws:inspector2:eu-west-1:123456789012:finding/1",
    type: "PACKAGE_VULNERABILITY",
    title: "CVE-2026-1000 - openssl",
    severity: "HIGH",
    status: "ACTIVE",
    remediation: { recommendation: { text: "None Provided" } },
    packageVulnerabilityDetails: details(),
    resources: [
      {
        id: "arn:aws:ecr:eu-west-1:123456789012:repository/shop/api",
        type: "AWS_ECR_CONTAINER_IMAGE",
        details: { awsEcrContainerImage: { repositoryName: "shop/api", imageTags: ["1.4"], imageHash: digest } },
      },
    ],
    ...fields,
  };
}

function details(fields: Fields = {}): Fields {
  return {
    vulnerabilityId: "CVE-2026-1000",
    relatedVulnerabilities: ["GHSA-aaaa-bbbb-cccc"],
    vulnerablePackages: [
      { name: "openssl", version: "3.0.1", packageManager: "OS", fixedInVersion: "3.0.2" },
      { name: "libssl3", version: "3.0.1", packageManager: "OS", fixedInVersion: "NotAvailable" },
    ],
    cvss: [{ source: "NVD", version: "3.1", baseScore: 7.5, scoringVector: "CVSS:3.1/AV:N" }],
    vendorCreatedAt: 1767225600,
    sourceUrl: "https://example.org/CVE-2026-1000",
    ...fields,
  };
}

test("one vulnerability of one image is one finding, whatever packages bring it", () => {
  const report = read({ findings: [finding()] });

  expect(report).toMatchObject({
    tool: "awsInspector",
    health: "ok",
    artifact: { name: "shop/api:1.4", type: "container_image", digest },
  });
  expect(report.findings).toMatchObject([
    {
      ids: ["CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"],
      category: "image",
      detail: "In openssl, libssl3",
      package: { name: "openssl", version: "3.0.1" },
      fixedVersions: ["3.0.2"],
      remedy: undefined,
      label: "HIGH",
      scores: [{ source: "nvd", version: "3", score: 7.5, vector: "CVSS:3.1/AV:N" }],
      publishedAt: "2026-01-01T00:00:00.000Z",
      links: ["https://example.org/CVE-2026-1000"],
    },
  ]);
});

test("a package of a language is a dependency, found at its file", () => {
  const vulnerablePackages = [{ name: "left-pad", packageManager: "NPM", filePath: "app/package-lock.json" }];
  const report = read({ findings: [finding({ packageVulnerabilityDetails: details({ vulnerablePackages }) })] });

  expect(report.findings).toMatchObject([
    { category: "dependency", package: { name: "left-pad" }, location: { path: "app/package-lock.json" } },
  ]);
});

test.each([
  ["ACTIVE", 1, 0],
  ["CLOSED", 0, 1],
  ["SUPPRESSED", 0, 1],
  ["PERHAPS", 1, 0],
])("a finding of status %s", (status, findings, suppressed) => {
  const report = read({ findings: [finding({ status })] });

  expect([report.findings.length, report.suppressed.length]).toEqual([findings, suppressed]);
});

test("weaknesses in code and open ports have categories of their own", () => {
  const code = { detectorId: "python/sql-injection@v1.0", filePath: { filePath: "src/db.py", startLine: 12 } };
  const report = read({
    findings: [
      finding({ type: "CODE_VULNERABILITY", codeVulnerabilityDetails: code }),
      finding({ type: "NETWORK_REACHABILITY", title: "Port 22 is open", severity: "MEDIUM" }),
    ],
  });

  expect(report.findings).toMatchObject([
    { ids: ["python/sql-injection@v1.0"], category: "code", location: { path: "src/db.py", line: 12 } },
    { ids: ["Port 22 is open"], category: "misconfiguration" },
  ]);
});

test.each([
  ["CRITICAL", { critical: 1 }],
  ["INFORMATIONAL", { info: 1 }],
  ["UNTRIAGED", { unscored: 1 }],
])("severity %s counts as it is meant", (severity, counts) => {
  const unrated = details({ cvss: [] });

  expect(read({ findings: [finding({ severity, packageVulnerabilityDetails: unrated })] }).counts).toMatchObject(
    counts,
  );
});

test("a list without findings is empty: it does not say that anything was scanned", () => {
  expect(read({ findings: [] })).toMatchObject({
    health: "empty",
    healthReasons: ["it lists no findings at all, and a list does not say whether anything was scanned"],
  });
});

test("one page of several is partial", () => {
  expect(read({ findings: [finding()], nextToken: "abc" }).health).toBe("partial");
});

test("findings of several images name no single one", () => {
  const elsewhere = { id: "i-0123456789", type: "AWS_EC2_INSTANCE" };
  const report = read({ findings: [finding(), finding({ resources: [elsewhere] })] });

  expect(report.artifact).toEqual({ name: "", type: "unknown" });
  expect(report.findings[1]?.artifact).toEqual({ name: "i-0123456789", type: "aws_ec2_instance" });
});

test("an empty map is no report", () => {
  expect(() => read({})).toThrow("is an empty map");
});

test.each([
  ["a type", { type: "OMEN" }, "#/findings/0/type: must be one of PACKAGE_VULNERABILITY, CODE_VULNERABILITY"],
  ["details", { packageVulnerabilityDetails: null }, "/packageVulnerabilityDetails: must be a map here, got nothing"],
  [
    "a score",
    { packageVulnerabilityDetails: details({ cvss: [{ source: "NVD", version: "3.1", baseScore: 11 }] }) },
    "got 11",
  ],
  ["a time", { packageVulnerabilityDetails: details({ vendorCreatedAt: 1e300 }) }, "/vendorCreatedAt: must be a time"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read({ findings: [finding(fields)] })).toThrow(message);
});
