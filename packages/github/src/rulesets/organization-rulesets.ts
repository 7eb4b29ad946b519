import type { OrganizationRulesetArgs } from "@pulumi/github/organizationRuleset.js";
import type { DeliveryPolicy, Policy, ProtectionPolicy, RepositoryPolicy } from "@sallyport/policy";
import { requiredWorkflowFile } from "../workflows/central-files.js";
import {
  branchRefs,
  branchRules,
  bypassActors,
  pushRules,
  type RulesetInputs,
  rulesetNames,
  tagRefs,
  tagRules,
} from "./ruleset-rules.js";

export interface OrganizationRulesetInputs extends RulesetInputs {
  /** The `repositories` section. */
  repositories: Policy["repositories"];

  /** The `delivery` section. */
  delivery: DeliveryPolicy;
}

/**
 * The rulesets of the organisation, by the suffix of their name in Pulumi: those that stand in for the rulesets of every
 * repository (`protection.scope: organization`), and one for each repository that must run a workflow of the central
 * repository (`delivery.mode: central`).
 */
export function organizationRulesets(inputs: OrganizationRulesetInputs): Record<string, OrganizationRulesetArgs> {
  return { ...sharedRulesets(inputs), ...workflowRulesets(inputs) };
}

function sharedRulesets(inputs: OrganizationRulesetInputs): Record<string, OrganizationRulesetArgs> {
  const { policy, repositories } = inputs;
  if (policy.scope === "repository") return {};
  const lockable = repositories.filter(({ visibility }) => visibility !== "public");
  return {
    branches: {
      name: rulesetNames.branches,
      enforcement: policy.enforcement,
      target: "branch",
      conditions: { refName: branchRefs(policy), ...covers(policy, repositories) },
      bypassActors: bypassActors(inputs, "pull_request"),
      rules: branchRules(inputs),
    },
    ...(policy.tags.length > 0 && { tags: tagRuleset(inputs) }),
    ...(policy.lockedPaths.length > 0 && lockable.length > 0 && { pushes: pushRuleset(inputs, lockable) }),
  };
}

function tagRuleset(inputs: OrganizationRulesetInputs): OrganizationRulesetArgs {
  const { policy, repositories } = inputs;
  return {
    name: rulesetNames.tags,
    enforcement: policy.enforcement,
    target: "tag",
    conditions: { refName: tagRefs(policy), ...covers(policy, repositories) },
    bypassActors: bypassActors(inputs, "always"),
    rules: tagRules(),
  };
}

/** GitHub refuses a push ruleset that names refs. */
function pushRuleset(
  inputs: OrganizationRulesetInputs,
  lockable: readonly RepositoryPolicy[],
): OrganizationRulesetArgs {
  const { policy } = inputs;
  return {
    name: rulesetNames.pushes,
    enforcement: policy.enforcement,
    target: "push",
    conditions: covers(policy, lockable),
    bypassActors: bypassActors(inputs, "always"),
    rules: pushRules(policy),
  };
}

/** Repositories by their custom properties where the policy says so, else by id, which survives a rename. */
function covers({ where }: ProtectionPolicy, repositories: readonly RepositoryPolicy[]) {
  const properties = Object.entries(where);
  if (properties.length === 0) return { repositoryIds: repositories.map(({ id }) => id) };
  const includes = properties.map(([name, propertyValues]) => ({ name, propertyValues, source: "custom" }));
  return { repositoryProperty: { includes, excludes: [] } };
}

/** A merge needs a run of the central repository's workflow, which no pull request can change. */
function workflowRulesets(inputs: OrganizationRulesetInputs): Record<string, OrganizationRulesetArgs> {
  const { delivery, policy, repositories } = inputs;
  const { central } = delivery;
  if (delivery.mode !== "central" || !central) return {};
  const rulesets = repositories.map((repository): [string, OrganizationRulesetArgs] => [
    `workflow-${repository.name}`,
    {
      name: `Sallyport: workflow of ${repository.name}`,
      enforcement: policy.enforcement,
      target: "branch",
      conditions: { refName: branchRefs(policy), repositoryIds: [repository.id] },
      bypassActors: bypassActors(inputs, "pull_request"),
      rules: {
        requiredWorkflows: {
          // The first commit of a new branch has had no run yet.
          doNotEnforceOnCreate: true,
          requiredWorkflows: [
            {
              repositoryId: central.id,
              path: `.github/workflows/${requiredWorkflowFile(repository.name)}`,
              ref: `refs/heads/${central.ref}`,
            },
          ],
        },
      },
    },
  ]);
  return Object.fromEntries(rulesets);
}
