import type { RepositoryEnvironmentArgs } from "@pulumi/github/repositoryEnvironment.js";
import {
  approvalEnvironment,
  type EnvironmentPolicy,
  type OrganizationPolicy,
  type Policy,
  rotationEnvironment,
  scanEnvironment,
} from "@sallyport/policy";
import { actorOf } from "./github-actor.js";

/** What an environment is made from. */
export interface EnvironmentSettings {
  /** The environment, from the `environments` section of the policy. */
  policy: EnvironmentPolicy;

  /** The `organization` section, which knows the numeric ids of the reviewers. */
  organization: OrganizationPolicy;

  /** Name of the repository, without the owner. */
  repository: string;

  /** Name of the environment. `security-approval` and `security-scan` take every ref. */
  environment: string;
}

/**
 * The environment that lifts an `approve` outcome of the gate: reviewed by `gate.approvers`, never by who started the run,
 * not to be skipped by administrators, open to every ref.
 *
 * @param repository Name of the repository, without the owner.
 */
export function approvalEnvironmentArgs(policy: Policy, repository: string): EnvironmentSettings {
  return {
    policy: { ...ofAnyRef, reviewers: [policy.gate.approvers] },
    organization: policy.organization,
    repository,
    environment: approvalEnvironment,
  };
}

/**
 * The environment of the jobs whose scanner reads a secret from Vault: nobody is asked, every ref may use it.
 *
 * @param repository Name of the repository, without the owner.
 */
export function scanEnvironmentArgs(policy: Policy, repository: string): EnvironmentSettings {
  return {
    policy: { ...ofAnyRef, reviewers: [] },
    organization: policy.organization,
    repository,
    environment: scanEnvironment,
  };
}

/**
 * The environment of the job that changes secrets: nobody is asked, and only protected branches may use it. It runs by the
 * clock, so on the default branch.
 *
 * @param repository Name of the repository, without the owner.
 */
export function rotationEnvironmentArgs(policy: Policy, repository: string): EnvironmentSettings {
  return {
    policy: { ...ofAnyRef, reviewers: [], branches: policy.protection.branches },
    organization: policy.organization,
    repository,
    environment: rotationEnvironment,
  };
}

/** No pattern of a branch or a tag, because such an environment takes every ref. */
const ofAnyRef = {
  preventSelfReview: true,
  administratorsBypass: false,
  waitMinutes: 0,
  branches: [],
  tags: [],
  protectionApps: [],
  rollback: "manual" as const,
} satisfies Omit<EnvironmentPolicy, "reviewers">;

/**
 * Whether every ref may use an environment, whatever its policy lists. True for those of approvals and of scanners.
 *
 * Both are used while a pull request waits, and GitHub holds an environment's list of branches against the ref that runs:
 * `refs/pull/N/merge` for a pull request, `gh-readonly-queue/...` in the merge queue. A list would shut both out. It would
 * protect nothing of an approval, which deploys nothing; and of what scanners read, nothing from those who may push.
 *
 * @see https://github.blog/changelog/2025-11-07-actions-pull_request_target-and-environment-branch-protections-changes
 */
function takesAnyRef({ environment }: EnvironmentSettings): boolean {
  return environment === approvalEnvironment || environment === scanEnvironment;
}

/** The environment as the provider wants it. */
export function environmentArgs(args: EnvironmentSettings): RepositoryEnvironmentArgs {
  const { policy } = args;
  return {
    repository: args.repository,
    environment: args.environment,
    ...reviewerArgs(args),
    preventSelfReview: policy.preventSelfReview,
    canAdminsBypass: policy.administratorsBypass,
    waitTimer: policy.waitMinutes,
    // Without this GitHub lets every branch and tag deploy. With it and an empty list, none.
    ...(!takesAnyRef(args) && { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } }),
  };
}

function reviewerArgs({ policy, organization }: EnvironmentSettings): Pick<RepositoryEnvironmentArgs, "reviewers"> {
  const actors = policy.reviewers.map((reviewer) => actorOf(organization, reviewer));
  if (actors.length === 0) return {};
  const idsOf = (type: string) => actors.filter((actor) => actor.type === type).map(({ id }) => id);
  return { reviewers: [{ teams: idsOf("Team"), users: idsOf("User") }] };
}

/** The branch and tag patterns that may use it, each once. */
export function refPatterns(args: EnvironmentSettings) {
  if (takesAnyRef(args)) return [];
  const each = (kind: "branch" | "tag", patterns: readonly string[]) =>
    [...new Set(patterns)].map((pattern) => ({ kind, pattern }));
  return [...each("branch", args.policy.branches), ...each("tag", args.policy.tags)];
}
