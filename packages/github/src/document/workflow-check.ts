import { neededPermissions } from "../catalogue/action-catalog.js";
import {
  type ActionStep,
  accessOf,
  type CallJob,
  isCall,
  type Job,
  type PermissionScope,
  type Step,
  type Workflow,
} from "./workflow.js";
import { WorkflowError } from "./workflow-error.js";

/** Everything that makes a workflow unfit to be written; empty when it may be. */
export function workflowProblems(document: Workflow): string[] {
  return [
    ...(Object.keys(document.jobs).length === 0 ? ["jobs: empty. Add one."] : []),
    ...Object.entries(document.jobs).flatMap(([id, job]) =>
      [...needProblems(document, job), ...(isCall(job) ? callProblems(job) : stepsProblems(job))].map(
        (problem) => `jobs.${id}: ${problem}`,
      ),
    ),
    ...circle(document),
  ];
}

function stepsProblems(job: Job): string[] {
  return [
    ...outputProblems(job),
    ...duplicateIds(job).map((step) => `has two steps with the id "${step}". Rename one.`),
    ...job.steps.flatMap((step) => stepProblems(job, step)),
  ];
}

const localWorkflow = /^\.\/\.github\/workflows\/[\w.-]+\.ya?ml$/;
const pinnedWorkflow = /^[\w-]+\/[\w.-]+\/\.github\/workflows\/[\w.-]+\.ya?ml@[0-9a-f]{40}$/;

/** A workflow of another repository is code like an action: a branch or tag can be moved. */
function callProblems({ uses }: CallJob): string[] {
  if (localWorkflow.test(uses) || pinnedWorkflow.test(uses)) return [];
  return [`calls ${uses}. Name a workflow file of this repository, or one of another at a whole commit.`];
}

function needProblems({ jobs }: Workflow, { needs = [] }: Job | CallJob): string[] {
  return needs
    .filter((id) => !Object.hasOwn(jobs, id))
    .map((id) => `waits for "${id}", and there is no such job. There are ${Object.keys(jobs).join(", ")}.`);
}

/** Jobs that can never start, because each waits for another of them. */
function circle({ jobs }: Workflow): string[] {
  const left = new Map(Object.entries(jobs));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [id, { needs = [] }] of left) if (!needs.some((need) => left.has(need))) left.delete(id);
  }
  return left.size === 0 ? [] : [`jobs: ${[...left.keys()].join(", ")} wait for each other. Remove one \`needs\`.`];
}

function outputProblems({ outputs = {}, steps }: Job): string[] {
  const ids = new Set(steps.map(({ id }) => id));
  return Object.entries(outputs).flatMap(([name, value]) =>
    [...value.matchAll(/\bsteps\.([\w-]+)/g)]
      .filter(([, id]) => !ids.has(id))
      .map(([, id]) => `the output "${name}" reads from the step "${id}", which is not there.`),
  );
}

function duplicateIds({ steps }: Job): string[] {
  const ids = steps.flatMap(({ id }) => id ?? []);
  return ids.filter((id, index) => ids.indexOf(id) < index);
}

function stepProblems(job: Job, step: Step): string[] {
  const problems = "uses" in step ? actionProblems(job, step) : scriptProblems(step.run);
  return problems.map((problem) => `step "${step.name}": ${problem}`);
}

/** An expression is pasted into the script before bash reads it, so whoever controls its value writes the script. */
function scriptProblems(script: string): string[] {
  return script.includes("${{") ? ["has an expression in its script. Pass the value through `env`."] : [];
}

function actionProblems(job: Job, step: ActionStep): string[] {
  try {
    const needed = neededPermissions(step).flatMap((permissions) => Object.entries(permissions));
    return needed
      .map(([scope, grant]) => [scope as PermissionScope, accessOf(grant)] as const)
      .filter(([scope, access]) => !allows(job, scope, access))
      .map(([scope, access]) => `needs the permission \`${scope}: ${access}\`. Add it to the job.`);
  } catch (error) {
    if (error instanceof WorkflowError) return [...error.problems];
    throw error;
  }
}

function allows({ permissions }: Job, scope: PermissionScope, access: "read" | "write"): boolean {
  const granted = permissions[scope];
  const level = granted && accessOf(granted);
  return level === access || level === "write";
}
