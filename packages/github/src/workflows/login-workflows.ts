import { rotationEnvironment, scanEnvironment } from "@sallyport/policy";
import { deployedEnvironments } from "../deploy/deployed-environments.js";
import { deployWorkflowPath } from "../deploy/signer.js";
import { rotationWorkflowFile } from "../rotation/rotation-workflow.js";
import { centralOf } from "./central.js";
import { requiredWorkflowFile } from "./central-files.js";
import type { WorkflowInputs } from "./preparation.js";

/** A workflow file whose jobs run in an environment. */
export interface EnvironmentWorkflow {
  /** Name of the repository that holds it. */
  repository: string;
  path: string;
}

/**
 * The generated workflow files whose jobs run in an environment; undefined where none does, so that the jobs there are
 * workflows of the repository's own.
 */
export function loginWorkflows(inputs: WorkflowInputs, environment: string): EnvironmentWorkflow[] | undefined {
  const { policy, repository } = inputs;
  const home = centralOf(policy)?.repository ?? repository.name;
  if (environment === scanEnvironment) {
    return scanFiles(inputs).map((file) => ({ repository: home, path: `.github/workflows/${file}` }));
  }
  if (environment === rotationEnvironment) {
    return [{ repository: home, path: `.github/workflows/${rotationWorkflowFile(inputs)}` }];
  }
  const isDeployed = deployedEnvironments(inputs).some(({ name }) => name === environment);
  return isDeployed ? [{ repository: home, path: deployWorkflowPath(inputs) }] : undefined;
}

/** The files whose scanners run: for pushes and pull requests, and on the schedule. */
function scanFiles({ policy, repository: { name } }: WorkflowInputs): string[] {
  return centralOf(policy)
    ? [`scheduled-scan-${name}.yml`, `security-${name}.yml`, requiredWorkflowFile(name)]
    : ["scheduled-scan.yml", "security.yml"];
}
