import * as z from "zod";
import { Duration } from "./duration.js";
import { HttpsUrl } from "./https-url.js";

const SeverityName = z.enum(["critical", "high", "medium", "low"]);

const names = [
  "trivy",
  "snyk",
  "dockerScout",
  "clair",
  "codeql",
  "semgrep",
  "sonarqube",
  "bandit",
  "dependencyCheck",
  "gitleaks",
  "checkov",
  "kubeScore",
  "zap",
] as const;

/** Options every scanner has. */
const common = {
  required: z
    .boolean()
    .default(true)
    .describe("Without a fresh report of this scanner the gate is undecided.")
    .meta({ stronger: "true" }),
  scope: z
    .enum(["all-images", "all-repos", "all-clusters"])
    .optional()
    .describe("What it covers, where the scanner leaves a choice.")
    .meta({ stronger: "same" }),
  frequency: z
    .enum(["push", "daily", "weekly", "continuous"])
    .default("push")
    .describe("`push` runs it on every pull request and push, and on the schedule.")
    .meta({ stronger: ["weekly", "daily", "continuous", "push"] }),
  fork: z
    .enum(["run", "defer"])
    .default("run")
    .describe(
      "Pull requests from forks have no secrets: `defer` names the scanner as deferred and requires it before any deploy.",
    )
    .meta({ stronger: ["defer", "run"] }),
  standIn: z
    .enum(names)
    .optional()
    .describe("Scanner whose fresh report suffices when this one failed or is missing; the verdict says so.")
    .meta({ stronger: "same", none: "strongest" }),
  canary: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Ids of which it must find one in the canary; without it those of the fixture that `sallyport canary` writes.",
    )
    .meta({ stronger: "same", none: "strongest" }),
};

const Trivy = z.strictObject({
  ...common,
  severityFilter: z
    .array(z.enum(["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"]))
    .min(1)
    .default(["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"])
    .describe("Severities that Trivy reports. What it leaves out, the gate never sees.")
    .meta({ stronger: "superset" }),
  scanType: z
    .enum(["image", "filesystem", "repository"])
    .default("image")
    .describe("What Trivy scans.")
    .meta({ stronger: "same" }),
  format: z
    .enum(["json", "table", "sarif", "cyclonedx"])
    .default("json")
    .describe("Rendering kept beside the JSON report that the gate reads.")
    .meta({ stronger: "free" }),
  ignoreUnfixed: z
    .boolean()
    .default(false)
    .describe("Leave out vulnerabilities without a fix. What is left out, the gate never sees.")
    .meta({ stronger: "false" }),
  skipUpdate: z
    .boolean()
    .default(false)
    .describe("Use the vulnerability database that is there, without a download.")
    .meta({ stronger: "false" }),
  timeout: Duration.default("2m")
    .describe("Longest scan of one target; at most the time budget.")
    .meta({ stronger: "free" }),
  exitCode: z
    .int()
    .min(0)
    .max(255)
    .default(0)
    .describe("Exit code of Trivy when it finds something; the gate decides in any case.")
    .meta({ stronger: "free" }),
  cacheTTL: Duration.default("24h").describe("Oldest vulnerability database accepted.").meta({ stronger: "shorter" }),
});
export type TrivyPolicy = z.infer<typeof Trivy>;

const Snyk = z.strictObject({
  ...common,
  scanType: z
    .array(z.enum(["dependencies", "configuration", "iac"]))
    .min(1)
    .default(["dependencies", "configuration", "iac"])
    .describe("What Snyk scans.")
    .meta({ stronger: "superset" }),
  severity: SeverityName.default("low")
    .describe("Lowest severity that Snyk reports.")
    .meta({ stronger: ["critical", "high", "medium", "low"] }),
  failOn: SeverityName.default("high")
    .describe("Severity from which the Snyk step itself fails; the gate decides in any case.")
    .meta({ stronger: ["critical", "high", "medium", "low"] }),
  format: z
    .enum(["json", "sarif"])
    .default("json")
    .describe("Rendering kept beside the JSON report that the gate reads.")
    .meta({ stronger: "free" }),
  excludeDevDeps: z
    .boolean()
    .default(false)
    .describe("Leave out development dependencies.")
    .meta({ stronger: "false" }),
  pythonTargetVersion: z
    .string()
    .regex(/^3\.\d{1,2}$/, { error: 'must be a quoted Python version such as "3.13"' })
    .default("3.13")
    .describe("Python version that dependencies are resolved for.")
    .meta({ stronger: "free" }),
  // `snyk protect` left the CLI in 2022: https://updates.snyk.io/snyk-wizard-and-snyk-protect-removal-224137
  enablePatchMerge: z
    .never({
      error:
        "is gone: the Snyk CLI no longer applies patches. Set scanning.automediateEnabled, which opens pull requests with fixes",
    })
    .optional()
    .describe("Gone: the Snyk CLI no longer applies patches. Use `scanning.automediateEnabled`."),
  timeout: Duration.default("10m").describe("Longest scan; at most the time budget.").meta({ stronger: "free" }),
});

