import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const inspector = "arn:aws:securityhub:eu-central-1::product/aws/inspector";

function vulnerability(fields: Fields = {}): Fields {
  return {
    Id: "CVE-2026-1000",
    RelatedVulnerabilities: ["GHSA-aaaa-bbbb-cccc"],
    VulnerablePackages: [
      { Name: "openssl", Version: "1.1.1n", PackageManager: "OS", FixedInVersion: "0:1.1.1n-0+deb11u5" },
    ],
    Cvss: [
      { Version: "3.1", BaseScore: 6.5, BaseVector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", Source: "NVD" },
      { Version: "3.1", BaseScore: 6.5, BaseVector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", Source: "NVD" },
    ],
    ReferenceUrls: ["https://bugs.example/1"],
    ...fields,
  };
}

const image = {
  Type: "AwsEcrContainerImage",
  Id: "arn:aws:ecr:eu-central-1:123456789012:repository/api/sha256:0",
  Details: { AwsEcrContainerImage: { RepositoryName: "api", ImageDigest: "sha256:0", ImageTags: ["1.4"] } },
};

function finding(fields: Fields = {}): Fields {
  return {
    SchemaVersion: "2018-10-08",
    Id: "arn:aws:inspector2:eu-central-1:123456789012:finding/1",
    ProductArn: inspector,
    GeneratorId: "AWSInspector",
    AwsAccountId: "123456789012",
    Types: ["Software and Configuration Checks/Vulnerabilities/CVE"],
    FirstObservedAt: "2026-05-01T08:04:10Z",
    Severity: { Label: "MEDIUM", Normalized: 40 },
    Title: "CVE-2026-1000 - openssl",
    Description: "Slow",
    Remediation: { Recommendation: { Text: "None Provided" } },
    Resources: [image],
    Workflow: { Status: "NEW" },
    RecordState: "ACTIVE",
    Vulnerabilities: [vulnerability()],
    ...fields,
  };
}

/** A control of Security Hub. */
function control(fields: Fields = {}): Fields {
  return finding({
    ProductArn: "arn:aws:securityhub:eu-central-1::product/aws/securityhub",
    GeneratorId: "security-control/S3.8",
    Types: ["Software and Configuration Checks/Industry and Regulatory Standards"],
    Title: "S3 buckets should block public access",
    Compliance: { Status: "FAILED", SecurityControlId: "S3.8" },
    Remediation: { Recommendation: { Text: "Block it", Url: "https://docs.aws.example/s3" } },
    Resources: [{ Type: "AwsS3Bucket", Id: "arn:aws:s3:::logs" }],
    Vulnerabilities: undefined,
    ...fields,
  });
}

test("a vulnerability that Inspector found in an image is one finding with package, score and place", () => {
  const report = read({ Findings: [finding()] });

  expect(report).toMatchObject({ tool: "awsInspector", format: "asff-json", health: "ok", counts: { medium: 1 } });
  expect(report.artifact).toEqual({ name: "api:1.4", type: "container_image", digest: "sha256:0" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"],
    category: "image",
    package: { name: "openssl", version: "1.1.1n" },
    fixedVersions: ["0:1.1.1n-0+deb11u5"],
    scores: [{ source: "nvd", version: "3", score: 6.5 }],
    firstSeenAt: "2026-05-01T08:04:10Z",
    pointer: "/Findings/0",
  });
  expect(report.findings[0]?.scores).toHaveLength(1);
  expect(report.findings[0]?.remedy).toBeUndefined();
});

test("a package of the application is a dependency, and several packages stay one entry", () => {
  const packages = [
    {
      Name: "b",
      Version: "1",
      PackageManager: "NPM",
      FilePath: "app/package-lock.json",
      FixedInVersion: "NotAvailable",
    },
    { Name: "a", Version: "2", PackageManager: "NPM" },
  ];
  const [entry] = read({
    Findings: [finding({ Vulnerabilities: [vulnerability({ VulnerablePackages: packages })] })],
  }).findings;

  expect(entry).toMatchObject({
    category: "dependency",
    detail: "In b, a",
    fixedVersions: [],
    location: { path: "app/package-lock.json" },
  });
});

test.each([
  ["an empty list", []],
  ["null", null],
  ["absent", undefined],
])("a vulnerability whose Vulnerabilities are %s has the id of its title", (_, Vulnerabilities) => {
  const instance = [{ Type: "AwsEc2Instance", Id: "arn:aws:ec2:eu-central-1:123456789012:i-1" }];
  const [entry] = read({ Findings: [finding({ Vulnerabilities, Resources: instance })] }).findings;

  expect(entry).toMatchObject({ ids: ["CVE-2026-1000"], category: "image", label: "MEDIUM", scores: [] });
  expect(entry?.package).toBeUndefined();
});

test("the list alone is read as well", () => {
  expect(read([finding(), finding({ Title: "CVE-2026-1001 - curl" })])).toMatchObject({
    tool: "awsInspector",
    counts: { medium: 2 },
  });
});

test("a control that failed is a violation; one that passed is no finding", () => {
  const report = read({ Findings: [control(), control({ Compliance: { Status: "PASSED" } })] });

  expect(report).toMatchObject({ tool: "awsSecurityHub", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["S3.8"],
    category: "compliance",
    remedy: "Block it",
    location: { path: "arn:aws:s3:::logs" },
    links: ["https://docs.aws.example/s3"],
  });
});

test.each([
  ["TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce", "runtime"],
  ["Software and Configuration Checks/AWS Security Best Practices", "misconfiguration"],
  ["Software and Configuration Checks/Industry and Regulatory Standards/PCI-DSS", "compliance"],
])("%s is %s", (type, category) => {
  const said = control({ Types: [type], Compliance: undefined });

  expect(read({ Findings: [said] }).findings[0]).toMatchObject({ ids: ["security-control/S3.8"], category });
});

test.each([
  [{ Label: "CRITICAL", Normalized: 0 }, "critical"],
  [{ Label: "INFORMATIONAL" }, "info"],
  [{ Normalized: 89 }, "high"],
  [{ Normalized: 90 }, "critical"],
  [{ Normalized: 0 }, "info"],
  [{}, "unscored"],
])("severity %j is %s", (Severity, rung) => {
  expect(read({ Findings: [control({ Severity })] }).counts).toMatchObject({ [rung]: 1 });
});

test.each([
  ["suppressed", { Workflow: { Status: "SUPPRESSED" } }],
  ["resolved", { Workflow: { Status: "RESOLVED" } }],
  ["archived", { RecordState: "ARCHIVED" }],
])("a finding that is %s is not judged", (status, fields) => {
  const report = read({ Findings: [finding(), finding(fields)] });

  expect(report.findings).toHaveLength(1);
  expect(report.suppressed[0]?.suppression?.status).toBe(status);
});

test("a page is partial, and a list of nothing is empty", () => {
  expect(read({ Findings: [finding()], NextToken: "t" }).health).toBe("partial");
  expect(read({ Findings: [] })).toMatchObject({ health: "empty", findings: [] });
});

test("findings of several products are those of Security Hub, and the caller must not call them others", () => {
  const content = bytes({ Findings: [finding(), control()] });

  expect(readReport(content, "a", { tool: "awsSecurityHub" }).findings).toHaveLength(2);
  expect(() => readReport(content, "a", { tool: "awsInspector" })).toThrow("is a report of awsSecurityHub");
  expect(readReport(bytes([finding()]), "a", { tool: "awsInspector" }).findings[0]?.scanner).toBe("awsInspector");
});

test("the fingerprint survives another tag and version, and differs by package", () => {
  const fingerprint = (fields: Fields) => read({ Findings: [finding(fields)] }).findings[0]?.fingerprint;
  const packages = (fields: Fields) => [vulnerability({ VulnerablePackages: [{ Name: "openssl", ...fields }] })];

  expect(fingerprint({ Vulnerabilities: packages({ Version: "2", PackageManager: "OS" }) })).toBe(fingerprint({}));
  expect(fingerprint({ Vulnerabilities: packages({ Name: "curl", PackageManager: "OS" }) })).not.toBe(fingerprint({}));
});

test.each([
  ["the title", finding({ Title: "" }), "#/Findings/0/Title: must be text here"],
  ["the severity", finding({ Severity: null }), "#/Findings/0/Severity: must be a map here"],
  ["a vulnerability", finding({ Vulnerabilities: [{ Id: 7 }] }), "#/Findings/0/Vulnerabilities/0/Id: must be text"],
  [
    "a score",
    finding({ Vulnerabilities: [vulnerability({ Cvss: [{ Version: "3.1", BaseScore: 65 }] })] }),
    "#/Findings/0/Vulnerabilities/0/Cvss/0/BaseScore: must be a CVSS score from 0 to 10, got 65",
  ],
])("damage at %s is refused with its place", (_, entry, message) => {
  expect(() => read({ Findings: [entry] })).toThrow(message);
});
