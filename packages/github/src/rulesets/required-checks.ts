import type { Workflow } from "../document/workflow.js";
import { verdictJobName } from "../judging/verdict-job.js";

/** A check that a ruleset requires. */
export interface RequiredCheck {
  /** Name under which the check reports. */
  context: string;

  /**
   * Numeric id of the only GitHub App whose report counts.
   *
   * @default - any app, and any token that may write statuses
   */
  integrationId?: number;
}

/**
 * The app behind every workflow job, the same for all of github.com.
 *
 * @see https://api.github.com/apps/github-actions
 */
const githubActionsApp = 15368;

/**
 * The checks of a workflow that a ruleset should require: the one job that says the verdict, under its name. Whatever else
 * fails, it says so.
 *
 * None of a workflow that only others call (`delivery.mode: central`): there an organisation ruleset requires the workflow
 * itself, and its jobs report under the names of their callers.
 */
export function requiredChecks({ on, jobs }: Workflow): RequiredCheck[] {
  const verdict = jobs[verdictJobName];
  const runsByItself = on.pull_request !== undefined && on.merge_group !== undefined;
  return verdict && runsByItself ? [{ context: verdict.name, integrationId: githubActionsApp }] : [];
}
