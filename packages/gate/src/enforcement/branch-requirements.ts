import type { ProtectionPolicy } from "@sallyport/policy";
import type { ProtectedRef } from "./coverage.js";
import type { Expectation } from "./expectation.js";
import type { LiveRule } from "./live-repository.js";
import { plainRule, type Requirement } from "./requirement.js";

/** What the policy requires of a branch. */
export function branchRequirements(expectation: Expectation, branch: string): Requirement[] {
  const { protection } = expectation.policy;
  const ref: ProtectedRef = { kind: "branch", pattern: branch };
  const plain: [boolean, string, string][] = [
    [true, "deletion", "that it cannot be deleted"],
    [true, "non_fast_forward", "that its history cannot be rewritten"],
    [protection.signedCommits, "required_signatures", "signed commits"],
    [protection.linearHistory, "required_linear_history", "a linear history"],
  ];
  return [
    ...judgeRequirements(expectation, ref),
    ...reviewRequirements(protection.reviews, ref),
    ...queueRequirements(protection, ref),
    ...plain.filter(([wanted]) => wanted).map(([, type, what]) => plainRule("branch", ref, type, what)),
  ];
}

/** What makes the gate a gate: its check, or the workflow that nobody in the repository can change. */
function judgeRequirements(expectation: Expectation, ref: ProtectedRef): Requirement[] {
  const { requiredWorkflow, checks, policy } = expectation;
  if (requiredWorkflow) return [workflowRequirement(requiredWorkflow, ref)];
  const upToDate: Requirement = {
    target: "branch",
    ref,
    type: "required_status_checks",
    what: "a branch that is up to date before the merge",
    weakness: ({ parameters }) =>
      parameters.strict_required_status_checks_policy === true ? undefined : "is not strict",
  };
  return [
    ...checks.map((check) => checkRequirement(check, ref)),
    ...(policy.protection.requireUpToDate ? [upToDate] : []),
  ];
}

function checkRequirement({ context, integrationId }: Expectation["checks"][number], ref: ProtectedRef): Requirement {
  return {
    target: "branch",
    ref,
    type: "required_status_checks",
    what: `the check ${context}${integrationId === undefined ? "" : ` of app ${integrationId}`}`,
    weakness({ parameters }) {
      const named = entriesOf(parameters.required_status_checks).filter((check) => check.context === context);
      if (named.length === 0) return `requires other checks (${contextsOf(parameters)})`;
      if (integrationId === undefined || named.some((check) => check.integration_id === integrationId))
        return undefined;
      const apps = named.map((check) => (typeof check.integration_id === "number" ? check.integration_id : "any"));
      return `takes ${context} from app ${apps.join(", ")}`;
    },
  };
}

function contextsOf(parameters: LiveRule["parameters"]): string {
  const contexts = entriesOf(parameters.required_status_checks).map(({ context }) => String(context));
  return contexts.length === 0 ? "none" : contexts.slice(0, 10).join(", ");
}

/** @see https://docs.github.com/en/organizations/managing-organization-settings/creating-rulesets-for-repositories-in-your-organization */
function workflowRequirement(
  { repositoryId, path, branch }: NonNullable<Expectation["requiredWorkflow"]>,
  ref: ProtectedRef,
): Requirement {
  return {
    target: "branch",
    ref,
    type: "workflows",
    what: `the workflow ${path} of repository ${repositoryId}`,
    weakness({ parameters }, { sourceType }) {
      if (sourceType === "Repository") return "is a ruleset of the repository itself, which its administrators change";
      const workflows = entriesOf(parameters.workflows);
      const found = workflows.filter((workflow) => workflow.path === path && workflow.repository_id === repositoryId);
      if (found.some((workflow) => isFrom(branch, workflow))) return undefined;
      if (found.length > 0) return `takes it from ${found.map((workflow) => workflow.ref).join(", ")}`;
      const others = workflows.map((workflow) => `${workflow.path} of repository ${workflow.repository_id}`);
      return `requires ${others.length === 0 ? "no workflow" : others.slice(0, 10).join(", ")}`;
    },
  };
}

/** A workflow of another branch may be another one: who may push there is not said. */
function isFrom(branch: string | undefined, { ref, sha }: Entry): boolean {
  const pinned = typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha);
  if (pinned || ref === undefined || ref === null || ref === "") return true;
  return branch !== undefined && (ref === branch || ref === `refs/heads/${branch}`);
}

function reviewRequirements(reviews: ProtectionPolicy["reviews"], ref: ProtectedRef): Requirement[] {
  const flags: [boolean, string, string][] = [
    [reviews.codeOwners, "require_code_owner_review", "a review of the code owners"],
    [reviews.lastPush, "require_last_push_approval", "that somebody else approves the last push"],
    [reviews.dismissStale, "dismiss_stale_reviews_on_push", "that a push takes approvals away"],
    [reviews.resolveThreads, "required_review_thread_resolution", "that review threads are resolved"],
  ];
  const rule = (what: string, weakness: Requirement["weakness"]): Requirement => ({
    target: "branch",
    ref,
    type: "pull_request",
    what,
    weakness,
  });
  return [
    rule(`a pull request with ${reviews.required} approving review(s)`, ({ parameters }) => {
      const live = parameters.required_approving_review_count;
      return typeof live === "number" && live >= reviews.required
        ? undefined
        : `requires ${live ?? "an unknown number"}`;
    }),
    ...flags
      .filter(([wanted]) => wanted)
      .map(([, name, what]) =>
        rule(what, ({ parameters }) => (parameters[name] === true ? undefined : `has ${name} off`)),
      ),
  ];
}

function queueRequirements({ mergeQueue }: ProtectionPolicy, ref: ProtectedRef): Requirement[] {
  if (mergeQueue === false) return [];
  return [
    {
      target: "branch",
      ref,
      type: "merge_queue",
      what: "a merge queue that tests every entry",
      // With HEADGREEN the checks of the last entry speak for all before it.
      weakness: ({ parameters }) =>
        parameters.grouping_strategy === "ALLGREEN" ? undefined : `groups by ${parameters.grouping_strategy}`,
    },
  ];
}

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(value: unknown): Entry[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is Entry => typeof entry === "object" && entry !== null);
}
