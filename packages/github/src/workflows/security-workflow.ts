import { deployCall } from "../deploy/deploy-call.js";
import { expression } from "../document/expression.js";
import type { Job, Workflow } from "../document/workflow.js";
import { approvalJob } from "../judging/approval-job.js";
import { codeScanningJob } from "../judging/code-scanning-job.js";
import { commentJob } from "../judging/comment-job.js";
import { type GateInputs, gateJob } from "../judging/gate-job.js";
import { orchestrate } from "../judging/orchestration.js";
import { verdictJob, verdictJobName } from "../judging/verdict-job.js";
import { scannerJobs } from "../scanners/scanner-jobs.js";
import { centralOf } from "./central.js";
import type { WorkflowInputs } from "./preparation.js";

const about =
  "Scans every change and judges the reports by the policy. The job `sallyport` is the check that a ruleset requires: green when the gate passed, or asked for an approval and got it.";

/**
 * The workflow that scans and judges every change: the scanners, the gate that judges their reports, the approval that lifts
 * what may be lifted, the comment, and the check that a ruleset requires.
 *
 *     scanners -> gate -> approval (only when the gate asks for it) -> sallyport -> deploy (push only)
 *                      -> comment, code scanning
 *
 * With central delivery it lies in the central repository, and the judged one calls it for pushes; {@link requiredWorkflow}
 * is for the rest. In the repository that it judges, whoever can change this file or the policy in the same pull request
 * changes its judge: code owners and locked paths keep others from it; they do not bind those on the bypass list.
 */
export function securityWorkflow(inputs: WorkflowInputs): Workflow {
  const { policy } = inputs;
  const deploy = deployCall(inputs);
  const jobs = { ...securityJobs(inputs), ...(deploy && { deploy }) };
  if (centralOf(policy)) {
    return { name: "sallyport", about, on: { workflow_call: null }, permissions: {}, jobs };
  }
  return {
    name: "sallyport",
    about,
    on: { ...wayToAMerge, push: { branches: policy.protection.branches } },
    permissions: {},
    concurrency: runOfTheSameChange(),
    jobs,
  };
}

/**
 * The workflow of the central repository that an organisation ruleset requires: the same as {@link securityWorkflow}, for
 * everything on its way to a merge. It holds its jobs itself, so that it needs nothing but the action at a commit.
 */
export function requiredWorkflow(inputs: WorkflowInputs): Workflow {
  return {
    name: "sallyport",
    about: `${about} An organisation ruleset requires this workflow of ${inputs.repository.name}.`,
    on: wayToAMerge,
    permissions: {},
    concurrency: runOfTheSameChange(),
    jobs: securityJobs(inputs),
  };
}

/**
 * Without a filter: a pull request whose base changes to a protected branch would get no run. The merge queue also without
 * one, so that turning it on does not leave every merge waiting for a check.
 */
const wayToAMerge = { pull_request: null, merge_group: null } as const;

/** A new push makes the run of the same pull request pointless. Every other run has a group of its own. */
export function runOfTheSameChange() {
  return {
    group: `sallyport-${expression("github.event.pull_request.number || github.run_id")}`,
    "cancel-in-progress": true,
  };
}

function securityJobs(inputs: WorkflowInputs): Record<string, Job> {
  const found = scannerJobs(inputs);
  const { schedulingPolicy } = inputs.policy.scanning;
  const scanners = { ...found, jobs: orchestrate(found.jobs, schedulingPolicy, found.stages) };
  const gate: GateInputs = { ...inputs, scanners };
  const codeScanning = codeScanningJob(inputs);
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
  };
}
