import { type RepositoryFile, repositoryFile } from "../delivery/repository-file.js";
import type { Workflow } from "../document/workflow.js";
import { workflowYaml } from "../document/workflow-yaml.js";

/** A workflow, and where its file goes. */
export interface WorkflowPlace {
  repository: string;
  /** Name of the file in `.github/workflows/`. */
  name: string;
  purpose: string;
}

/**
 * A workflow as a file of a repository.
 *
 * @throws {WorkflowError} when it must not be written.
 */
export function workflowFile({ repository, name, ...place }: WorkflowPlace, document: Workflow): RepositoryFile {
  return repositoryFile({
    repository,
    path: `.github/workflows/${name}`,
    content: workflowYaml(document),
    ...place,
  });
}

/** What each workflow is for, in a sentence. */
export const workflowPurpose = {
  security: "Scans every change and judges the reports; its check `sallyport` is required for a merge.",
  scheduled: "Scans the default branch and every image again, and keeps an issue for each finding.",
  policy: "Shows on a pull request that changes the policy what the change leads to.",
  deploy:
    "Publishes the images that passed, deploys them environment by environment, tests them, and rolls back what failed.",
  rotation: "Changes secrets before they are too old, and turns red when one is overdue.",
  required: "Scans and judges every change on its way to a merge; an organisation ruleset requires this file.",
} as const;
