import { plainText } from "../plain-text.js";
import { type ApprovalEvidence, isUnreadable, type Read, type RunEvidence } from "./approval-evidence.js";
import { against, notRead, type Reason, unknown } from "./reason.js";

/** The run that asks, as the runner and the policy know it. */
export interface ExpectedRun {
  id: number;
  attempt: number;
  /** Numeric id of the repository. */
  repositoryId: number;
}

/** How to get a fresh approval. */
export const newRun = "Start a new run: push a commit, or close and reopen the pull request.";

/**
 * What is wrong with the run. Its history of reviews covers all attempts and says neither when nor in which one somebody
 * approved, so the approval of an earlier attempt would count for every later one: only the first is accepted.
 */
export function runReasons(run: Read<RunEvidence>, expected: ExpectedRun): Reason[] {
  const reasons: Reason[] = [];
  if (expected.attempt !== 1) {
    const text = `This is attempt ${expected.attempt} of the run: GitHub does not say which attempt was approved, so only the first counts.`;
    reasons.push(against(`${text} ${newRun}`));
  }
  if (isUnreadable(run)) return [...reasons, notRead(run)];
  if (run.id !== expected.id) reasons.push(unknown(`GitHub answers with run ${run.id}; this is run ${expected.id}.`));
  if (run.repositoryId !== expected.repositoryId) {
    const text = `Run ${run.id} is of repository ${run.repositoryId}; the policy has ${expected.repositoryId} under repositories.`;
    reasons.push(unknown(text));
  }
  if (run.attempt !== expected.attempt) {
    const said = run.attempt === undefined ? "does not say which attempt it is" : `says attempt ${run.attempt}`;
    reasons.push(unknown(`GitHub ${said}; the runner says ${expected.attempt}. ${newRun}`));
  }
  if (!run.actor || !run.triggeringActor) {
    reasons.push(unknown(`GitHub does not say who started run ${run.id}, so nobody can say who must not approve it.`));
  }
  return reasons;
}

/** Events of a pull request, whose author must not approve it. */
const pullRequestEvents: readonly string[] = ["pull_request", "merge_group"];

/** What is wrong with the pull request of the run, if it is about one. */
export function pullRequestReasons({ run, pullRequest }: Pick<ApprovalEvidence, "run" | "pullRequest">): Reason[] {
  if (isUnreadable(run) || !pullRequestEvents.includes(run.event)) return [];
  if (!pullRequest) return [unknown(`Run ${run.id} is about a pull request, and nobody can say which.`)];
  if (isUnreadable(pullRequest)) return [notRead(pullRequest)];
  const { number, author, headSha } = pullRequest;
  const reasons: Reason[] = [];
  if (!author) reasons.push(unknown(`GitHub does not name the author of pull request ${number}.`));
  // In a merge queue the run is of a commit that GitHub made.
  if (run.event === "pull_request" && headSha !== run.headSha) {
    const found = `Pull request ${number} is at ${plainText(headSha)} by now, the run is of ${plainText(run.headSha)}`;
    reasons.push(against(`${found}: approve the run of its last commit.`));
  }
  return reasons;
}

/** Whether the judged commit is the one of the run: for a pull request, the merge commit that GitHub made of its head. */
export function commitReasons({ run, commit }: Pick<ApprovalEvidence, "run" | "commit">, judged?: string): Reason[] {
  if (judged === undefined) return [unknown("No commit was given, so nothing ties the verdict to the run: --commit.")];
  if (isUnreadable(commit)) return [notRead(commit)];
  if (isUnreadable(run)) return [];
  if (commit.sha !== judged) return [unknown(`GitHub answers with commit ${plainText(commit.sha)}, not ${judged}.`)];
  if (judged === run.headSha) return [];
  if (run.event === "pull_request" && commit.parents.includes(run.headSha)) return [];
  return [against(`Commit ${judged} was judged, but run ${run.id} is of ${plainText(run.headSha)}.`)];
}
