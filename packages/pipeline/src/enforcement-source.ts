import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { planes } from "./planes.js";

/** What the builders make of a policy, as far as somebody must find it on GitHub for the gate to be enforced. */
export interface EnforcementSource {
  /** The checks that a ruleset requires. */
  checks: { context: string; integrationId?: number }[];
  /** The workflow that an organisation ruleset requires; undefined where the repository has its own. */
  requiredWorkflow: { repository: string; repositoryId: number; path: string } | undefined;
  /** The workflow files, those in the central repository too. */
  files: { repository: string; path: string; content: string }[];
  /** Stands in a file for a commit that is not known before the delivery. */
  unknownCommit: string;
}

/** What has to be found on GitHub for a repository of the policy. */
export function enforcementSource(policy: Policy, repository: RepositoryPolicy): EnforcementSource {
  const { partsCommit, requiredChecks, requiredWorkflowFile, securityWorkflow, workflowFiles } = planes.github;
  const inputs = { policy, repository };
  const { central, mode } = policy.delivery;
  const requiredWorkflow =
    mode === "central" && central
      ? {
          repository: central.repository,
          repositoryId: central.id,
          path: `.github/workflows/${requiredWorkflowFile(repository.name)}`,
        }
      : undefined;
  return {
    checks: requiredChecks(securityWorkflow(inputs)),
    requiredWorkflow,
    // What the delivery fills in from other files has no content yet to compare with.
    files: workflowFiles(inputs)
      .filter(({ source }) => source === undefined)
      .map(({ repository: home, path, content }) => ({ repository: home, path, content })),
    unknownCommit: partsCommit,
  };
}

/** Whether the text of a workflow file is as Sallyport wrote it. */
export function isUnedited(content: string): boolean {
  return planes.github.isUnedited(content);
}
