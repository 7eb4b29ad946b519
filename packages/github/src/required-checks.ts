import type { Workflow } from "./workflow.js";

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
 * The checks of a workflow that a ruleset should require: the jobs that no other job waits for. Whatever else fails, they
 * say so. A job reports under its name.
 */
export function requiredChecks(document: Workflow): RequiredCheck[] {
  const awaited = new Set(Object.values(document.jobs).flatMap(({ needs = [] }) => needs));
  return Object.entries(document.jobs)
    .filter(([id]) => !awaited.has(id))
    .map(([, { name }]) => ({ context: name, integrationId: githubActionsApp }));
}
