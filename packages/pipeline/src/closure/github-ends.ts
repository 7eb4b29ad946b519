import type { Permissions } from "@sallyport/github";
import type { PlannedResource } from "../plan.js";
import { planes } from "../planes.js";
import type { Ends, Give, Need } from "./end.js";
import type { ReadJob, ReadWorkflow } from "./read-workflow.js";
import { calledWorkflow, type Occasion, reportedChecks } from "./reported-checks.js";

/** Names of the repositories of a policy, the central one too, by their numeric ids. */
export type RepositoryNames = ReadonlyMap<number, string>;

/**
 * Rulesets of repositories, and those of the organisation that go by repository id: each check that they require, and the
 * jobs that report it wherever it is asked for.
 */
export function checkEnds(
  resources: readonly PlannedResource[],
  workflows: readonly ReadWorkflow[],
  names: RepositoryNames,
): Ends {
  const required = resources
    .flatMap(({ type, inputs }) => {
      if (type === "github:index/repositoryRuleset:RepositoryRuleset") return [readRuleset(inputs)];
      if (type !== organizationRuleset) return [];
      return coveredBy(inputs, names).map((repository) => readRuleset({ ...inputs, repository }));
    })
    .filter(({ checks }) => checks.length > 0);
  const needs = required.flatMap(({ repository, name, checks }) =>
    checks.map(
      (check): Need => ({
        kind: "check",
        scope: scopeOf(repository, name),
        name: check,
        by: `the ruleset "${name}" of ${repository} requires the check "${check}"`,
      }),
    ),
  );
  const gives = required.flatMap(({ repository, name, occasions }) =>
    reportedChecks(workflows, repository, occasions).map(
      (check): Give => ({
        kind: "check",
        scope: scopeOf(repository, name),
        name: check.name,
        by: `${check.place} reports "${check.name}" and`,
        flaws: check.flaws,
      }),
    ),
  );
  return { needs, gives };
}

const scopeOf = (repository: string, ruleset: string) => `${repository}: ${ruleset}`;

interface ReadRuleset {
  repository: string;
  name: string;
  checks: readonly string[];
  occasions: readonly Occasion[];
}

interface RulesetInputs {
  repository?: string;
  name?: string;
  conditions?: { refName?: { includes?: string[] } };
  rules?: { mergeQueue?: unknown; requiredStatusChecks?: { requiredChecks?: { context: string }[] } };
}

