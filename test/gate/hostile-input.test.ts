import { type Report, ReportError, readReport } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, licence, misconfiguration, result, secret, trivy, vulnerability } from "../support/findings.ts";

const findings = result({
  Vulnerabilities: [
    vulnerability({ CVSS: { nvd: { V3Score: 9.8 } } }),
    vulnerability({ VulnerabilityID: "CVE-2026-2" }),
  ],
  Misconfigurations: [misconfiguration()],
  Secrets: [secret()],
  Licenses: [licence()],
});
const customResource = {
  apiVersion: "aquasecurity.github.io/v1alpha1",
  kind: "VulnerabilityReport",
  metadata: { namespace: "shop", name: "api" },
  report: { vulnerabilities: [{ vulnerabilityID: "CVE-2026-1", resource: "curl", severity: "HIGH" }] },
};
const match = {
  check_id: "weak-hash",
  path: "app.py",
  start: { line: 7 },
  extra: { severity: "ERROR", message: "MD5" },
};
const issue = { test_id: "B602", test_name: "shell", filename: "app.py", issue_severity: "HIGH", line_number: 7 };
const leak = { RuleID: "generic-api-key", Description: "A key", File: "app.env", StartLine: 3, Commit: "", Match: "" };
const dockerfileRule = { code: "DL3007", level: "warning", file: "Dockerfile", line: 1, message: "Pin it" };
const failedCheck = { check_id: "CKV_AWS_20", file_path: "/main.tf", file_line_range: [1, 2], severity: "HIGH" };
const weakness = {
  id: "SNYK-1",
  packageName: "left-pad",
  version: "1.0.0",
  severity: "high",
  from: ["shop", "left-pad"],
};
const snykProject = { ok: false, uniqueCount: 2, vulnerabilities: [weakness, { ...weakness, id: "SNYK-2" }] };
const ecrFinding = { name: "CVE-2026-1", severity: "HIGH", attributes: [{ key: "package_name", value: "curl" }] };
const inspectorFinding = {
  findingArn: "arn:1",
  type: "PACKAGE_VULNERABILITY",
  severity: "HIGH",
  packageVulnerabilityDetails: { vulnerabilityId: "CVE-2026-1", vulnerablePackages: [{ name: "curl" }] },
};
const gitlabFinding = {
  severity: "High",
  location: { file: "a.py" },
  identifiers: [{ type: "cve", value: "CVE-2026-1" }],
};
const sonarIssue = { rule: "S1", severity: "MAJOR", component: "shop:a.py", project: "shop", status: "OPEN" };
const sarifLog = {
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "CodeQL", rules: [{ id: "js/eval", properties: { "security-severity": "9.3" } }] } },
      results: [
        { ruleId: "js/eval", ruleIndex: 0, message: { text: "eval" } },
        { ruleId: "js/other", message: { text: "other" } },
      ],
    },
  ],
};
const grypeMatch = {
  vulnerability: { id: "GHSA-aaaa-bbbb-cccc", severity: "High", fix: { versions: ["1.0.1"], state: "fixed" } },
  relatedVulnerabilities: [{ id: "CVE-2026-1", cvss: [{ version: "3.1", metrics: { baseScore: 7.5 } }] }],
  artifact: { name: "left-pad", version: "1.0.0", type: "npm", locations: [{ path: "/package-lock.json" }] },
};
const osvPackage = {
  package: { name: "left-pad", version: "1.0.0", ecosystem: "npm" },
  vulnerabilities: [{ id: "GHSA-aaaa-bbbb-cccc", database_specific: { severity: "HIGH" } }],
  groups: [{ ids: ["GHSA-aaaa-bbbb-cccc"], max_severity: "7.5" }],
};
const pythonPackage = { name: "tidy", version: "1.0", vulns: [{ id: "PYSEC-2026-1", fix_versions: ["2.0"] }] };
const npmPackages = {
  "left-pad": { name: "left-pad", severity: "high", via: [{ source: 1001, title: "Pads" }], fixAvailable: true },
  shop: { name: "shop", severity: "high", via: ["left-pad"], fixAvailable: { name: "shop", version: "2.0.0" } },
};
const npmAdvisory = {
  id: 1001,
  title: "Pads",
  module_name: "left-pad",
  severity: "high",
  findings: [{ paths: ["a"] }],
};
const clairScannerEntry = { featurename: "curl", vulnerability: "CVE-2026-1", severity: "High" };
const clairEntry = { Name: "CVE-2026-1", Severity: "High", FeatureName: "curl" };
const spdxPackage = {
  name: "curl",
  externalRefs: [{ referenceCategory: "SECURITY", referenceType: "advisory", referenceLocator: "CVE-2026-1" }],
};
const spdxElement = {
  type: "software_Package",
  name: "curl",
  externalRef: [{ externalRefType: "securityAdvisory", locator: ["CVE-2026-1"] }],
};
const cyclonedxXml = `<bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><vulnerabilities><vulnerability>
  <id>CVE-2026-1</id><ratings><rating><score>7.5</score><severity>high</severity><method>CVSSv31</method></rating></ratings>
</vulnerability></vulnerabilities></bom>`;
const documents: [string, Buffer][] = [
  ["a Trivy report", bytes(trivy([findings, result({ Target: "more/package-lock.json" })]))],
  ["an old Trivy report", bytes([findings])],
  [
    "a Kubernetes report",
    bytes({ ClusterName: "staging", Resources: [{ Kind: "Pod", Name: "a", Results: [findings] }] }),
  ],
  ["an operator report", bytes({ kind: "List", items: [customResource] })],
  ["a SARIF log", bytes(sarifLog)],
  ["a Semgrep report", bytes({ results: [match, match], errors: [], paths: { scanned: ["app.py"] } })],
  ["a Bandit report", bytes({ errors: [], metrics: { _totals: {}, "app.py": {} }, results: [issue, issue] })],
  ["a Gitleaks report", bytes([leak, leak])],
  ["a hadolint report", bytes([dockerfileRule, dockerfileRule])],
  [
    "a Checkov report",
    bytes({ check_type: "terraform", results: { failed_checks: [failedCheck] }, summary: { failed: 1 } }),
  ],
  ["a Snyk report", bytes(snykProject)],
  ["a Snyk report of several projects", bytes([snykProject, { ok: true, vulnerabilities: [] }])],
  [
    "an ECR report",
    bytes({
      imageScanStatus: { status: "COMPLETE" },
      imageScanFindings: {
        findings: [ecrFinding, ecrFinding],
        imageScanCompletedAt: 1,
        findingSeverityCounts: { HIGH: 2 },
      },
    }),
  ],
  ["an Inspector report", bytes({ findings: [inspectorFinding, inspectorFinding] })],
  [
    "a GitLab report",
    bytes({ scan: { type: "sast", status: "success" }, vulnerabilities: [gitlabFinding, gitlabFinding] }),
  ],
  [
    "a Grype report",
    bytes({
      matches: [grypeMatch, grypeMatch],
      source: { type: "directory", target: "." },
      descriptor: { name: "grype", db: { status: { valid: true } } },
    }),
  ],
  ["an OSV-Scanner report", bytes({ results: [{ source: { path: "a.lock" }, packages: [osvPackage, osvPackage] }] })],
  ["a pip-audit report", bytes({ dependencies: [pythonPackage, pythonPackage], fixes: [] })],
  ["an old pip-audit report", bytes([pythonPackage, pythonPackage])],
  [
    "an npm report",
    bytes({ auditReportVersion: 2, vulnerabilities: npmPackages, metadata: { vulnerabilities: { total: 2 } } }),
  ],
  [
    "a pnpm report",
    bytes({
      advisories: { 1001: npmAdvisory, 1002: npmAdvisory },
      metadata: { vulnerabilities: { high: 2 }, totalDependencies: 12 },
    }),
  ],
  [
    "a CycloneDX document",
    bytes({
      bomFormat: "CycloneDX",
      components: [{ "bom-ref": "a", name: "left-pad" }],
      vulnerabilities: [
        { id: "CVE-2026-1", affects: [{ ref: "a" }], ratings: [{ severity: "high", method: "CVSSv31", score: 7 }] },
        { id: "CVE-2026-2", affects: [{ ref: "a" }] },
      ],
    }),
  ],
  [
    "a Clair report",
    bytes({
      manifest_hash: "sha256:0",
      packages: { 1: { name: "curl", version: "8.0" } },
      vulnerabilities: { 7: { name: "CVE-2026-1", normalized_severity: "High" } },
      package_vulnerabilities: { 1: ["7", "7"] },
    }),
  ],
  [
    "a Dependency-Check report",
    bytes({
      reportSchema: "1.1",
      scanInfo: { engineVersion: "12.1.1" },
      projectInfo: { name: "shop" },
      dependencies: [{ fileName: "a.jar", vulnerabilities: [{ name: "CVE-2026-1" }, { name: "CVE-2026-2" }] }],
    }),
  ],
  [
    "a ZAP report",
    bytes({
      "@version": "2.16.0",
      site: [
        {
          "@name": "https://shop.example",
          alerts: [
            { pluginid: "1", name: "a" },
            { pluginid: "2", name: "b" },
          ],
        },
      ],
    }),
  ],
  ["a SonarQube report", bytes({ paging: { total: 2 }, issues: [sonarIssue, sonarIssue] })],
  [
    "a report of clair-scanner",
    bytes({ image: "api", unapproved: ["CVE-2026-1"], vulnerabilities: [clairScannerEntry, clairScannerEntry] }),
  ],
  ["a report of klar", bytes({ LayerCount: 2, Vulnerabilities: { High: [clairEntry, clairEntry] } })],
  [
    "an answer of Clair",
    bytes({ Layer: { Name: "top", Features: [{ Name: "curl", Vulnerabilities: [clairEntry, clairEntry] }] } }),
  ],
  ["CycloneDX XML", Buffer.from(cyclonedxXml)],
  ["an SPDX document", bytes({ spdxVersion: "SPDX-2.3", packages: [spdxPackage, spdxPackage] })],
  [
    "an SPDX graph",
    bytes({ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [spdxElement, spdxElement] }),
  ],
];

