import { scannerNames } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

/** The scanners of a policy that names one more, in a repository in which each finds something to do. */
function scannerOf(name: string, options: Record<string, unknown>): unknown {
  const repository = {
    name: "api",
    id: 3,
    languages: ["python"],
    manifests: ["requirements.txt"],
    images: [{ name: "api" }],
    kubernetes: ["deploy/"],
    staging: { url: "https://staging.acme.example" },
  };
  const secrets = { vault: { address: "https://vault.example" } };
  const policy = policyWith({ repositories: [repository], secrets, scanning: { scanners: { [name]: options } } });
  return policy.scanning.scanners[name as (typeof scannerNames)[number]];
}

test("orchestration has the defaults of the requirements", () => {
  const { scanners, ...orchestration } = policyWith().scanning;

  expect(orchestration).toEqual({
    schedulingPolicy: "sequential",
    failurePolicy: "alert",
    scanSchedule: "0 2 * * *",
    retentionDays: 30,
    reportFormat: "html",
    codeScanning: "public",
    dashboardEnabled: true,
    alertingEnabled: true,
    automediateEnabled: false,
    approvalRequired: true,
    maxReportAge: "24h",
    canary: false,
    budget: { perImage: "2m", total: "15m" },
  });
  expect(Object.keys(scanners)).toEqual(["trivy"]);
});

test("every option of the requirements is taken under its name: Trivy", () => {
  const options = {
    scope: "all-images",
    frequency: "daily",
    severityFilter: ["CRITICAL", "HIGH", "MEDIUM"],
    scanType: "filesystem",
    format: "json",
    ignoreUnfixed: false,
    skipUpdate: false,
    timeout: "5m",
    exitCode: 0,
    cacheTTL: "24h",
  };

  expect(scannerOf("trivy", options)).toEqual({ required: true, fork: "run", ...options });
});

test("every option of the requirements is taken under its name: Snyk", () => {
  const options = {
    scope: "all-repos",
    frequency: "weekly",
    scanType: ["dependencies", "configuration", "iac"],
    severity: "high",
    failOn: "high",
    format: "json",
    excludeDevDeps: false,
    pythonTargetVersion: "3.10",
    timeout: "10m",
  };

  expect(scannerOf("snyk", options)).toEqual({ required: true, fork: "run", ...options });
});

test("every option of the requirements is taken under its name: orchestration", () => {
  const options = {
    schedulingPolicy: "parallel",
    failurePolicy: "log",
    scanSchedule: "0 */6 * * *",
    retentionDays: 30,
    reportFormat: "pdf",
    dashboardEnabled: true,
    alertingEnabled: true,
    automediateEnabled: false,
    approvalRequired: true,
  };

  expect(policyWith({ scanning: options }).scanning).toMatchObject(options);
});

test.each(scannerNames.filter((name) => name !== "clair"))("%s needs no option", (name) => {
  expect(scannerOf(name, {})).toMatchObject({ required: true, frequency: "push", fork: "run" });
});

test("Clair needs the address of its server", () => {
  expect(scannerOf("clair", { url: "https://clair.acme.example" })).toMatchObject({ timeout: "2m" });
  expect(complaints({ scanning: { scanners: { clair: {} } } })).toEqual([
    "scanning.scanners.clair.url is missing. Add `url`, text. Address of the Clair server.",
  ]);
});

test("nothing is hidden from the gate by default", () => {
  expect(scannerOf("trivy", {})).toMatchObject({
    severityFilter: ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"],
    ignoreUnfixed: false,
  });
  expect(scannerOf("snyk", {})).toMatchObject({ severity: "low", excludeDevDeps: false });
  expect(scannerOf("bandit", {})).toMatchObject({ severity: "low", confidence: "low", exclude: [] });
});

test.each([
  ["snyk", { pythonTargetVersion: "2.7" }],
  ["kubeScore", { kubernetesVersion: "1.34" }],
  ["trivy", { exitCode: 256 }],
  ["trivy", { severityFilter: [] }],
  ["dependencyCheck", { failOnCvss: 10.1 }],
  ["semgrep", { config: [] }],
])("refuses options that %s would refuse: %j", (name, options) => {
  expect(complaints({ scanning: { scanners: { [name]: options } } })).toHaveLength(1);
});
