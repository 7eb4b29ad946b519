import { afterTheVerdict } from "./after-the-verdict.js";
import { approvalJob } from "./approval-job.js";
import { centralOf } from "./central.js";
import { codeScanningJob } from "./code-scanning-job.js";
import { commentJob } from "./comment-job.js";
import { deployCall } from "./deploy-call.js";
import { expression } from "./expression.js";
import { type GateInputs, gateJob } from "./gate-job.js";
import { orchestrate } from "./orchestration.js";
import type { WorkflowInputs } from "./preparation.js";
import { scannerJobs } from "./scanner-jobs.js";
import { verdictJob, verdictJobName } from "./verdict-job.js";
import type { CallJob, Job, Workflow } from "./workflow.js";

/**
 * The workflow that scans and judges every change: the scanners, the gate that judges their reports, the approval that lifts
 * what may be lifted, the comment, and the check that a ruleset requires.
 *
 *     scanners -> gate -> approval (only when the gate asks for it) -> sallyport -> deploy (push only)
 *                      -> comment, code scanning
 *
 * With central delivery it is called by others (`workflow_call`) and lies in the central repository. In the repository that
 * it judges, whoever can change this file or the policy in the same pull request changes its judge: code owners and locked
 * paths keep others from it; they do not bind those on the bypass list.
 */
export function securityWorkflow(inputs: WorkflowInputs): Workflow {
  const { policy } = inputs;
  const isCalled = centralOf(policy) !== undefined;
  return {
    name: isCalled ? `sallyport security ${inputs.repository.name}` : "sallyport",
    about:
      "Scans every change and judges the reports by the policy. The job `sallyport` is the check that a ruleset requires: green when the gate passed, or asked for an approval and got it.",
    on: isCalled
      ? { workflow_call: null }
      : {
          // Without a filter: a pull request whose base changes to a protected branch would get no run.
          pull_request: null,
          push: { branches: policy.protection.branches },
          // Also without a queue, so that turning one on does not leave every merge waiting for a check.
          merge_group: null,
        },
    permissions: {},
    ...(isCalled ? {} : { concurrency: runOfTheSameChange() }),
    jobs: securityJobs(inputs),
  };
}

/** A new push makes the run of the same pull request pointless. Every other run has a group of its own. */
export function runOfTheSameChange() {
  return {
    group: `sallyport-${expression("github.event.pull_request.number || github.run_id")}`,
    "cancel-in-progress": true,
  };
}

function securityJobs(inputs: WorkflowInputs): Record<string, Job | CallJob> {
  const found = scannerJobs(inputs);
  const { schedulingPolicy } = inputs.policy.scanning;
  const scanners = { ...found, jobs: orchestrate(found.jobs, schedulingPolicy, found.stages) };
  const gate: GateInputs = { ...inputs, scanners };
  const codeScanning = codeScanningJob(inputs);
  const deploy = deployCall(inputs);
  return {
    ...scanners.jobs,
    gate: gateJob(gate),
    comment: commentJob(inputs, {
      after: "gate",
      artifact: "verdict",
      file: "comment.md",
      otherwise: "**Undecided.** Sallyport could not judge this commit.",
    }),
    ...(codeScanning && { "code-scanning": codeScanning }),
    approval: approvalJob(gate),
    [verdictJobName]: verdictJob(["comment"]),
    ...(deploy && { deploy: afterTheVerdict(deploy) }),
  };
}
