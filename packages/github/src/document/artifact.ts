import { uses } from "../catalogue/action-catalog.js";
import type { Step, StepOptions } from "./workflow.js";

/** What is kept of a job. */
export interface Kept {
  name: string;
  path: string;
  days: number;
}

/** Keeps files of a job under a name, in place of those of an earlier attempt. Where there are none, nothing is kept. */
export function keepFiles({ name, path, days }: Kept, options: StepOptions): Step {
  return uses(
    "actions/upload-artifact",
    { name, path, "if-no-files-found": "ignore", "retention-days": days, overwrite: true },
    options,
  );
}

/** Brings the files that a job of this run kept. By pattern, because a name that is not there would fail the step. */
export function bringFiles(name: string, path: string, options: StepOptions): Step {
  return uses("actions/download-artifact", { pattern: name, path, "merge-multiple": true }, options);
}

/**
 * Lines of bash that bring the newest artifact which a push to the default branch or its schedule kept, into a folder. `found`
 * then is `yes`, `no`, or `unknown` where GitHub did not answer.
 *
 * Not through the cache of Actions: a pull request can write there under any key for its own runs, and could so forge what
 * it is judged with. Nobody but a run of the default branch makes an artifact of the default branch. Needs `GH_TOKEN` and
 * `BRANCH` in the environment, and `actions: read`.
 *
 * @param condition Filter of jq on the artifact, besides.
 * @see https://docs.github.com/en/rest/actions/artifacts#list-artifacts-for-a-repository
 */
export function bringNewest(name: string, folder: string, condition = "true"): string[] {
  return [
    "# Of the default branch alone, and not of a fork's branch with the same name.",
    "newest='[.artifacts[] | select((.expired | not) and .workflow_run.head_branch == env.BRANCH'",
    `newest="$newest"' and .workflow_run.head_repository_id == .workflow_run.repository_id and (${condition}))]'`,
    `newest="$newest"' | sort_by(.created_at) | last | .workflow_run.id // empty'`,
    "found=unknown",
    `if run="$(gh api "repos/$GITHUB_REPOSITORY/actions/artifacts?name=${name}&per_page=100" --jq "$newest")"; then`,
    '  if [ -z "$run" ]; then found=no',
    `  elif gh run download "$run" --repo "$GITHUB_REPOSITORY" --name ${name} --dir ${folder}; then found=yes; fi`,
    "fi",
  ];
}

/** The default branch. An event by schedule has no repository in it, and runs there. */
export const defaultBranch = "github.event.repository.default_branch || github.ref_name";

/** Condition of a step: the run is of a branch and not of a change to it, so what it keeps may be relied on. */
export const onTrustedRun = "!cancelled() && (github.event_name == 'push' || github.event_name == 'schedule')";
