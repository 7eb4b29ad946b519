import type { ReadJob, ReadWorkflow } from "./read-workflow.js";

/** A check that a workflow reports. */
export interface ReportedCheck {
  repository: string;
  /** Under which it reports: the name of the job, after the names of the jobs that call its workflow. */
  name: string;
  /** `.github/workflows/security.yml, job sallyport`. */
  place: string;
  /** Why a ruleset must not require it, each as the end of a sentence that begins with the place. */
  flaws: readonly string[];
}

/** Where a check must report, to be required. */
export interface Occasion {
  event: "pull_request" | "merge_group";
  /** Branches that the ruleset protects. */
  branches: readonly string[];
}

/**
 * The checks that the workflows of one repository report, with every way in which one may stay away, or pass without having
 * looked. A job that is skipped counts as passed; a workflow that does not start leaves its check waiting for ever.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/troubleshooting-rules
 * @see https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks
 */
export function reportedChecks(
  workflows: readonly ReadWorkflow[],
  repository: string,
  occasions: readonly Occasion[],
): ReportedCheck[] {
  const checks = workflows
    .filter((workflow) => workflow.repository === repository && isStarted(workflow))
    .flatMap((workflow) => checksOf(workflow, workflows, occasions));
  const places = Map.groupBy(checks, ({ name }) => name);
  return checks.map((check) => ({ ...check, flaws: [...check.flaws, ...twins(check, places.get(check.name) ?? [])] }));
}

/** A workflow that only others call reports under the names of its callers. */
function isStarted({ triggers }: ReadWorkflow): boolean {
  return Object.keys(triggers).some((event) => event !== "workflow_call");
}

function checksOf(
  workflow: ReadWorkflow,
  all: readonly ReadWorkflow[],
  occasions: readonly Occasion[],
): ReportedCheck[] {
  const starts = occasions.flatMap((occasion) => startFlaws(workflow, occasion));
  return workflow.jobs.flatMap((job) => jobChecks(job, workflow, all, [...starts, ...cancelFlaws(workflow)]));
}

function jobChecks(
  job: ReadJob,
  workflow: ReadWorkflow,
  all: readonly ReadWorkflow[],
  inherited: readonly string[],
  depth = 0,
): ReportedCheck[] {
  const flaws = [...inherited, ...jobFlaws(job)];
  const place = `${workflow.path}, job ${job.id}`;
  if (job.calls === undefined) return [{ repository: workflow.repository, name: job.name, place, flaws }];
  const called = calledWorkflow(job.calls, workflow.repository, all);
  if (!called || depth === 9) return [];
  return called.jobs
    .flatMap((inner) => jobChecks(inner, called, all, flaws, depth + 1))
    .map((check) => ({ ...check, repository: workflow.repository, name: `${job.name} / ${check.name}` }));
}

/** The workflow that a job names; undefined when the plan does not bring it. */
export function calledWorkflow(
  uses: string,
  repository: string,
  all: readonly ReadWorkflow[],
): ReadWorkflow | undefined {
  const [, , owner, path] = /^(\.\/|[\w-]+\/([\w.-]+)\/)(\.github\/workflows\/[^@]+)/.exec(uses) ?? [];
  const home = uses.startsWith("./") ? repository : owner;
  return all.find((workflow) => workflow.repository === home && workflow.path === path);
}

function startFlaws({ triggers }: ReadWorkflow, { event, branches }: Occasion): string[] {
  const filter = triggers[event];
  if (!filter) return [`does not start on ${event}, so the check would never come`];
  const { branches: only, "branches-ignore": not, paths, "paths-ignore": notPaths, types } = filter;
  const left = branches.filter((branch) => Array.isArray(only) && !only.includes(branch));
  return [
    ...(left.length > 0 ? [`starts on ${event} for ${String(only)} only, not for ${left.join(", ")}`] : []),
    ...(not !== undefined ? [`leaves out branches on ${event} (branches-ignore)`] : []),
    ...(paths !== undefined || notPaths !== undefined
      ? [`starts on ${event} for some paths only: a change of others would wait for the check for ever`]
      : []),
    ...missingTypes(event, types),
  ];
}

/** Without `types` GitHub takes these three. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request */
function missingTypes(event: string, types: unknown): string[] {
  if (types === undefined || event !== "pull_request") return [];
  const missing = ["opened", "reopened", "synchronize"].filter((type) => ![types].flat().includes(type));
  return missing.length > 0 ? [`does not start on ${event} when one is ${missing.join(", ")}`] : [];
}

/** A group that several pull requests or queue entries share cancels the check of another one. */
function cancelFlaws({ concurrency }: ReadWorkflow): string[] {
  if (!concurrency?.cancels || /github\.(ref|run_id|sha|head_ref|event\.)/.test(concurrency.group)) return [];
  return [`cancels the run of another change: its concurrency group is the same for all (${concurrency.group})`];
}

function jobFlaws({ condition, needs, name, hasMatrix, mayFail }: ReadJob): string[] {
  return [
    ...(runsAlways(condition) ? [] : skipFlaws(condition, needs)),
    ...(mayFail ? ["counts as passed when it fails (continue-on-error)"] : []),
    ...(hasMatrix ? ["has a matrix, which adds to the name of the check"] : []),
    ...(name.includes("${{") ? [`has a name that only GitHub knows (${name})`] : []),
  ];
}

function runsAlways(condition: string | undefined): boolean {
  return condition !== undefined && /^(\$\{\{\s*)?always\(\)(\s*\}\})?$/.test(condition.trim());
}

function skipFlaws(condition: string | undefined, needs: readonly string[]): string[] {
  if (condition !== undefined) return [`is skipped, which counts as passed, unless ${condition}`];
  return needs.length > 0 ? [`is skipped, which counts as passed, when ${needs.join(" or ")} fails`] : [];
}

function twins({ place }: ReportedCheck, alike: readonly ReportedCheck[]): string[] {
  const others = alike.filter((other) => other.place !== place).map((other) => other.place);
  return others.length > 0 ? [`is not alone: ${others.join(", ")} reports under the same name`] : [];
}
