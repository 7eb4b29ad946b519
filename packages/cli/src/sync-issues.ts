import { type IssueInputs, type IssueStep, planIssues, type TrackedIssue } from "@sallyport/gate";
import { GitHubError } from "@sallyport/github-api";
import type { IssueTracker } from "./issue-tracker.js";

/** What a run did, or would do. */
export interface SyncResult {
  created: { number?: number; title: string }[];
  updated: number[];
  reopened: number[];
  closed: number[];
  duplicates: number[];
  overdue: number[];
  /** Findings that only the summary issue lists. */
  rest: number;
  notes: string[];
}

/** Most times that the issues are looked at. Two suffice unless answers are lost or several runs write at once. */
const maximumRounds = 5;

/** Everything that a plan needs but the issues. */
export type SyncInputs = Omit<IssueInputs, "issues" | "made">;

/** What the steps of a plan come to; those that were done, or all of them. */
export function emptyResult(): SyncResult {
  return { created: [], updated: [], reopened: [], closed: [], duplicates: [], overdue: [], rest: 0, notes: [] };
}

/** What would be done, without doing it. */
export async function previewIssues(tracker: IssueTracker, inputs: SyncInputs): Promise<SyncResult> {
  const { steps, rest, notes } = planIssues({ ...inputs, issues: await tracker.list() });
  const result = { ...emptyResult(), rest, notes };
  for (const step of steps) note(result, step, undefined);
  return result;
}

/**
 * Does what the plan says. GitHub has no way to create an issue only if there is none; so after something was created, or
 * an answer was lost, the issues are looked at again, until nothing is left to do.
 *
 * @throws {GitHubError}
 */
export async function syncIssues(tracker: IssueTracker, inputs: SyncInputs): Promise<SyncResult> {
  const result = emptyResult();
  let failed: unknown;
  for (let round = 1; round <= maximumRounds; round++) {
    const made = result.created.length;
    const { steps, rest, notes } = planIssues({ ...inputs, issues: await tracker.list(), made: ownIssues(result) });
    Object.assign(result, { rest, notes });
    if (steps.length === 0) return result;
    failed = undefined;
    for (const step of steps) {
      try {
        note(result, step, await apply(tracker, step));
      } catch (error) {
        if (!mayBeDone(error)) throw error;
        failed = error;
      }
    }
    if (failed === undefined && result.created.length === made) return result;
  }
  if (failed !== undefined) throw failed;
  return result;
}

/** Issues of findings that this run made; the summary is not one of them. */
function ownIssues({ created }: SyncResult): number {
  return created.filter(({ title }) => !title.startsWith("Sallyport: ")).length;
}

/** True where only another look can tell: an answer was lost, or another run was faster. */
function mayBeDone(error: unknown): boolean {
  return error instanceof GitHubError && error.status === undefined;
}

async function apply(tracker: IssueTracker, step: IssueStep): Promise<TrackedIssue | undefined> {
  switch (step.action) {
    case "create":
      return tracker.create(step.content);
    case "update":
      await tracker.update(step.number, step.change);
      return undefined;
    case "overdue":
      await tracker.escalate(step.number, step.change, step.comment);
      return undefined;
    case "reopen":
      await tracker.reopen(step.number, step.change, step.comment);
      return undefined;
    case "close":
      await tracker.close(step.number, "completed", step.comment);
      return undefined;
    case "duplicate":
      await tracker.close(step.number, "duplicate", step.comment);
      return undefined;
  }
}

const lists = {
  update: "updated",
  overdue: "overdue",
  reopen: "reopened",
  close: "closed",
  duplicate: "duplicates",
} as const;

function note(result: SyncResult, step: IssueStep, issue: TrackedIssue | undefined): void {
  if (step.action === "create") {
    result.created.push({ ...(issue && { number: issue.number }), title: step.content.title });
  } else result[lists[step.action]].push(step.number);
}
