import type { Policy } from "@sallyport/policy";
import type { Plan, PlannedFile, PlannedResource } from "../plan.js";
import { allEnds, type Ends, openEnds } from "./end.js";
import {
  checkEnds,
  environmentEnds,
  permissionEnds,
  type RepositoryNames,
  whereTheyStart,
  workflowEnds,
} from "./github-ends.js";
import { type ReadWorkflow, readWorkflows } from "./read-workflow.js";
import { type HandwrittenFiles, vaultEnds } from "./vault-ends.js";
import { vaultReachProblems } from "./vault-reach.js";

/** Finds what relies on what, in everything that a plan holds. */
type EndReader = (
  resources: readonly PlannedResource[],
  workflows: readonly ReadWorkflow[],
  names: RepositoryNames,
  handwritten: HandwrittenFiles,
) => Ends;

/** A new plane adds its reader here, and its ends are held against those of all others. */
const endReaders: readonly EndReader[] = [
  checkEnds,
  environmentEnds,
  (_, workflows) => permissionEnds(workflows),
  workflowEnds,
  vaultEnds,
];

/** The ends of a plan do not meet. Carries every problem at once; each names both ends. */
export class ClosureError extends Error {
  override readonly name = "ClosureError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * Where the parts of a plan do not fit each other: a required check that no job reports on every path, a job in an
 * environment that is not there, an identity for one, an action without its permission, a secret that no policy opens, a
 * Vault policy that opens more than the policy file grants.
 *
 * @param policy For the names behind numeric ids, and for the workflow files that no plan brings.
 */
export function closureProblems(
  policy: Pick<Policy, "delivery" | "repositories" | "secrets">,
  plan: { resources: Plan["resources"]; files: readonly PlannedFile[] },
): string[] {
  const names = repositoryNames(policy);
  const workflows = whereTheyStart(readWorkflows(plan.files), plan.resources, names);
  const handwritten = handwrittenFiles(policy);
  return [
    ...openEnds(allEnds(endReaders.map((read) => read(plan.resources, workflows, names, handwritten)))),
    ...vaultReachProblems(policy, plan.resources, names),
  ];
}

/** Workflow files that the policy lets in by name: they are the repository's own. */
function handwrittenFiles({ secrets }: Pick<Policy, "secrets">): HandwrittenFiles {
  const jobs = Object.entries(secrets?.jobs ?? {});
  return new Set(jobs.flatMap(([job, { workflows }]) => workflows.map((path) => `${job.split("/", 1)[0]}/${path}`)));
}

function repositoryNames({ delivery, repositories }: Pick<Policy, "delivery" | "repositories">): RepositoryNames {
  const { central } = delivery;
  const known = repositories.map(({ id, name }): [number, string] => [id, name]);
  return new Map(central ? [...known, [central.id, central.repository]] : known);
}