/** What became of it: a report, or the refusal; any other exception fails the test. */
function attempt(content: Uint8Array): Report | ReportError {
  try {
    return readReport(content, "report.json");
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
}

test.each(documents)("%s that is cut off anywhere is refused", (_, content) => {
  for (let length = 0; length < content.length; length += 1) {
    expect(attempt(content.subarray(0, length)), `cut after ${length} bytes`).toBeInstanceOf(ReportError);
  }
});

test.each(documents)("%s with one byte changed is refused, doubted, or says no less than before", (_, content) => {
  const whole = readReport(content, "report.json").findings.length;
  const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('{}[]:,"\\0 \n')));
  fc.assert(
    fc.property(fc.nat(content.length - 1), byte, (at, value) => {
      const changed = Buffer.from(content);
      changed[at] = value;
      const outcome = attempt(changed);
      return outcome instanceof ReportError || outcome.health !== "ok" || outcome.findings.length >= whole;
    }),
    { numRuns: 1500 },
  );
});

test("any bytes at all are refused, or read without harm", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      attempt(content);
    }),
    { numRuns: 500 },
  );
});

test("any JSON at all in the place of any field is refused, or read without harm", () => {
  const field = fc.constantFrom(...Object.keys(findings), ...Object.keys(vulnerability()), "CVSS", "PublishedDate");
  fc.assert(
    fc.property(field, fc.jsonValue(), (name, value) => {
      attempt(bytes(trivy([{ ...findings, [name]: value }])));
      attempt(bytes(trivy([result({ Vulnerabilities: [vulnerability({ [name]: value })] })])));
    }),
    { numRuns: 500 },
  );
});
