import { approvalJob } from "./approval-job.js";
import { expression } from "./expression.js";
import { type GateInputs, gateJob } from "./gate-job.js";
import type { WorkflowInputs } from "./preparation.js";
import { scannerJobs } from "./scanner-jobs.js";
import { verdictJob } from "./verdict-job.js";
import type { Workflow } from "./workflow.js";

/**
 * The workflow `sallyport` of a repository: the scanners, the gate that judges their reports, the approval that lifts what
 * may be lifted, and the check that a ruleset requires.
 *
 *     trivy -> gate -> approval (only when the gate asks for it) -> sallyport
 *
 * Whoever can change this file or the policy in the same pull request changes its judge. Code owners and locked paths keep
 * others from it; they do not bind those on the bypass list.
 */
export function securityWorkflow(inputs: WorkflowInputs): Workflow {
  const { policy } = inputs;
  const scanners = scannerJobs(inputs);
  const gate: GateInputs = {
    ...inputs,
    scannerJobs: Object.keys(scanners.jobs),
    reports: scanners.reports,
  };
  return {
    name: "sallyport",
    on: {
      // Without a filter: a pull request whose base changes to a protected branch would get no run.
      pull_request: null,
      push: { branches: policy.protection.branches },
      // Also without a queue, so that turning one on does not leave every merge waiting for a check.
      merge_group: null,
      schedule: [{ cron: policy.scanning.scanSchedule }],
    },
    permissions: {},
    concurrency: {
      // A new push makes the run of the same pull request pointless. Every other run has a group of its own.
      group: `sallyport-${expression("github.event.pull_request.number || github.run_id")}`,
      "cancel-in-progress": true,
    },
    jobs: { ...scanners.jobs, gate: gateJob(gate), approval: approvalJob(gate), sallyport: verdictJob() },
  };
}
