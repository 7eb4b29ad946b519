import { isCall, type Job, type Step, type Workflow } from "@sallyport/github";
import { type Policy, parsePolicy, type RepositoryPolicy } from "@sallyport/policy";

const organization = { login: "acme", id: 1042, teams: { payments: 4201, security: 4203 }, users: { mona: 77 } };
const image = { name: "payments-api", dockerfile: "docker/Dockerfile", context: "app" };
const repository = { name: "payments-api", id: 900123, images: [image] };

/** A policy of one repository with one image; each setting given here replaces a section of it. */
export function sample(settings: Record<string, unknown> = {}): { policy: Policy; repository: RepositoryPolicy } {
  const { policy } = parsePolicy(JSON.stringify({ version: 1, organization, repositories: [repository], ...settings }));
  const [only] = policy.repositories;
  if (!only) throw new Error("the sample policy has no repository");
  return { policy, repository: only };
}

/** The sample with these options of Trivy. */
export function sampleWithTrivy(trivy: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  return sample({ scanning: { scanners: { trivy } }, ...settings });
}

/** The sample without an image, with ZAP alone, which has no job here. */
export function sampleWithoutScanner() {
  const staging = { url: "https://staging.acme.example" };
  const scanning = { scanners: { zap: {} } };
  return sample({ without: ["scanning.scanners.trivy"], scanning, ...repositories({ images: [], staging }) });
}

/** `repositories` with the one of the sample, changed. */
export function repositories(change: Record<string, unknown>) {
  return { repositories: [{ ...repository, ...change }] };
}

/** A job of a workflow that has steps of its own. */
export function jobOf({ jobs }: Workflow, id: string): Job {
  const job = jobs[id];
  if (!job || isCall(job)) throw new Error(`the workflow has no job ${id} with steps`);
  return job;
}

/** Every step of a workflow. */
export function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap((job) => (isCall(job) ? [] : [...job.steps]));
}

/** A repository in which every scanner finds something to do. */
export const everything = {
  languages: ["python", "typescript"],
  manifests: ["requirements.txt", "web/package.json", "pom.xml", "go.mod"],
  infrastructure: ["terraform"],
  kubernetes: ["deploy"],
};

/** The sample with Vault, and with these scanners besides Trivy, in a repository that has something for each. */
export function sampleWith(
  scanners: Record<string, unknown>,
  { repository: change = {}, ...settings }: Record<string, unknown> & { repository?: Record<string, unknown> } = {},
) {
  return sample({
    secrets: { vault: { address: "https://vault.acme.example" } },
    scanning: { scanners },
    ...repositories({ ...everything, ...change }),
    ...settings,
  });
}

/** Every scanner that has a job in this workflow. */
export const allScanners = {
  trivy: {},
  snyk: {},
  dockerScout: {},
  clair: { url: "https://clair.acme.example", registry: "registry.acme.example/scans" },
  codeql: {},
  semgrep: {},
  sonarqube: {},
  bandit: {},
  dependencyCheck: { nvdApiKey: true },
  gitleaks: {},
  checkov: {},
  kubeScore: {},
};
