import type { WorkflowInputs } from "@sallyport/github";
import { parsePolicy, type RepositoryPolicy, type ScannerName, scannerNames } from "@sallyport/policy";
import { pairwise, type Row } from "./pairwise.ts";

/** Scanners that a policy names besides Trivy, which comes with every preset. */
const scannerSets = {
  trivy: [],
  secrets: ["gitleaks"],
  dependencies: ["snyk", "dependencyCheck"],
  code: ["codeql", "semgrep", "sonarqube", "bandit"],
  images: ["dockerScout", "clair"],
  infrastructure: ["checkov", "kubeScore"],
  dynamic: ["zap", "gitleaks"],
  all: scannerNames.filter((name) => name !== "trivy"),
} as const satisfies Record<string, readonly ScannerName[]>;

const languageSets = {
  none: [],
  scripts: ["python", "ruby", "php"],
  web: ["javascript", "typescript", "python"],
  compiled: ["go", "java", "kotlin", "csharp", "c", "cpp", "rust", "swift"],
} as const;

const manifestSets = {
  none: [],
  npm: ["package.json", "web/pnpm-lock.yaml"],
  python: ["requirements.txt", "api/pyproject.toml"],
  maven: ["pom.xml", "services/billing/pom.xml"],
  golang: ["go.mod", "tools/go.sum"],
  docker: ["Dockerfile", { path: "charts/app.yaml", kind: "kubernetes" }],
  all: [
    "package.json",
    "requirements.txt",
    "pom.xml",
    "go.mod",
    "Dockerfile",
    { path: "k8s/app.yaml", kind: "kubernetes" },
  ],
} as const;

const imageSets = {
  none: [],
  one: [{ name: "payments-api", base: "python:3.13-slim" }],
  several: [
    { name: "payments-api", dockerfile: "docker/api.Dockerfile", context: "api app" },
    { name: "web/shop.front", base: "node:24-alpine" },
  ],
} as const;

/** What may differ from one policy to the next, as far as workflow files follow from it. */
const parameters = {
  scanners: Object.keys(scannerSets) as (keyof typeof scannerSets)[],
  manifests: Object.keys(manifestSets) as (keyof typeof manifestSets)[],
  scheduling: ["sequential", "parallel", "staged"],
  preset: ["baseline", "strict", "regulated"],
  mode: ["in-repository", "central"],
  languages: Object.keys(languageSets) as (keyof typeof languageSets)[],
  visibility: ["private", "internal", "public"],
  images: Object.keys(imageSets) as (keyof typeof imageSets)[],
  folders: ["none", "infrastructure", "kubernetes", "both"],
  mergeQueue: [false, true],
  secrets: ["where needed", "own authority"],
  options: ["defaults", "others"],
  deploys: ["nothing", "by script", "to Kubernetes"],
} as const;

type Settings = Row<typeof parameters>;

/** One policy of the proof. */
export interface ProofPolicy {
  /** What its settings are, in a line. */
  title: string;
  settings: Settings;
  inputs: WorkflowInputs;
}

/** Policies that hold every pair of settings between them: what the proof of the workflow files is about. */
export function proofPolicies(): ProofPolicy[] {
  return pairwise(parameters).map((settings) => ({
    title: Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
    settings,
    inputs: inputsOf(settings),
  }));
}

function inputsOf(settings: Settings): WorkflowInputs {
  const { policy } = parsePolicy(JSON.stringify(policyText(settings)));
  const [repository] = policy.repositories;
  if (!repository) throw new Error("the policy has no repository");
  return { policy, repository };
}

/** The policy file with these settings. */
function policyText(settings: Settings): Record<string, unknown> {
  const repository = repositoryText(settings);
  return {
    version: 1,
    extends: settings.preset,
    organization: { login: "acme", id: 1042, teams: { payments: 4201, security: 4203 }, users: { mona: 77 } },
    repositories: [repository],
    protection: { branches: ["main", "release/*"], mergeQueue: settings.mergeQueue },
    delivery: {
      mode: settings.mode,
      ...(settings.mode === "central" && { central: { repository: "security-workflows", id: 900900 } }),
    },
    scanning: { schedulingPolicy: settings.scheduling, scanners: scannersText(settings, repository) },
    ...secretsText(settings),
    environments: environmentsText(settings),
  };
}

/** Some scanners read a secret of their own from Vault. */
function secretsText({ scanners, secrets }: Settings): Record<string, unknown> {
  const needed = ["dependencies", "images", "code", "all"].includes(scanners);
  const address = "https://vault.example.com:8200";
  if (secrets === "own authority") {
    const vault = { address, caCertificate: "security/vault ca.pem", edition: "enterprise", namespace: "acme/ci" };
    return { secrets: { vault, ...rotatedText } };
  }
  return needed ? { secrets: { vault: { address } } } : {};
}

