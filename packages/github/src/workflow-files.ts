import type { WorkflowInputs } from "./preparation.js";
import { type RepositoryFile, repositoryFile } from "./repository-file.js";
import { securityWorkflow } from "./security-workflow.js";
import { workflowYaml } from "./workflow-yaml.js";

/**
 * The workflow files of a repository, complete and in order of their paths.
 *
 * @throws {WorkflowError} when one must not be written.
 */
export function workflowFiles(inputs: WorkflowInputs): RepositoryFile[] {
  return [
    repositoryFile({
      repository: inputs.repository.name,
      path: ".github/workflows/sallyport.yml",
      content: workflowYaml(securityWorkflow(inputs)),
      purpose: "Scans every change and judges the reports; its check `sallyport` is required for a merge.",
    }),
  ];
}