function readRuleset(inputs: Record<string, unknown>): ReadRuleset {
  const { repository = "", name = "", conditions, rules } = inputs as RulesetInputs;
  const branches = (conditions?.refName?.includes ?? []).map((ref) => ref.replace(/^refs\/heads\//, ""));
  return {
    repository,
    name,
    checks: (rules?.requiredStatusChecks?.requiredChecks ?? []).map(({ context }) => context),
    occasions: [
      { event: "pull_request", branches },
      ...(rules?.mergeQueue ? [{ event: "merge_group" as const, branches }] : []),
    ],
  };
}

/** Environments: GitHub makes one without any rule when a job names one that is not there. */
export function environmentEnds(resources: readonly PlannedResource[], workflows: readonly ReadWorkflow[]): Ends {
  const environments = resources
    .filter(({ type }) => type === "github:index/repositoryEnvironment:RepositoryEnvironment")
    .map(({ inputs }) => inputs as { repository: string; environment: string });
  return {
    needs: startedJobs(workflows).flatMap(({ repository, path, job }): Need[] =>
      job.environment === undefined
        ? []
        : [
            {
              kind: "environment",
              scope: repository,
              name: job.environment,
              by: `${path}, job ${job.id} of ${repository} runs in the environment "${job.environment}"`,
            },
          ],
    ),
    gives: environments.map(({ repository, environment }) => ({
      kind: "environment",
      scope: repository,
      name: environment,
      by: `${repository} has the environment "${environment}"`,
    })),
  };
}

/** Rights: each that an action needs, and those of the job that runs it; those of a called workflow, and its caller's. */
export function permissionEnds(workflows: readonly ReadWorkflow[]): Ends {
  const jobs = startedJobs(workflows);
  const needs = jobs.flatMap(({ repository, path, job, callers }): Need[] => [
    ...job.steps.flatMap(({ uses, name }) =>
      actionPermissions(uses).map(
        ([scope, access]): Need => ({
          kind: "permission",
          scope: `${repository} ${path} ${job.id}`,
          name: `${scope}: ${access}`,
          by: `${path}, job ${job.id}, step "${name}" needs the permission \`${scope}: ${access}\``,
        }),
      ),
    ),
    ...callers.flatMap((caller) =>
      Object.entries(job.permissions).map(
        ([scope, access]): Need => ({
          kind: "permission",
          scope: `${repository} ${caller.path} ${caller.job.id}`,
          name: `${scope}: ${access}`,
          by: `${path}, job ${job.id} asks for \`${scope}: ${access}\`, which its caller must have`,
        }),
      ),
    ),
  ]);
  const gives = [...jobs.flatMap(({ callers }) => callers), ...jobs].flatMap(({ repository, path, job }) =>
    Object.entries(job.permissions).map(
      ([scope, access]): Give => ({
        kind: "permission",
        scope: `${repository} ${path} ${job.id}`,
        name: `${scope}: ${access}`,
        by: `${path}, job ${job.id} has \`${scope}: ${access}\``,
        covers: (wanted) => wanted === `${scope}: ${access}` || wanted === `${scope}: ${lesser[access]}`,
      }),
    ),
  );
  return { needs: needs.filter(({ name }) => !name.endsWith(": none")), gives };
}

const lesser: Readonly<Record<string, string>> = { write: "read" };

function actionPermissions(uses: string | undefined): [string, string][] {
  const { accessOf, actionFacts } = planes.github;
  const facts: Readonly<Record<string, { permissions: Permissions }>> = actionFacts;
  const permissions = facts[uses?.split("@", 1)[0] ?? ""]?.permissions ?? {};
  return Object.entries(permissions).map(([scope, grant]) => [scope, accessOf(grant)]);
}

/** Files that other ends name: workflows that jobs call, and those that an organisation requires. */
export function workflowEnds(
  resources: readonly PlannedResource[],
  workflows: readonly ReadWorkflow[],
  names: RepositoryNames,
): Ends {
  const calls = workflows.flatMap(({ repository, path, jobs }) =>
    jobs.flatMap(({ id, calls: uses }): Need[] => {
      if (uses === undefined) return [];
      const by = `${path}, job ${id} of ${repository} calls ${uses}`;
      return [{ kind: "workflow", scope: "call", name: placeOf(uses, repository), by }];
    }),
  );
  return {
    needs: [...calls, ...requiredWorkflows(resources, names)],
    gives: workflows.flatMap(({ repository, path, triggers }): Give[] => {
      const by = `${repository} has ${path}, which`;
      const name = `${repository}/${path}`;
      const called = triggers.workflow_call ? [] : ["is not made to be called (no workflow_call)"];
      const unstarted = (["pull_request", "merge_group"] as const).filter((event) => !triggers[event]);
      const started = unstarted.map((event) => `does not start on ${event}`);
      return [
        { kind: "workflow", scope: "call", name, by, flaws: called },
        { kind: "workflow", scope: "required", name, by, flaws: started },
      ];
    }),
  };
}

function placeOf(uses: string, repository: string): string {
  const [path = ""] = uses.split("@", 1);
  return path.startsWith("./") ? `${repository}/${path.slice(2)}` : path.replace(/^[\w-]+\//, "");
}

/** Required workflows lie in the central repository and run in those that the ruleset covers, in their environments. */
export function whereTheyStart(
  workflows: readonly ReadWorkflow[],
  resources: readonly PlannedResource[],
  names: RepositoryNames,
): ReadWorkflow[] {
  const started = Map.groupBy(
    resources
      .filter(({ type }) => type === organizationRuleset)
      .flatMap(({ inputs }) => {
        const { rules } = inputs as OrganizationRulesetInputs;
        const covered = coveredBy(inputs, names);
        return (rules?.requiredWorkflows?.requiredWorkflows ?? []).flatMap(({ path, repositoryId }) =>
          covered.map((repository) => ({ place: `${names.get(repositoryId)}/${path}`, repository })),
        );
      }),
    ({ place }) => place,
  );
  return workflows.map((workflow) => {
    const elsewhere = started.get(`${workflow.repository}/${workflow.path}`);
    return elsewhere ? { ...workflow, startedIn: elsewhere.map(({ repository }) => repository) } : workflow;
  });
}

function coveredBy(inputs: Record<string, unknown>, names: RepositoryNames): string[] {
  const { conditions } = inputs as OrganizationRulesetInputs;
  return (conditions?.repositoryIds ?? []).map((id) => names.get(id) ?? `the repository ${id}`);
}

const organizationRuleset = "github:index/organizationRuleset:OrganizationRuleset";

interface OrganizationRulesetInputs {
  name?: string;
  conditions?: { repositoryIds?: number[] };
  rules?: { requiredWorkflows?: { requiredWorkflows?: { path: string; repositoryId: number }[] } };
}

function requiredWorkflows(resources: readonly PlannedResource[], names: RepositoryNames): Need[] {
  return resources
    .filter(({ type }) => type === organizationRuleset)
    .flatMap(({ inputs }) => {
      const { name = "", rules } = inputs as OrganizationRulesetInputs;
      return (rules?.requiredWorkflows?.requiredWorkflows ?? []).map(
        ({ path, repositoryId }): Need => ({
          kind: "workflow",
          scope: "required",
          name: `${names.get(repositoryId)}/${path}`,
          by: `the ruleset "${name}" of the organisation requires the workflow ${path} of the repository ${names.get(repositoryId) ?? repositoryId}`,
        }),
      );
    });
}

interface StartedJob {
  /** Repository whose run it is part of. */
  repository: string;
  /** File that it stands in. */
  path: string;
  job: ReadJob;
  /** Jobs that call its workflow, in the same run. */
  callers: readonly Pick<StartedJob, "repository" | "path" | "job">[];
}

/** Jobs that run, in the repository whose event starts them: of called workflows, too. */
function startedJobs(workflows: readonly ReadWorkflow[]): StartedJob[] {
  return workflows
    .filter(({ triggers }) => Object.keys(triggers).some((event) => event !== "workflow_call"))
    .flatMap((workflow) =>
      (workflow.startedIn ?? [workflow.repository]).flatMap((repository) =>
        jobsIn(workflow, repository, workflows, []),
      ),
    );
}

function jobsIn(
  { path, jobs, repository: home }: ReadWorkflow,
  repository: string,
  all: readonly ReadWorkflow[],
  callers: StartedJob["callers"],
): StartedJob[] {
  return jobs.flatMap((job) => {
    if (job.calls === undefined) return [{ repository, path, job, callers }];
    const called = calledWorkflow(job.calls, home, all);
    if (!called || callers.length === 9) return [];
    return jobsIn(called, repository, all, [...callers, { repository, path, job }]);
  });
}
