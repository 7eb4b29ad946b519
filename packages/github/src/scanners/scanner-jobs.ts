import type { RepositoryPolicy } from "@sallyport/policy";
import type { Job } from "../document/workflow.js";
import type { ScanStage } from "../judging/orchestration.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { banditJob } from "./bandit-job.js";
import { checkovJob } from "./checkov-job.js";
import { clairJob } from "./clair-job.js";
import { codeqlJobs } from "./codeql-job.js";
import { dependencyCheckJob } from "./dependency-check-job.js";
import { dependencyReviewJob } from "./dependency-review-job.js";
import { dockerScoutJob } from "./docker-scout-job.js";
import { gitleaksJob } from "./gitleaks-job.js";
import { buildJob, builtImages, imagesArtifact } from "./image-steps.js";
import { kubeScoreJob } from "./kube-score-job.js";
import { sbomJob } from "./sbom-job.js";
import type { ScannerJob } from "./scanner-job.js";
import { hasWork } from "./scanner-work.js";
import { semgrepJob } from "./semgrep-job.js";
import { snykJob } from "./snyk-job.js";
import { sonarqubeJob } from "./sonarqube-job.js";
import { trivyJob } from "./trivy-job.js";

/** The jobs that scan, and what they leave for the gate. */
export interface ScannerJobs {
  /** By id. The only job that one of them waits for is `build`, which makes the images. */
  jobs: Readonly<Record<string, Job>>;
  /** Values of `--report`: `trivy=reports/trivy.json`. */
  reports: readonly string[];
  /** Ids of the jobs that leave reports; each keeps them as an artifact of its own name. */
  artifacts: readonly string[];
  /** When each job may run, for a policy that wants stages. */
  stages: Readonly<Record<string, ScanStage>>;
  /** Values of `--canary`, in the form of the reports. */
  canaries?: readonly string[];
  /** Digest of each image that a job built, as an expression: `needs.build.outputs.api`. */
  images?: Readonly<Record<string, string>>;
}

/**
 * The jobs of every scanner that the policy names and the repository has something for, with the build of its images, its
 * bill of materials, and the review of its dependencies. ZAP is not among them: it needs a deployment.
 */
export function scannerJobs(inputs: WorkflowInputs): ScannerJobs {
  const scanners = scannersOf(inputs);
  const others = besides(inputs);
  return {
    jobs: {
      ...others.before,
      ...Object.fromEntries(scanners.map(({ id, job }) => [id, job])),
      ...others.after,
    },
    reports: scanners.flatMap(({ reports }) => reports),
    artifacts: scanners.map(({ id }) => id),
    images: judgedImages(inputs, scanners),
    stages: {
      ...Object.fromEntries(Object.keys(others.before).map((id) => [id, "pre-scan"])),
      ...Object.fromEntries(scanners.map(({ id, stage }) => [id, stage])),
      ...Object.fromEntries(Object.keys(others.after).map((id) => [id, "scan"])),
    },
  };
}

/** The images that the gate judges by their digests: those that a scanner looks at in every run, also for a fork. */
function judgedImages({ repository }: WorkflowInputs, scanners: readonly ScannerJob[]): Record<string, string> {
  const areScanned = scanners.some(({ job }) => job.needs?.includes(imagesArtifact.job) && !job.environment);
  return areScanned ? builtImages(repository) : {};
}

/** Cheap ones first. */
function scannersOf(inputs: WorkflowInputs): ScannerJob[] {
  const { scanners } = inputs.policy.scanning;
  const { bandit, checkov, clair, codeql, dependencyCheck, dockerScout, gitleaks } = scanners;
  const { kubeScore, semgrep, snyk, sonarqube, trivy } = scanners;
  const has = (name: Parameters<typeof hasWork>[0]) => hasWork(name, inputs);
  return [
    ...(gitleaks ? [gitleaksJob(inputs, gitleaks)] : []),
    ...(bandit && has("bandit") ? [banditJob(inputs, bandit)] : []),
    ...(kubeScore && has("kubeScore") ? [kubeScoreJob(inputs, kubeScore)] : []),
    ...(checkov && has("checkov") ? [checkovJob(inputs, checkov)] : []),
    ...(trivy ? [trivyJob(inputs, trivy)] : []),
    ...(snyk && has("snyk") ? [snykJob(inputs, snyk)] : []),
    ...(dockerScout && has("dockerScout") ? [dockerScoutJob(inputs, dockerScout)] : []),
    ...(clair?.registry !== undefined && has("clair")
      ? [clairJob(inputs, { ...clair, registry: clair.registry })]
      : []),
    ...(codeql ? codeqlJobs(inputs, codeql) : []),
    ...(semgrep ? [semgrepJob(inputs, semgrep)] : []),
    ...(sonarqube ? [sonarqubeJob(inputs, sonarqube)] : []),
    ...(dependencyCheck && has("dependencyCheck") ? [dependencyCheckJob(inputs, dependencyCheck)] : []),
  ];
}

/** What is no scanner of the policy. */
function besides(inputs: WorkflowInputs): Record<"before" | "after", Record<string, Job>> {
  const { repository } = inputs;
  return {
    before: repository.images.length > 0 ? { [imagesArtifact.job]: buildJob(inputs) } : {},
    after: {
      ...(hasParts(repository) ? { sbom: sbomJob(inputs) } : {}),
      ...(repository.manifests.length > 0 ? { "dependency-review": dependencyReviewJob(inputs) } : {}),
    },
  };
}

function hasParts({ images, manifests }: RepositoryPolicy): boolean {
  return images.length + manifests.length > 0;
}
