import { type OrganizationPolicy, ProtectionPolicy } from "@sallyport/policy";
import { actorOf } from "../settings/github-actor.js";
import type { RequiredCheck } from "./required-checks.js";

/** What a ruleset needs to know, whoever owns it. */
export interface RulesetInputs {
  /** The `protection` section of the policy. */
  policy: ProtectionPolicy;

  /** The `organization` section, which knows the numeric ids of the bypass list. */
  organization: OrganizationPolicy;

  /** Checks that must be green before a merge, taken from the workflows that report them (`requiredChecks`). */
  requiredChecks: readonly RequiredCheck[];
}

/** Names of the rulesets on GitHub, the same for a repository and for the organisation. */
export const rulesetNames = {
  branches: "Sallyport: branches",
  tags: "Sallyport: tags",
  pushes: "Sallyport: locked paths",
} as const;

export function branchRefs({ branches }: ProtectionPolicy) {
  return { includes: branches.map((branch) => `refs/heads/${branch}`), excludes: [] };
}

export function tagRefs({ tags }: ProtectionPolicy) {
  return { includes: tags.map((tag) => `refs/tags/${tag}`), excludes: [] };
}

/** What a merge into a protected branch must have: everything that rulesets of every owner know. */
export function branchRules({ policy, requiredChecks }: RulesetInputs) {
  return {
    deletion: true,
    nonFastForward: true,
    requiredSignatures: policy.signedCommits,
    requiredLinearHistory: policy.linearHistory,
    pullRequest: pullRequestRule(policy.reviews),
    ...statusChecksRule(policy, requiredChecks),
    ...codeScanningRule(policy),
  };
}

/**
 * What only rulesets of a repository know.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export function repositoryOnlyRules(policy: ProtectionPolicy) {
  return { ...mergeQueueRule(policy), ...deploymentsRule(policy) };
}

export function tagRules() {
  return { deletion: true, update: true, nonFastForward: true };
}

export function pushRules({ lockedPaths }: ProtectionPolicy) {
  return { filePathRestriction: { restrictedFilePaths: lockedPaths } };
}

/**
 * `pull_request` lets an actor past the rules through a pull request only, and exists for branch rulesets alone: tags and
 * pushes know `always` or nothing.
 *
 * @see https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset
 */
export function bypassActors({ policy, organization }: RulesetInputs, bypassMode: "pull_request" | "always") {
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
export function statusChecksRule(policy: ProtectionPolicy, requiredChecks: readonly RequiredCheck[]) {
  if (requiredChecks.length === 0) return {};
  return {
    requiredStatusChecks: {
      requiredChecks: requiredChecks.map((check) => ({ ...check })),
      strictRequiredStatusChecksPolicy: policy.requireUpToDate,
      doNotEnforceOnCreate: true,
    },
  };
}

/** In the order of the names, so that the same policy gives the same ruleset. */
function codeScanningRule({ codeScanning }: ProtectionPolicy) {
  const tools = Object.entries(codeScanning).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (tools.length === 0) return {};
  return {
    requiredCodeScanning: {
      requiredCodeScanningTools: tools.map(([tool, { alerts, securityAlerts }]) => ({
        tool,
        alertsThreshold: alerts,
        securityAlertsThreshold: securityAlerts,
      })),
    },
  };
}

function deploymentsRule({ requiredDeployments }: ProtectionPolicy) {
  if (requiredDeployments.length === 0) return {};
  return { requiredDeployments: { requiredDeploymentEnvironments: requiredDeployments } };
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
