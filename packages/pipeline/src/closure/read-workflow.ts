import { parse } from "yaml";
import type { PlannedFile } from "../plan.js";

/** A workflow file as GitHub reads it, in the part that other ends of a plan hang on. */
export interface ReadWorkflow {
  /** Repository that the file lies in. */
  repository: string;
  path: string;
  /** By event; `{}` for one without a filter. */
  triggers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  concurrency: ReadConcurrency | undefined;
  jobs: readonly ReadJob[];
  /**
   * Repositories whose events start it: for a workflow that an organisation ruleset requires elsewhere.
   *
   * @default - the one that it lies in
   */
  startedIn?: readonly string[];
}

export interface ReadConcurrency {
  group: string;
  cancels: boolean;
}

export interface ReadJob {
  id: string;
  /** Under which it reports; of a job with a matrix each combination adds to it. */
  name: string;
  needs: readonly string[];
  condition: string | undefined;
  environment: string | undefined;
  permissions: Readonly<Record<string, string>>;
  /** The workflow that it is. */
  calls: string | undefined;
  hasMatrix: boolean;
  mayFail: boolean;
  steps: readonly ReadStep[];
}

export interface ReadStep {
  name: string;
  uses: string | undefined;
  env: Readonly<Record<string, string>>;
}

const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The workflows among the files of a plan. */
export function readWorkflows(files: readonly PlannedFile[]): ReadWorkflow[] {
  return files.filter(({ path }) => workflowPath.test(path)).map(readWorkflow);
}

function readWorkflow({ repository, path, content }: PlannedFile): ReadWorkflow {
  const document = mapOf(parse(content));
  return {
    repository,
    path,
    triggers: triggersOf(document.on),
    concurrency: concurrencyOf(document.concurrency),
    jobs: Object.entries(mapOf(document.jobs)).map(([id, job]) => readJob(id, mapOf(job), document.permissions)),
  };
}

function triggersOf(on: unknown): ReadWorkflow["triggers"] {
  if (typeof on === "string") return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event) => [String(event), {}]));
  return Object.fromEntries(Object.entries(mapOf(on)).map(([event, filter]) => [event, mapOf(filter)]));
}

function concurrencyOf(value: unknown): ReadConcurrency | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return { group: value, cancels: false };
  const { group, "cancel-in-progress": cancels } = mapOf(value);
  return { group: String(group ?? ""), cancels: cancels !== undefined && cancels !== false };
}

function readJob(id: string, job: Record<string, unknown>, inherited: unknown): ReadJob {
  const { environment, needs, strategy } = job;
  return {
    id,
    name: textOf(job.name) ?? id,
    needs: needs === undefined ? [] : [needs].flat().map(String),
    condition: textOf(job.if),
    environment: textOf(typeof environment === "object" ? mapOf(environment).name : environment),
    permissions: permissionsOf(job.permissions ?? inherited),
    calls: textOf(job.uses),
    hasMatrix: mapOf(strategy).matrix !== undefined,
    mayFail: job["continue-on-error"] !== undefined && job["continue-on-error"] !== false,
    steps: (Array.isArray(job.steps) ? job.steps : []).map((step) => readStep(mapOf(step))),
  };
}

function readStep({ name, uses, env }: Record<string, unknown>): ReadStep {
  const texts = Object.entries(mapOf(env)).map(([key, value]) => [key, String(value)]);
  return { name: textOf(name) ?? "", uses: textOf(uses), env: Object.fromEntries(texts) };
}

function permissionsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(mapOf(value)).map(([scope, access]) => [scope, String(access)]));
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