const scanners = {
  trivy: Trivy.describe("Trivy: images, file systems, misconfiguration, secrets, licences."),
  snyk: Snyk.describe("Snyk: dependencies, configuration, infrastructure as code."),
  dockerScout: z
    .strictObject({
      ...common,
      onlyFixed: z
        .boolean()
        .default(false)
        .describe("Report only vulnerabilities that have a fix.")
        .meta({ stronger: "false" }),
      timeout: Duration.default("2m")
        .describe("Longest scan of one image; at most the time budget.")
        .meta({ stronger: "free" }),
    })
    .describe("Docker Scout: images and base-image recommendations."),
  clair: z
    .strictObject({
      ...common,
      url: HttpsUrl.describe("Address of the Clair server.").meta({ stronger: "same" }),
      registry: z
        .string()
        .max(255)
        .regex(/^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/, {
          error: "must be a registry with or without a folder, such as registry.example/scans",
        })
        .optional()
        .describe(
          "Registry from which Clair fetches the images; each is pushed there under its commit. Without it Clair gets no job.",
        )
        .meta({ stronger: "same" }),
      timeout: Duration.default("2m")
        .describe("Longest scan of one image; at most the time budget.")
        .meta({ stronger: "free" }),
    })
    .describe("Clair: images."),
  codeql: z
    .strictObject({
      ...common,
      queries: z
        .enum(["default", "security-extended", "security-and-quality"])
        .default("security-extended")
        .describe("Query suite.")
        .meta({ stronger: ["default", "security-extended", "security-and-quality"] }),
    })
    .describe("CodeQL: source code, in the languages of the repository."),
  semgrep: z
    .strictObject({
      ...common,
      config: z
        .array(z.string().min(1))
        .min(1)
        .default(["p/default"])
        .describe("Rule sets: registry names or paths.")
        .meta({ stronger: "superset" }),
      timeout: Duration.default("10m").describe("Longest scan; at most the time budget.").meta({ stronger: "free" }),
    })
    .describe("Semgrep: source code."),
  sonarqube: z
    .strictObject({
      ...common,
      url: HttpsUrl.default("https://sonarcloud.io")
        .describe("Address of the server.")
        .meta({ stronger: "same", none: "strongest" }),
      projectKey: z
        .string()
        .min(1)
        .optional()
        .describe("Project key; without it OWNER_REPOSITORY.")
        .meta({ stronger: "free" }),
      qualityGate: z
        .boolean()
        .default(true)
        .describe("A failed quality gate counts as a finding.")
        .meta({ stronger: "true" }),
    })
    .describe("SonarQube: source code and security hotspots."),
  bandit: z
    .strictObject({
      ...common,
      severity: z
        .enum(["low", "medium", "high"])
        .default("low")
        .describe("Lowest severity that Bandit reports.")
        .meta({ stronger: ["high", "medium", "low"] }),
      confidence: z
        .enum(["low", "medium", "high"])
        .default("low")
        .describe("Lowest confidence that Bandit reports.")
        .meta({ stronger: ["high", "medium", "low"] }),
      exclude: z
        .array(z.string().min(1))
        .default([])
        .describe("Paths that Bandit leaves out.")
        .meta({ stronger: "subset" }),
    })
    .describe("Bandit: Python source code."),
  dependencyCheck: z
    .strictObject({
      ...common,
      failOnCvss: z
        .number()
        .min(0)
        .max(10)
        .optional()
        .describe("CVSS score from which the step itself fails; the gate decides in any case.")
        .meta({ stronger: "lower" }),
      nvdApiKey: z
        .boolean()
        .default(false)
        .describe("Read the key for the National Vulnerability Database from Vault; without one its service is slow.")
        .meta({ stronger: "free" }),
      timeout: Duration.default("15m").describe("Longest scan; at most the time budget.").meta({ stronger: "free" }),
    })
    .describe("OWASP Dependency-Check: dependencies."),
  gitleaks: z
    .strictObject({
      ...common,
      history: z
        .boolean()
        .default(true)
        .describe("Read the whole history, not only the checked-out files.")
        .meta({ stronger: "true" }),
      config: z
        .string()
        .min(1)
        .optional()
        .describe("Path of a Gitleaks configuration.")
        .meta({ stronger: "same", none: "strongest" }),
    })
    .describe("Gitleaks: secrets in code."),
  checkov: z
    .strictObject({
      ...common,
      frameworks: z
        .array(z.string().min(1))
        .default([])
        .describe("Frameworks to check; empty means all.")
        .meta({ stronger: "superset", none: "strongest" }),
    })
    .describe("Checkov: infrastructure as code."),
  kubeScore: z
    .strictObject({
      ...common,
      kubernetesVersion: z
        .string()
        .regex(/^v1\.\d{1,2}$/, { error: "must be a version such as v1.34" })
        .default("v1.34")
        .describe("Kubernetes version that manifests are checked for.")
        .meta({ stronger: "free" }),
    })
    .describe("kube-score: Kubernetes manifests."),
  zap: z
    .strictObject({
      ...common,
      scan: z
        .enum(["baseline", "full", "api"])
        .default("baseline")
        .describe("Depth of the dynamic scan of staging.")
        .meta({ stronger: ["baseline", "api", "full"] }),
      timeout: Duration.default("15m").describe("Longest scan; at most the time budget.").meta({ stronger: "free" }),
    })
    .describe("ZAP: dynamic tests of staging."),
} satisfies Record<(typeof names)[number], z.ZodType>;

/** The name of a scanner in `scanning.scanners`. */
export type ScannerName = keyof typeof scanners;

/** The names of all scanners, in the order of the documentation. */
export const scannerNames: readonly ScannerName[] = names;

/** The scanners in use, each with its options. */
export const Scanners = z.strictObject(
  Object.fromEntries(Object.entries(scanners).map(([name, schema]) => [name, schema.optional()])) as {
    [Name in ScannerName]: z.ZodOptional<(typeof scanners)[Name]>;
  },
);
