import type { RepositoryFile } from "../delivery/repository-file.js";
import { deployWorkflow } from "../deploy/deploy-workflow.js";
import { rotationWorkflow } from "../rotation/rotation-workflow.js";
import { centralOf } from "./central.js";
import { callingFiles, filesForOne, sharedFiles } from "./central-files.js";
import { policyWorkflow } from "./policy-workflow.js";
import type { WorkflowInputs } from "./preparation.js";
import { scheduledWorkflow } from "./scheduled-workflow.js";
import { securityWorkflow } from "./security-workflow.js";
import { workflowFile, workflowPurpose } from "./workflow-file.js";

/**
 * The workflow files that a repository leads to, complete: its own, and with central delivery those of the central
 * repository, which several repositories share (`centralFiles` has those of all, each once).
 *
 * @throws {WorkflowError} when one must not be written.
 */
export function workflowFiles(inputs: WorkflowInputs): RepositoryFile[] {
  const central = centralOf(inputs.policy);
  if (central)
    return [...sharedFiles(inputs, central), ...filesForOne(inputs, central), ...callingFiles(inputs, central)];
  const place = { repository: inputs.repository.name };
  const deploy = deployWorkflow(inputs);
  const rotation = rotationWorkflow(inputs);
  return [
    ...(deploy ? [workflowFile({ ...place, name: "deploy.yml", purpose: workflowPurpose.deploy }, deploy)] : []),
    workflowFile({ ...place, name: "policy.yml", purpose: workflowPurpose.policy }, policyWorkflow(inputs)),
    workflowFile(
      { ...place, name: "scheduled-scan.yml", purpose: workflowPurpose.scheduled },
      scheduledWorkflow(inputs),
    ),
    ...(rotation
      ? [workflowFile({ ...place, name: "secret-rotation.yml", purpose: workflowPurpose.rotation }, rotation)]
      : []),
    workflowFile({ ...place, name: "security.yml", purpose: workflowPurpose.security }, securityWorkflow(inputs)),
  ];
}
