import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

const metadata = { namespace: "shop", name: "replicaset-api-5d9c" };

function resource(kind: string, report: Record<string, unknown>) {
  return {
    apiVersion: "aquasecurity.github.io/v1alpha1",
    kind,
    metadata,
    report: { updateTimestamp: "2026-05-04T09:00:00Z", scanner: { name: "Trivy", version: "0.70.0" }, ...report },
  };
}

const vulnerabilities = resource("VulnerabilityReport", {
  registry: { server: "index.docker.io" },
  artifact: { repository: "library/nginx", tag: "alpine", digest: `sha256:${"a".repeat(64)}` },
  vulnerabilities: [
    {
      vulnerabilityID: "CVE-2026-1000",
      resource: "curl",
      installedVersion: "7.87.0-r1",
      fixedVersion: "7.87.0-r2",
      severity: "CRITICAL",
      score: 9.8,
      title: "curl: ignores HSTS",
      primaryLink: "https://avd.example/CVE-2026-1000",
    },
  ],
});
const checks = resource("ConfigAuditReport", {
  checks: [
    { checkID: "KSV014", severity: "LOW", success: false, title: "Writable root", messages: ["Set it read-only."] },
    { checkID: "KSV001", severity: "MEDIUM", success: true },
  ],
});
const secrets = resource("ExposedSecretReport", {
  artifact: { repository: "acme/api" },
  secrets: [{ ruleID: "generic-token", severity: "CRITICAL", target: "app.env", match: `TOKEN=${secretValue}` }],
});

test("one custom resource is a report", () => {
  const report = read(vulnerabilities);

  expect(report).toMatchObject({ format: "trivy-operator-crd-json", health: "ok", usesDatabase: true });
  expect(report.findings).toMatchObject([
    {
      ids: ["CVE-2026-1000"],
      category: "image",
      package: { name: "curl", version: "7.87.0-r1" },
      fixedVersions: ["7.87.0-r2"],
      scores: [{ source: "trivy-operator", version: "3", score: 9.8 }],
      artifact: { name: "index.docker.io/library/nginx:alpine", type: "container_image" },
    },
  ]);
});

test("failed checks are findings, passed ones are not", () => {
  const { findings } = read(checks);

  expect(findings).toMatchObject([{ ids: ["KSV014"], category: "misconfiguration", detail: "Set it read-only." }]);
});

test("a secret is named, and its value goes nowhere", () => {
  const report = read(secrets);

  expect(report.findings).toMatchObject([{ ids: ["generic-token"], location: { path: "app.env" } }]);
  expect(JSON.stringify(report)).not.toContain(secretValue);
});

test.each([
  ["a list of kubectl", { kind: "List", apiVersion: "v1", items: [vulnerabilities, checks, secrets] }],
  [
    "a map by resource name",
    {
      "vulnerabilityreports.aquasecurity.github.io": [vulnerabilities],
      "configauditreports.aquasecurity.github.io": [checks],
      "exposedsecretreports.aquasecurity.github.io": [secrets],
      "sbomreports.aquasecurity.github.io": [],
    },
  ],
])("%s holds all its resources", (_, document) => {
  expect(read(document).findings).toHaveLength(3);
});

test("the oldest resource tells how old the report is", () => {
  const old = resource("ConfigAuditReport", { checks: [], updateTimestamp: "2026-04-01T00:00:00Z" });

  expect(read({ kind: "List", items: [checks, old] }).oldestResultAt).toBe("2026-04-01T00:00:00Z");
});

test("bills of materials hold no findings, and other kinds are said", () => {
  const bill = resource("SbomReport", { components: {} });
  const odd = resource("ClusterComplianceReport", {});

  expect(read({ kind: "List", items: [bill] })).toMatchObject({ health: "ok", findings: [] });
  expect(read({ kind: "List", items: [checks, odd] }).health).toBe("partial");
});

test("a cluster without reports scanned nothing", () => {
  expect(read({ "vulnerabilityreports.aquasecurity.github.io": [] }).health).toBe("empty");
});

test("a resource without its list is refused", () => {
  expect(() => read(resource("VulnerabilityReport", {}))).toThrow("#/report/vulnerabilities: must be a list here");
});
