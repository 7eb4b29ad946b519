/**
 * A GitHub Actions workflow, in the part of the syntax that Sallyport writes. Property names are GitHub's own.
 *
 * Stricter than GitHub: permissions and timeouts are not optional, actions are pinned, scripts are bash.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export interface Workflow {
  name: string;
  /** What the workflow does, for readers of its file; stands at its top. */
  about?: string;
  on: Triggers;
  permissions: Permissions;
  concurrency?: Concurrency;
  env?: Environment;
  jobs: Readonly<Record<string, Job | CallJob>>;
}

/** What starts a workflow. `null` takes an event without a filter. `pull_request_target` is left out on purpose. */
export interface Triggers {
  pull_request?: BranchFilter | null;
  push?: BranchFilter | null;
  merge_group?: BranchFilter | null;
  /** Cron expressions, in UTC. */
  schedule?: readonly { cron: string }[];
  workflow_dispatch?: { inputs: Readonly<Record<string, CallInput>> } | null;
  /** Another workflow calls this one as a job. */
  workflow_call?: {
    inputs?: Readonly<Record<string, CallInput>>;
    outputs?: Readonly<Record<string, CallOutput>>;
  } | null;
}

/** What a caller gives to a workflow. */
export interface CallInput {
  description: string;
  /** `choice` is for people who start a workflow by hand. */
  type: "boolean" | "choice" | "number" | "string";
  /** For `choice`. */
  options?: readonly string[];
  required?: boolean;
  default?: InputValue;
}

/** What a workflow gives back to its caller. */
export interface CallOutput {
  description: string;
  /** An expression such as `jobs.deploy.outputs.digest`. */
  value: string;
}

export interface BranchFilter {
  branches?: readonly string[];
  /** Only changes of these paths; never for a check that a ruleset requires, which would then wait for ever. */
  paths?: readonly string[];
}

export interface Concurrency {
  group: string;
  "cancel-in-progress": boolean;
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string>>;

export interface Job {
  /** Name of the job, and of the check that it reports. */
  name: string;
  needs?: readonly string[];
  if?: string;
  "runs-on": "ubuntu-24.04";
  permissions: Permissions;
  /** Name of a GitHub environment. */
  environment?: string;
  concurrency?: Concurrency;
  "timeout-minutes": number;
  outputs?: Readonly<Record<string, string>>;
  env?: Environment;
  steps: readonly Step[];
}

/**
 * A job that is another workflow. Its jobs report as `NAME / NAME OF THE JOB`; its rights are the most that they may have.
 * It takes no secrets: none are handed on.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
export interface CallJob {
  name: string;
  needs?: readonly string[];
  if?: string;
  permissions: Permissions;
  concurrency?: Concurrency;
  /** `./.github/workflows/NAME.yml`, or `OWNER/REPO/.github/workflows/NAME.yml@COMMIT`. */
  uses: string;
  with?: Readonly<Record<string, InputValue>>;
}

/** True for a job that is another workflow. */
export function isCall(job: Job | CallJob): job is CallJob {
  return "uses" in job;
}

export type Step = ActionStep | ScriptStep;

/** What every step has. */
export interface StepOptions {
  name: string;
  id?: string;
  if?: string;
  env?: Environment;
  "timeout-minutes"?: number;
}

/** A step that runs an action. Made by `uses`, which knows the pins. */
export interface ActionStep extends StepOptions {
  uses: string;
  with?: Readonly<Record<string, InputValue>>;
}

export type InputValue = string | number | boolean;

/** A step that runs a script. */
export interface ScriptStep extends StepOptions {
  shell: "bash";
  run: string;
}

/** A right that goes beyond reading the code, with the reason that stands beside it in the file. */
export interface Grant<Access extends string> {
  access: Access;
  why: string;
}

/** How far a right goes, with or without its reason. */
export function accessOf(right: "read" | Grant<"read" | "write">): "read" | "write" {
  return typeof right === "string" ? right : right.access;
}

type ReadOrWrite =
  | "actions"
  | "artifact-metadata"
  | "attestations"
  | "checks"
  | "code-quality"
  | "deployments"
  | "discussions"
  | "issues"
  | "packages"
  | "pages"
  | "pull-requests"
  | "repository-projects"
  | "security-events"
  | "statuses";

/**
 * Rights of a job's token; a scope that is not named is none.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
export type Permissions = Readonly<
  { contents?: "read" | Grant<"write"> } & { [Scope in ReadOrWrite]?: Grant<"read" | "write"> } & {
    [Scope in "id-token" | "copilot-requests"]?: Grant<"write">;
  } & { [Scope in "models" | "vulnerability-alerts"]?: Grant<"read"> }
>;

/** A scope of the token, such as `contents`. */
export type PermissionScope = keyof Permissions;
