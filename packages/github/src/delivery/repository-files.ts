import type { WorkflowInputs } from "../workflows/preparation.js";
import { workflowFiles } from "../workflows/workflow-files.js";
import { codeOwnersFile } from "./code-owners.js";
import { dependabotFile } from "./dependabot.js";
import type { RepositoryFile } from "./repository-file.js";
import { securityPolicyFile } from "./security-policy.js";

/**
 * Every file that the policy wants in a repository, in order of their paths: the workflows, and what `delivery.files` asks
 * for beside them.
 *
 * @throws {WorkflowError} when a workflow must not be written.
 */
export function repositoryFiles(inputs: WorkflowInputs): RepositoryFile[] {
  const { codeowners, dependabot, securityPolicy } = inputs.policy.delivery.files;
  const workflows = workflowFiles(inputs);
  const own = workflows.filter(({ repository }) => repository === inputs.repository.name).map(({ path }) => path);
  const files = [
    ...workflows,
    ...(codeowners ? [codeOwnersFile(inputs)] : []),
    ...(dependabot ? [dependabotFile(inputs, own)] : []),
    ...(securityPolicy ? [securityPolicyFile(inputs)] : []),
  ];
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
