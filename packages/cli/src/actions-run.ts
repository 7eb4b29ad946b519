import { badFlag, together } from "./command-error.js";

/** The workflow run in which this process runs, as the runner tells it. */
export interface ActionsRun {
  /** Login of the owner. */
  owner: string;
  repository: string;
  id: number;
  attempt: number;
  /** Ref that runs, such as `refs/pull/12/merge`. */
  ref: string | undefined;
}

/**
 * The workflow run of this process.
 *
 * @throws {CommandError} naming everything that the runner does not tell.
 */
export function actionsRun(env: NodeJS.ProcessEnv = process.env): ActionsRun {
  const [[owner, repository], id, attempt] = together(
    () => ownerAndName(env.GITHUB_REPOSITORY ?? ""),
    () => number("GITHUB_RUN_ID", env.GITHUB_RUN_ID ?? ""),
    () => number("GITHUB_RUN_ATTEMPT", env.GITHUB_RUN_ATTEMPT ?? ""),
  );
  return { owner, repository, id, attempt, ref: env.GITHUB_REF || undefined };
}

const remedy = "GitHub Actions sets it in every job.";

function ownerAndName(text: string): [string, string] {
  const [, owner, name] = /^([\w-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner !== undefined && name !== undefined) return [owner, name];
  throw badFlag("GITHUB_REPOSITORY", `is ${JSON.stringify(text)}`, remedy);
}

function number(name: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw badFlag(name, `is ${JSON.stringify(text)}`, remedy);
}
