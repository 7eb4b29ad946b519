import type { Policy } from "@sallyport/policy";
import type { RepositoryFile } from "../delivery/repository-file.js";
import { deployWorkflow } from "../deploy/deploy-workflow.js";
import {
  oneRotation,
  rotationAbout,
  rotationTriggers,
  rotationWorkflow,
  rotationWorkflowFile,
} from "../rotation/rotation-workflow.js";
import { callerWorkflow } from "./caller-workflow.js";
import { type Central, centralOf } from "./central.js";
import { centralAction } from "./central-action.js";
import { policyWorkflow } from "./policy-workflow.js";
import type { WorkflowInputs } from "./preparation.js";
import { oneAtATime, scheduledWorkflow } from "./scheduled-workflow.js";
import { requiredWorkflow, runOfTheSameChange, securityWorkflow } from "./security-workflow.js";
import { workflowFile, workflowPurpose } from "./workflow-file.js";

/**
 * Every file of the central repository: the action, the policy workflow, and the workflows of each repository of the policy.
 * None with `delivery.mode: in-repository`.
 */
export function centralFiles(policy: Policy, policyPath?: string): RepositoryFile[] {
  const central = centralOf(policy);
  if (!central) return [];
  const options = policyPath === undefined ? {} : { policyPath };
  return [
    ...sharedFiles({ policy, ...options }, central),
    ...policy.repositories.flatMap((repository) => filesForOne({ policy, repository, ...options }, central)),
  ];
}

/** The files of the central repository that serve all repositories. */
export function sharedFiles(inputs: Pick<WorkflowInputs, "policy" | "policyPath">, central: Central): RepositoryFile[] {
  return [
    ...centralAction(central, inputs.policy.exceptions.file),
    workflowFile(
      { repository: central.repository, name: "policy.yml", purpose: workflowPurpose.policy },
      policyWorkflow(inputs),
    ),
  ];
}

/** The files of the central repository that serve one repository. */
export function filesForOne(inputs: WorkflowInputs, central: Central): RepositoryFile[] {
  const place = { repository: central.repository };
  const { name } = inputs.repository;
  const deploy = deployWorkflow(inputs);
  const rotation = rotationWorkflow(inputs);
  return [
    ...(deploy
      ? [workflowFile({ ...place, name: `deploy-${name}.yml`, purpose: workflowPurpose.deploy }, deploy)]
      : []),
    workflowFile(
      { ...place, name: requiredWorkflowFile(name), purpose: workflowPurpose.required },
      requiredWorkflow(inputs),
    ),
    workflowFile(
      { ...place, name: `scheduled-scan-${name}.yml`, purpose: workflowPurpose.scheduled },
      scheduledWorkflow(inputs),
    ),
    ...(rotation
      ? [workflowFile({ ...place, name: rotationWorkflowFile(inputs), purpose: workflowPurpose.rotation }, rotation)]
      : []),
    workflowFile(
      { ...place, name: `security-${name}.yml`, purpose: workflowPurpose.security },
      securityWorkflow(inputs),
    ),
  ];
}

/** The files of a judged repository: workflows that call those of the central one. */
export function callingFiles(inputs: WorkflowInputs, central: Central): RepositoryFile[] {
  const { policy, repository } = inputs;
  const push = callerWorkflow(
    {
      name: "sallyport",
      about:
        "Scans and judges what was pushed to a protected branch. Pull requests and the merge queue are judged by the workflow that the organisation requires.",
      on: { push: { branches: policy.protection.branches } },
      concurrency: runOfTheSameChange(),
    },
    central,
    `security-${repository.name}.yml`,
    securityWorkflow(inputs),
  );
  const schedule = callerWorkflow(
    {
      name: "sallyport scheduled scan",
      about: "Scans the default branch and every image again, without a push.",
      on: { schedule: [{ cron: policy.scanning.scanSchedule }] },
      concurrency: oneAtATime(),
    },
    central,
    `scheduled-scan-${repository.name}.yml`,
    scheduledWorkflow(inputs),
  );
  const place = { repository: repository.name };
  return [
    workflowFile({ ...place, name: "scheduled-scan.yml", purpose: workflowPurpose.scheduled }, schedule),
    ...rotationCaller(inputs, central),
    workflowFile({ ...place, name: "security.yml", purpose: workflowPurpose.security }, push),
  ];
}

function rotationCaller(inputs: WorkflowInputs, central: Central): RepositoryFile[] {
  const called = rotationWorkflow(inputs);
  if (!called) return [];
  const caller = callerWorkflow(
    {
      name: "sallyport secret rotation",
      about: rotationAbout,
      on: rotationTriggers(inputs),
      concurrency: oneRotation(),
    },
    central,
    rotationWorkflowFile(inputs),
    called,
  );
  const place = { repository: inputs.repository.name, name: "secret-rotation.yml", purpose: workflowPurpose.rotation };
  return [workflowFile(place, caller)];
}

/** Name of the file that an organisation ruleset requires for a repository, in `.github/workflows/` of the central one. */
export function requiredWorkflowFile(repository: string): string {
  return `sallyport-${repository}.yml`;
}
