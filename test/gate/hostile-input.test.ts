import { type Report, ReportError, readReport } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  bytes,
  jsonLines,
  licence,
  misconfiguration,
  result,
  secret,
  trivy,
  vulnerability,
} from "../support/findings.ts";

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
const leakedSecret = {
  SourceMetadata: { Data: { Filesystem: { file: "app.env", line: 3 } } },
  DetectorName: "AWS",
  Verified: true,
  Raw: "made-up",
};
const oldLeak = { reason: "Generic Secret", path: "app.py", commitHash: "c0ffee", stringsFound: ["made-up"] };
const leakedKey = { rule: { id: "entropy", severity: "HIGH" }, path: "app.env", line: "3", secret: "made-up" };
const gosecIssue = { rule_id: "G101", file: "main.go", line: "12", severity: "HIGH", details: "Credentials" };
const kicsQuery = { query_id: "f861041c", severity: "HIGH", files: [{ file_name: "a.tf" }, { file_name: "b.tf" }] };
const awsFinding = {
  ProductArn: "arn:aws:securityhub:eu-central-1::product/aws/inspector",
  AwsAccountId: "123456789012",
  GeneratorId: "AWSInspector",
  Severity: { Label: "HIGH" },
  Title: "CVE-2026-1000 - curl",
};
const junitResults = `<testsuites tests="3" failures="2">
<testsuite name="policy"><testcase name="a"><failure message="no"/></testcase>
<testcase name="b"><failure>no</failure></testcase><testcase name="c"/></testsuite></testsuites>`;

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
  ["a TruffleHog list", bytes([leakedSecret, { ...leakedSecret, DetectorName: "Slack" }])],
  ["an old TruffleHog list", bytes([oldLeak, oldLeak])],
  ["a trufflehog3 report", bytes([leakedKey, leakedKey])],
  ["a gosec report", bytes({ Issues: [gosecIssue, gosecIssue], Stats: { files: 1, found: 2 } })],
  ["a KICS report", bytes({ files_scanned: 2, files_parsed: 2, queries: [kicsQuery], total_counter: 2 })],
  ["a Security Hub report", bytes({ Findings: [awsFinding, awsFinding] })],
  ["results of tests", Buffer.from(junitResults)],
];

const yarnLine = { type: "auditAdvisory", data: { advisory: npmAdvisory } };
const yarnOtherLine = { type: "auditAdvisory", data: { advisory: { ...npmAdvisory, id: 7, module_name: "other" } } };
const yarnSummary = { type: "auditSummary", data: { vulnerabilities: { high: 2 }, totalDependencies: 12 } };
const yarnTreeLine = { value: "left-pad", children: { ID: 1001, Issue: "Pads", Severity: "high" } };
const falcoAlert = {
  priority: "Notice",
  rule: "Terminal shell in container",
  output: "A shell",
  output_fields: { "k8s.pod.name": "api-7d9c5b6f4d-x2x9k", "proc.name": "bash" },
};
const falcoStart = "Mon May  4 10:00:00 2026: Opening 'syscall' source with modern BPF probe.";

/** One map a line: a file that ends with a whole line cannot be told from one that was cut off there. */
const lineDocuments: [string, Buffer][] = [
  ["a yarn 1 audit", jsonLines(yarnLine, yarnOtherLine, yarnSummary)],
  ["an audit of a newer yarn", jsonLines(yarnTreeLine, { ...yarnTreeLine, value: "other" })],
  ["TruffleHog's lines", jsonLines(leakedSecret, { ...leakedSecret, DetectorName: "Slack" })],
  ["old TruffleHog's lines", jsonLines(oldLeak, { ...oldLeak, path: "b.py" })],
  ["a Falco log", jsonLines(falcoStart, falcoAlert, { ...falcoAlert, rule: "Write below etc" })],
];
const everyDocument = [...documents, ...lineDocuments];

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

test.each(lineDocuments)("%s that is cut off within a line is refused", (_, content) => {
  for (let length = 0; length < content.length; length += 1) {
    const outcome = attempt(content.subarray(0, length));
    const endsWithLine = [content[length], content[length - 1]].includes(0x0a);
    if (endsWithLine && !(outcome instanceof ReportError)) continue;
    expect(outcome, `cut after ${length} bytes`).toBeInstanceOf(ReportError);
  }
});

test("a yarn 1 audit that is cut off anywhere is refused: its summary is missing", () => {
  const [[, content] = ["", Buffer.of()]] = lineDocuments;
  for (let length = 0; length < content.length; length += 1) {
    expect(attempt(content.subarray(0, length)), `cut after ${length} bytes`).toBeInstanceOf(ReportError);
  }
});

test.each(everyDocument)("%s with one byte changed is refused, doubted, or says no less than before", (_, content) => {
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

test.each(everyDocument)("%s with a byte in it that is no text is refused", (_, content) => {
  fc.assert(
    fc.property(fc.nat(content.length), fc.constantFrom(0x00, 0xff, 0xc0), (at, byte) => {
      const changed = Buffer.concat([content.subarray(0, at), Buffer.of(byte), content.subarray(at)]);
      return attempt(changed) instanceof ReportError;
    }),
    { numRuns: 100 },
  );
});

test.each(everyDocument)(
  "%s with keys that every object has is refused, doubted, or says no less than before",
  (_, content) => {
    const whole = readReport(content, "report.json").findings.length;
    for (const key of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const text = content.toString().replaceAll(/\{(?=\s*")/g, `{"${key}":{"polluted":true,"length":0},`);
      const outcome = attempt(Buffer.from(text));
      const isHarmless = outcome instanceof ReportError || outcome.health !== "ok" || outcome.findings.length >= whole;

      expect(isHarmless, key).toBe(true);
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    }
  },
);

test.each(everyDocument)("%s with a very long text in it says what it said before, or is refused", (_, content) => {
  const whole = readReport(content, "report.json");
  const long = content.toString().replace(/\{(?=\s*")/, `{"padding":"${"x".repeat(1_000_000)}",`);
  const outcome = attempt(Buffer.from(long));

  if (!(outcome instanceof ReportError)) expect(outcome.counts).toEqual(whole.counts);
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
