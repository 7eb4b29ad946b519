import { type ScannerName, scanEnvironment } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { jobPermissions } from "../document/job-permissions.js";
import type { Job, Step } from "../document/workflow.js";
import type { ScanStage } from "../judging/orchestration.js";
import { loginRights, revokeVaultToken, vaultSecrets } from "../vault/vault-secrets.js";
import { preparation, reportsFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { imagesArtifact, loadImages } from "./image-steps.js";
import { type SecretRequest, scanSecrets } from "./scan-secrets.js";
import { jobMinutes } from "./time-limit.js";

/** A job that scans, and what it leaves for the gate. */
export interface ScannerJob {
  /** Id of the job, and name of the artifact that holds its reports. */
  id: string;
  stage: ScanStage;
  job: Job;
  /** Values of `--report`: `trivy=reports/trivy.json`. */
  reports: readonly string[];
}

/** What one scanner does in its job; {@link scannerJob} adds what they have in common. */
export interface ScannerWork {
  id: string;
  /** Name of the job. */
  name: string;
  stage: ScanStage;
  tool: ScannerName;
  /** Paths of the reports that {@link steps} leave. */
  reports: readonly string[];
  /** Sets the scanner up and runs it. */
  steps: readonly Step[];
  /** The job has the images of the repository in its Docker. */
  images?: boolean;
  /** The checkout has the whole history. */
  history?: boolean;
  /** What it reads from Vault. */
  secrets?: readonly SecretRequest[];
}

/**
 * The job of a scanner: it reads the code, holds no right to change anything, ends with the time budget, and keeps reports
 * and run records also after a failed scan, because they are what tells the gate.
 *
 * A job with secrets runs in the environment `security-scan`, which is what lets it log in to Vault, and never for a fork.
 */
export function scannerJob(inputs: WorkflowInputs, work: ScannerWork): ScannerJob {
  const { secrets = [], images = false, history = false } = work;
  const reads = scanSecrets(inputs, secrets);
  const steps = [
    ...preparation(inputs, history ? 0 : 1),
    ...(images ? loadImages() : []),
    ...vaultSecrets({ ...inputs, environment: scanEnvironment }, reads),
    ...work.steps,
    keepReports(inputs, work.id),
    ...revokeVaultToken(inputs, reads),
  ];
  const condition = [...(images ? ["!cancelled()"] : []), ...(secrets.length > 0 ? [`(${hasSecrets})`] : [])];
  return {
    id: work.id,
    stage: work.stage,
    reports: work.reports.map((report) => `${work.tool}=${report}`),
    job: {
      name: work.name,
      ...(images && { needs: [imagesArtifact.job] }),
      // An image that does not build must not hide what the others hold.
      ...(condition.length > 0 && { if: condition.join(" && ") }),
      "runs-on": "ubuntu-24.04",
      permissions: jobPermissions(steps, secrets.length > 0 ? loginRights : {}),
      ...(secrets.length > 0 && { environment: scanEnvironment }),
      "timeout-minutes": jobMinutes(inputs),
      steps,
    },
  };
}

/** Fork pull requests have neither secrets nor OIDC tokens. */
const hasSecrets =
  "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository";

function keepReports({ policy }: WorkflowInputs, id: string): Step {
  return uses(
    "actions/upload-artifact",
    {
      name: id,
      path: `${reportsFolder}/`,
      "if-no-files-found": "error",
      "retention-days": policy.scanning.retentionDays,
      overwrite: true,
    },
    { name: "Keep the reports", if: "always()" },
  );
}

/** Path of a report: `reports/snyk-image-web--shop.json`. No two names give the same, because names have no `--`. */
export function reportPath(tool: string, kind?: string, name?: string, extension = "json"): string {
  const parts = [tool, kind, name?.replaceAll("/", "--")].filter((part) => part !== undefined);
  return `${reportsFolder}/${parts.join("-")}.${extension}`;
}
