import { RepositoryRuleset, type RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";
import * as pulumi from "@pulumi/pulumi";
import { type OrganizationPolicy, ProtectionPolicy, type RepositoryPolicy } from "@sallyport/policy";
import { actorOf } from "./github-actor.js";
import type { RequiredCheck } from "./required-checks.js";

export interface RepositoryProtectionArgs {
  /** The `protection` section of the policy. */
  policy: ProtectionPolicy;

  /** The `organization` section, which knows the numeric ids of the bypass list. */
  organization: OrganizationPolicy;

  /** The repository, as the `repositories` section describes it. */
  repository: RepositoryPolicy;

  /** Checks that must be green before a merge, taken from the workflows that report them (`requiredChecks`). */
  requiredChecks: readonly RequiredCheck[];
}

/**
 * The rulesets of one repository: reviewed and checked merges, tags that stay where they are, paths that nobody pushes to.
 *
 * @example
 * const workflow = securityWorkflow({ policy, repository });
 * new RepositoryProtection("payments-api", {
 *   policy: policy.protection,
 *   organization: policy.organization,
 *   repository,
 *   requiredChecks: requiredChecks(workflow),
 * });
 */
export class RepositoryProtection extends pulumi.ComponentResource {
  /** The underlying ruleset of the protected branches. */
  readonly branches: RepositoryRuleset;

  /** The underlying ruleset of the protected tags; absent when the policy protects none. */
  readonly tags: RepositoryRuleset | undefined;

  /** The underlying ruleset of the locked paths; absent without any, and in public repositories, which cannot have it. */
  readonly pushes: RepositoryRuleset | undefined;

  constructor(name: string, args: RepositoryProtectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:RepositoryProtection", name, {}, opts);
    const ruleset = (suffix: string, rules: RepositoryRulesetArgs) =>
      new RepositoryRuleset(`${name}-${suffix}`, rules, { parent: this });
    const { policy, repository } = args;
    const locked = policy.lockedPaths.length > 0 && repository.visibility !== "public";

    this.branches = ruleset("branches", branchRuleset(args));
    this.tags = policy.tags.length > 0 ? ruleset("tags", tagRuleset(args)) : undefined;
    this.pushes = locked ? ruleset("pushes", pushRuleset(args)) : undefined;

    this.registerOutputs({ branches: this.branches.rulesetId });
  }
}

function branchRuleset(args: RepositoryProtectionArgs): RepositoryRulesetArgs {
  const { policy } = args;
  return {
    name: "Sallyport: branches",
    ...common(args),
    target: "branch",
    conditions: { refName: { includes: policy.branches.map((branch) => `refs/heads/${branch}`), excludes: [] } },
    bypassActors: bypassActors(args, "pull_request"),
    rules: {
      deletion: true,
      nonFastForward: true,
      requiredSignatures: policy.signedCommits,
      requiredLinearHistory: policy.linearHistory,
      pullRequest: pullRequestRule(policy.reviews),
      ...statusChecksRule(args),
      ...mergeQueueRule(policy),
    },
  };
}

function tagRuleset(args: RepositoryProtectionArgs): RepositoryRulesetArgs {
  return {
    name: "Sallyport: tags",
    ...common(args),
    target: "tag",
    conditions: { refName: { includes: args.policy.tags.map((tag) => `refs/tags/${tag}`), excludes: [] } },
    bypassActors: bypassActors(args, "always"),
    rules: { deletion: true, update: true, nonFastForward: true },
  };
}

/** A push ruleset covers the whole repository and its forks; GitHub refuses one that names refs. */
function pushRuleset(args: RepositoryProtectionArgs): RepositoryRulesetArgs {
  return {
    name: "Sallyport: locked paths",
    ...common(args),
    target: "push",
    bypassActors: bypassActors(args, "always"),
    rules: { filePathRestriction: { restrictedFilePaths: args.policy.lockedPaths } },
  };
}

function common({ policy, repository }: RepositoryProtectionArgs) {
  return { repository: repository.name, enforcement: policy.enforcement };
}

/**
 * `pull_request` lets an actor past the rules through a pull request only, and exists for branch rulesets alone: tags and
 * pushes know `always` or nothing.
 *
 * @see https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset
 */
function bypassActors({ policy, organization }: RepositoryProtectionArgs, bypassMode: "pull_request" | "always") {
  return policy.bypass.map((principal) => {
    const { type, id } = actorOf(organization, principal);
    return { actorType: type, actorId: id, bypassMode };
  });
}

function pullRequestRule(reviews: ProtectionPolicy["reviews"]) {
  return {
    requiredApprovingReviewCount: reviews.required,
    requireCodeOwnerReview: reviews.codeOwners,
    requireLastPushApproval: reviews.lastPush,
    dismissStaleReviewsOnPush: reviews.dismissStale,
    requiredReviewThreadResolution: reviews.resolveThreads,
  };
}

/** GitHub refuses the rule without a check. A new branch has had no run yet, so it is exempt until its first merge. */
function statusChecksRule({ policy, requiredChecks }: RepositoryProtectionArgs) {
  if (requiredChecks.length === 0) return {};
  return {
    requiredStatusChecks: {
      requiredChecks: requiredChecks.map((check) => ({ ...check })),
      strictRequiredStatusChecksPolicy: policy.requireUpToDate,
      doNotEnforceOnCreate: true,
    },
  };
}

function mergeQueueRule({ mergeQueue }: ProtectionPolicy) {
  if (mergeQueue === false) return {};
  const queue = mergeQueue === true ? defaultMergeQueue() : mergeQueue;
  return {
    mergeQueue: {
      mergeMethod: queue.method,
      maxEntriesToBuild: queue.maximumEntriesToBuild,
      checkResponseTimeoutMinutes: queue.checkTimeoutMinutes,
      groupingStrategy: "ALLGREEN",
    },
  };
}

/** What `mergeQueue: true` stands for. The schema has these defaults; the provider's are others. */
function defaultMergeQueue() {
  const { mergeQueue } = ProtectionPolicy.parse({ mergeQueue: {} });
  if (typeof mergeQueue === "boolean") throw new Error("protection.mergeQueue: a map was read as true or false.");
  return mergeQueue;
}
