import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { securityWorkflow } from "../workflows/security-workflow.js";
import { type RequiredCheck, requiredChecks } from "./required-checks.js";

/** Checks that the rulesets of a repository require: those of its workflow that the organisation's rulesets do not. */
export function repositoryChecks({ policy, repository }: WorkflowInputs): RequiredCheck[] {
  const shared = new Set(sharedChecks(policy).map(({ context }) => context));
  return reportedChecks(policy, repository).filter(({ context }) => !shared.has(context));
}

/** Checks that the organisation's rulesets require: those that every repository of the policy reports. */
export function sharedChecks(policy: Policy): readonly RequiredCheck[] {
  if (policy.protection.scope === "repository") return [];
  const known = sharedOf.get(policy) ?? inAll(policy.repositories.map((each) => reportedChecks(policy, each)));
  sharedOf.set(policy, known);
  return known;
}

/** Every repository of a program asks for the same. */
const sharedOf = new WeakMap<Policy, RequiredCheck[]>();

function reportedChecks(policy: Policy, repository: RepositoryPolicy): RequiredCheck[] {
  const known = reportedIn.get(policy) ?? new Map<string, RequiredCheck[]>();
  reportedIn.set(policy, known);
  const checks = known.get(repository.name) ?? requiredChecks(securityWorkflow({ policy, repository }));
  known.set(repository.name, checks);
  return checks;
}

/** The ruleset and the budget of a repository ask for the same. */
const reportedIn = new WeakMap<Policy, Map<string, RequiredCheck[]>>();

function inAll([first = [], ...others]: readonly RequiredCheck[][]): RequiredCheck[] {
  return first.filter(({ context }) => others.every((checks) => checks.some((check) => check.context === context)));
}
