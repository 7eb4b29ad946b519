import type { RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";
import type { RepositoryPolicy } from "@sallyport/policy";
import {
  branchRefs,
  branchRules,
  bypassActors,
  pushRules,
  type RulesetInputs,
  repositoryOnlyRules,
  rulesetNames,
  statusChecksRule,
  tagRefs,
  tagRules,
} from "./ruleset-rules.js";

export interface RepositoryRulesetInputs extends RulesetInputs {
  /** The repository, as the `repositories` section describes it. */
  repository: RepositoryPolicy;
}

/** The rulesets of a repository, each absent when there is nothing for it to say. */
export interface RepositoryRulesets {
  branches?: RepositoryRulesetArgs;
  tags?: RepositoryRulesetArgs;
  pushes?: RepositoryRulesetArgs;
}

/**
 * The rulesets that a repository has of its own. Where the organisation's rulesets cover it (`protection.scope`), only what
 * those cannot say is left. A public repository has no push ruleset.
 */
export function repositoryRulesets(inputs: RepositoryRulesetInputs): RepositoryRulesets {
  const { policy, repository } = inputs;
  if (policy.scope === "organization") return ownRuleset(inputs);
  const locked = policy.lockedPaths.length > 0 && repository.visibility !== "public";
  return {
    branches: branchRuleset(inputs, { ...branchRules(inputs), ...repositoryOnlyRules(policy) }),
    ...(policy.tags.length > 0 && { tags: tagRuleset(inputs) }),
    ...(locked && { pushes: pushRuleset(inputs) }),
  };
}

/** What is left for a repository beside the organisation's rulesets. */
function ownRuleset(inputs: RepositoryRulesetInputs): RepositoryRulesets {
  const { policy, requiredChecks } = inputs;
  const rules = { ...repositoryOnlyRules(policy), ...statusChecksRule(policy, requiredChecks) };
  return Object.keys(rules).length > 0 ? { branches: branchRuleset(inputs, rules) } : {};
}

function branchRuleset(
  inputs: RepositoryRulesetInputs,
  rules: Extract<RepositoryRulesetArgs["rules"], object>,
): RepositoryRulesetArgs {
  return {
    name: rulesetNames.branches,
    ...common(inputs),
    target: "branch",
    conditions: { refName: branchRefs(inputs.policy) },
    bypassActors: bypassActors(inputs, "pull_request"),
    rules,
  };
}

function tagRuleset(inputs: RepositoryRulesetInputs): RepositoryRulesetArgs {
  return {
    name: rulesetNames.tags,
    ...common(inputs),
    target: "tag",
    conditions: { refName: tagRefs(inputs.policy) },
    bypassActors: bypassActors(inputs, "always"),
    rules: tagRules(),
  };
}

/** A push ruleset covers the whole repository and its forks; GitHub refuses one that names refs. */
function pushRuleset(inputs: RepositoryRulesetInputs): RepositoryRulesetArgs {
  return {
    name: rulesetNames.pushes,
    ...common(inputs),
    target: "push",
    bypassActors: bypassActors(inputs, "always"),
    rules: pushRules(inputs.policy),
  };
}

function common({ policy, repository }: RepositoryRulesetInputs) {
  return { repository: repository.name, enforcement: policy.enforcement };
}
