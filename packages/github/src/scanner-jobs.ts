import type { ScanStage } from "./orchestration.js";
import type { WorkflowInputs } from "./preparation.js";
import { trivyJob } from "./trivy-job.js";
import { trivyTargets } from "./trivy-target.js";
import type { Job } from "./workflow.js";

/** The jobs that scan, and what they leave for the gate. */
export interface ScannerJobs {
  /** By id; each keeps an artifact of its own name. */
  jobs: Readonly<Record<string, Job>>;
  /** Values of `--report`: `trivy=reports/trivy.json`. */
  reports: readonly string[];
  /** Values of `--canary`, in the same form. */
  canaries?: readonly string[];
  /** When a job runs in stages; without an entry it is a `scan`. */
  stages?: Readonly<Record<string, ScanStage>>;
  /** Digest of each image that a job built, as an expression: `needs.build.outputs.api`. */
  images?: Readonly<Record<string, string>>;
}

/** The jobs of every scanner that the policy names and the repository has something for. */
export function scannerJobs(inputs: WorkflowInputs): ScannerJobs {
  const { trivy } = inputs.policy.scanning.scanners;
  return {
    jobs: trivy ? { trivy: trivyJob(inputs, trivy) } : {},
    reports: trivy ? trivyTargets(trivy, inputs.repository).map((target) => `trivy=${target.report}`) : [],
  };
}
