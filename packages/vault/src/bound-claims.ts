import type { EnvironmentPolicy, LoginSubject, OrganizationPolicy, SecretsPolicy } from "@sallyport/policy";

/** A workflow file whose jobs may log in. */
export interface LoginWorkflow {
  /** Name of the repository that holds it, without the owner. */
  repository: string;
  /** `.github/workflows/deploy.yml` */
  path: string;
}

/** Branch and tag patterns of an environment. */
export type LoginRefs = Pick<EnvironmentPolicy, "branches" | "tags">;

/** Which jobs a login is for. */
export interface LoginJobs extends LoginSubject {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** The `organization` section of the policy. */
  organization: OrganizationPolicy;

  /** Refs that the jobs run on: those of the environment, or `any` where it takes every ref. */
  refs: LoginRefs | "any";

  /**
   * Workflow files whose jobs may log in, where `secrets.jobs` names none.
   *
   * @default - every workflow file of the repository
   */
  workflows?: readonly LoginWorkflow[];
}

/**
 * Who may log in: claims that the token of a job must carry, each letter for letter except for the wildcards of
 * {@link boundClaimsType}. Names can be given away and taken over, ids cannot; GitHub puts the environment into the token
 * only after its reviewers let the job start. Ref and workflow file are a second bolt behind the list of the environment.
 *
 * @returns by claim; several values of one stand with commas between them, as the provider takes them.
 * @see https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
 */
export function boundClaims(jobs: LoginJobs): Record<string, string> {
  const { organization, repository, environment } = jobs;
  const subjects = subjectsOf(jobs);
  const refs = refsOf(jobs);
  return {
    repository_id: String(repository.id),
    repository_owner_id: String(organization.id),
    environment,
    ...(subjects.length > 0 && { sub: claimValues(subjects) }),
    ...(refs.length > 0 && { ref: claimValues(refs) }),
    job_workflow_ref: claimValues(workflowRefs(jobs, refs)),
  };
}

/**
 * How Vault reads those claims: as they stand, or with `*` for any text where a ref or a workflow is open. Ids, environment
 * and subject never hold a `*`, so that no wildcard reaches another repository or environment.
 */
export function boundClaimsType(claims: Readonly<Record<string, string>>): "glob" | "string" {
  return Object.values(claims).some((value) => value.includes("*")) ? "glob" : "string";
}

/**
 * A pattern of GitHub's as Vault takes it, which knows `*` alone and for any text, `/` too. So it lets in whatever GitHub
 * lets in, and at most what begins alike: GitHub, which is asked first, keeps `*` within a part of the name.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments#deployment-branches-and-tags
 */
export function refGlob(pattern: string): string {
  // What stands for no part of a name, too, takes its slash along.
  return pattern.replaceAll(/\*\*\/|\[.*\]|\?/g, "*").replaceAll(/\*+/g, "*");
}

/**
 * Forms of the subject: the older one of names alone, and the one with ids that new and renamed repositories have.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
function subjectsOf({ policy, organization, repository, environment }: LoginJobs): string[] {
  const { subjects } = policy.auth.jwt;
  if (subjects.includes("any")) return [];
  const forms = {
    id: `repo:${organization.login}@${organization.id}/${repository.name}@${repository.id}:environment:${environment}`,
    name: `repo:${organization.login}/${repository.name}:environment:${environment}`,
    any: "",
  };
  return [...new Set(subjects)].map((form) => forms[form]);
}

/** Empty for any ref. */
function refsOf({ refs }: LoginJobs): string[] {
  if (refs === "any") return [];
  const globs = [
    ...refs.branches.map((pattern) => `refs/heads/${refGlob(pattern)}`),
    ...refs.tags.map((pattern) => `refs/tags/${refGlob(pattern)}`),
  ];
  return [...new Set(globs)];
}

/**
 * Workflow files, each at the refs that may be. A file of the repository itself runs at the ref of the run; one of another
 * repository is called at a commit, which changes with every delivery: there the ref of the caller counts.
 */
function workflowRefs(jobs: LoginJobs, refs: readonly string[]): string[] {
  const { organization, repository } = jobs;
  return workflowsOf(jobs).flatMap((workflow) => {
    const file = `${organization.login}/${workflow.repository}/${workflow.path}`;
    const isOwn = workflow.repository === repository.name;
    return (isOwn && refs.length > 0 ? refs : ["*"]).map((ref) => `${file}@${ref}`);
  });
}

function workflowsOf({ policy, repository, environment, workflows }: LoginJobs): readonly LoginWorkflow[] {
  const named = policy.jobs[`${repository.name}/${environment}`]?.workflows ?? [];
  if (named.length > 0) return named.map((path) => ({ repository: repository.name, path }));
  return workflows ?? [{ repository: repository.name, path: ".github/workflows/*" }];
}

/** @throws {Error} for a value with a comma, which would be two values: `release,*` would let in everyone. */
function claimValues(values: readonly string[]): string {
  const torn = values.find((value) => value.includes(","));
  if (torn !== undefined) throw new Error(`${torn} has a comma, which Vault's provider takes for the end of a value.`);
  return values.join(",");
}