/** Secrets that a workflow rotates, by each of the means that there are, and a database that deploy jobs may use. */
const rotatedText = {
  engines: { database: { postgresql: { orders: { roles: { "orders-write": { access: "write" } } } } } },
  jobs: {
    "payments-api/production": { database: ["orders-write"] },
    "payments-api/staging": { database: ["orders-write"] },
  },
  stored: {
    "payments-api/production/aws": { awsIamUser: { user: "payments-deployer" } },
    "payments-api/production/mirror": { githubDeployKey: { repository: "payments-api" } },
  },
};

/** Staging first, then production with reviewers; `scanners: dynamic` and `all` test what is deployed. */
function environmentsText({ deploys, options, secrets }: Settings): Record<string, object> {
  const production = { after: "staging", reviewers: ["team:payments"], tags: ["v*"] };
  if (deploys === "nothing") return { staging: {}, production };
  const deploy =
    deploys === "by script"
      ? {
          script: "deploy/run it.sh",
          ...(secrets === "own authority" && {
            secrets: { STRIPE_KEY: "stripe/key", STRIPE_SIGNATURE: "stripe/signature" },
            database: { ORDERS: "orders-write" },
          }),
        }
      : { kubernetes: { cluster: "payments", namespace: "payments-api" } };
  const rest = options === "others" ? { rollback: "automatic", check: { script: "deploy/check.sh" } } : {};
  return { staging: { deploy, ...rest }, production: { ...production, deploy, ...rest } };
}

type RepositoryText = ReturnType<typeof repositoryText>;

/** What the repository holds; a set of scanners for one thing gets that thing in any case. */
function repositoryText({ languages, manifests, visibility, images, folders, scanners }: Settings) {
  const named: readonly ScannerName[] = scannerSets[scanners];
  const hasKubernetes = scanners === "infrastructure" || folders === "kubernetes" || folders === "both";
  return {
    name: "payments-api",
    id: 900123,
    visibility,
    owners: ["team:payments"],
    languages: languageSets[
      scanners === "code" ? "web" : languages
    ] as readonly RepositoryPolicy["languages"][number][],
    manifests: manifestSets[manifests],
    images: imageSets[scanners === "images" && images === "none" ? "one" : images],
    infrastructure: ["infrastructure", "both"].includes(folders) ? ["infra", "more infra/aws"] : [],
    kubernetes: hasKubernetes ? ["k8s"] : [],
    ...(named.includes("zap") && { staging: { url: "https://staging.example.com/app" } }),
  };
}

/** Options that are not the defaults, where a scanner has some. */
const otherOptions: Partial<Record<ScannerName | "trivy", object>> = {
  trivy: {
    scope: "all-repos",
    severityFilter: ["CRITICAL", "HIGH"],
    ignoreUnfixed: true,
    exitCode: 3,
    format: "sarif",
  },
  snyk: { scanType: ["dependencies", "iac"], severity: "high", excludeDevDeps: true, format: "sarif", fork: "defer" },
  dockerScout: { onlyFixed: true, fork: "defer" },
  codeql: { queries: "security-and-quality" },
  semgrep: { config: ["p/default", "rules/own rules.yml"], timeout: "5m" },
  sonarqube: { url: "https://sonar.example.com", projectKey: "acme:payments", qualityGate: false, fork: "defer" },
  bandit: { severity: "medium", confidence: "high", exclude: ["tests", "old code"] },
  dependencyCheck: { failOnCvss: 7.5, nvdApiKey: true },
  clair: { registry: "registry.example.com:5000/scans" },
  gitleaks: { history: false, config: ".gitleaks.toml" },
  checkov: { frameworks: ["terraform", "dockerfile"], required: false },
  kubeScore: { kubernetesVersion: "v1.33" },
  zap: { scan: "full" },
};

function scannersText({ scanners, options }: Settings, repository: RepositoryText): Record<string, object> {
  const named = (scannerSets[scanners] as readonly ScannerName[]).filter((name) => hasTarget(name, repository));
  return Object.fromEntries(
    ["trivy" as const, ...named].map((name) => [
      name,
      {
        ...(name === "clair" && { url: "https://clair.example.com" }),
        ...(options === "others" && otherOptions[name]),
      },
    ]),
  );
}

/** A policy may not name a scanner that has nothing to look at. */
function hasTarget(name: ScannerName, { languages, manifests, images, kubernetes }: RepositoryText): boolean {
  if (name === "bandit") return languages.includes("python");
  if (name === "codeql") return languages.length > 0;
  if (name === "dependencyCheck") return manifests.length > 0;
  if (name === "dockerScout" || name === "clair") return images.length > 0;
  return name !== "kubeScore" || kubernetes.length > 0;
}
