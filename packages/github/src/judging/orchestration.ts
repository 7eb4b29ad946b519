import type { ScanningPolicy } from "@sallyport/policy";
import type { Job } from "../document/workflow.js";

/** When a scanner runs where `scanning.schedulingPolicy` is `staged`: cheap ones first. */
export type ScanStage = "pre-scan" | "scan";

/** Jobs by id, in the order in which they are written. */
type Jobs = Readonly<Record<string, Job>>;

/**
 * The scanner jobs with their order (`scanning.schedulingPolicy`):
 *
 * - `sequential`: each waits for the one before it;
 * - `parallel`: none waits for another, but for what it needs itself;
 * - `staged`: those of the stage `scan` wait for all of `pre-scan`.
 *
 * To wait for another job's turn is not to need its success: a scanner that failed keeps no other from running. What a job
 * needs itself must have ended well, unless its own condition says otherwise.
 *
 * @param stages Jobs that are not named here are of the stage `scan`.
 */
export function orchestrate(
  jobs: Jobs,
  order: ScanningPolicy["schedulingPolicy"],
  stages: Readonly<Record<string, ScanStage>> = {},
): Record<string, Job> {
  const early = earlyJobs(jobs, stages);
  const ids = inTurn(jobs, early);
  return Object.fromEntries(
    ids.map((id, index) => {
      const turn = { sequential: ids.slice(Math.max(0, index - 1), index), parallel: [], staged: early };
      return [id, waiting(jobs[id] as Job, order === "staged" && early.includes(id) ? [] : turn[order])];
    }),
  );
}

/** The jobs of the first stage, and everything that they need. */
function earlyJobs(jobs: Jobs, stages: Readonly<Record<string, ScanStage>>): string[] {
  const early = new Set<string>();
  const add = (id: string) => {
    if (early.has(id) || !Object.hasOwn(jobs, id)) return;
    early.add(id);
    for (const need of jobs[id]?.needs ?? []) add(need);
  };
  for (const id of Object.keys(jobs)) if (stages[id] === "pre-scan") add(id);
  return Object.keys(jobs).filter((id) => early.has(id));
}

/** Ids so that each comes after what it needs, early ones first, else as they stand. Jobs that need each other stay at the end. */
function inTurn(jobs: Jobs, early: readonly string[]): string[] {
  const left = [...early, ...Object.keys(jobs).filter((id) => !early.includes(id))];
  const done: string[] = [];
  while (left.length > 0) {
    const ready = left.findIndex((id) => !jobs[id]?.needs?.some((need) => need !== id && left.includes(need)));
    done.push(...left.splice(Math.max(0, ready), 1));
  }
  return done;
}

/** A condition with one of these says itself how what the job needs must have ended. */
const asksForStatus = /\b(?:always|cancelled|failure|success)\(\)/;

/** A job that waits for others to end, however they end. */
function waiting(job: Job, turn: readonly string[]): Job {
  const { name, needs = [], if: own, ...rest } = job;
  const others = turn.filter((id) => !needs.includes(id));
  if (others.length === 0) return job;
  const conditions = [
    "!cancelled()",
    ...(own !== undefined && asksForStatus.test(own) ? [] : needs.map((id) => `needs.${id}.result == 'success'`)),
    ...(own === undefined || own === "!cancelled()" ? [] : [`(${own})`]),
  ];
  return { name, needs: [...needs, ...others], if: conditions.join(" && "), ...rest };
}
