import { approvalEnvironment, type EnvironmentPolicy, principalId, principalParts } from "@sallyport/policy";
import { isUnreadable } from "../approval/approval-evidence.js";
import type { EnforcementFinding, Expectation } from "./expectation.js";
import type { LiveEnvironment, LiveRepository } from "./live-repository.js";
import type { Findings } from "./ruleset-findings.js";

/** What an environment must be at least. */
type Wanted = Pick<
  EnvironmentPolicy,
  "reviewers" | "preventSelfReview" | "administratorsBypass" | "waitMinutes" | "branches" | "tags"
> & { anyRef: boolean };

/** Compares the live environments with the policy, and the one of the approvals with `gate.approvers`. */
export function environmentFindings(expectation: Expectation, { environments }: LiveRepository): Findings {
  if (isUnreadable(environments)) {
    const remedy = "Give GITHUB_TOKEN a token with actions: read.";
    const found = `cannot be read: ${environments.unreadable}`;
    return { gaps: [], doubts: [{ about: "environments", found, remedy }] };
  }
  const each = [...wantedEnvironments(expectation)].map(([name, wanted]) => {
    const live = environments.find((environment) => environment.name.toLowerCase() === name.toLowerCase());
    return live ? compare(name, wanted, live, expectation) : { gaps: [missing(name)], doubts: [] };
  });
  return { gaps: each.flatMap(({ gaps }) => gaps), doubts: each.flatMap(({ doubts }) => doubts) };
}

function wantedEnvironments({ policy: { environments, gate } }: Expectation): Map<string, Wanted> {
  const approval: Wanted = {
    reviewers: [gate.approvers],
    preventSelfReview: true,
    administratorsBypass: false,
    waitMinutes: 0,
    branches: [],
    tags: [],
    anyRef: true,
  };
  const named = Object.entries(environments).map(([name, policy]): [string, Wanted] => [
    name,
    { ...policy, anyRef: false },
  ]);
  return new Map([...named, [approvalEnvironment, approval]]);
}

function missing(name: string): EnforcementFinding {
  const found = "is not there: a job that names it would make one without any rule";
  return { about: `environment ${name}`, found, remedy: "`pulumi up` makes it." };
}

function compare(name: string, wanted: Wanted, live: LiveEnvironment, expectation: Expectation): Findings {
  const about = `environment ${name}`;
  const remedy = "Set it as the policy says: `pulumi up`, after `pulumi refresh`.";
  const gaps = [
    ...reviewerGaps(wanted, live, expectation),
    ...(wanted.administratorsBypass || live.administratorsBypass !== true
      ? []
      : ["lets administrators skip its rules"]),
    ...(live.waitMinutes < wanted.waitMinutes
      ? [`waits ${live.waitMinutes} minutes, and not ${wanted.waitMinutes}`]
      : []),
    ...refGaps(wanted, live),
  ];
  return {
    gaps: gaps.map((found) => ({ about, found, remedy })),
    doubts: doubtsAbout(wanted, live).map((found) => ({ about, found, remedy: "Ask with another token." })),
  };
}

function doubtsAbout(wanted: Wanted, { administratorsBypass, refs }: LiveEnvironment): string[] {
  return [
    ...(!wanted.administratorsBypass && administratorsBypass === undefined
      ? ["does not say whether administrators may skip its rules"]
      : []),
    ...(!wanted.anyRef && isUnreadable(refs) ? [`does not show which branches may deploy: ${refs.unreadable}`] : []),
  ];
}

/** One of the reviewers suffices, so every one more is a weakness. Several rules are read as one with all of them. */
function reviewerGaps(wanted: Wanted, live: LiveEnvironment, { policy: { organization } }: Expectation): string[] {
  if (wanted.reviewers.length === 0) return [];
  const known = new Set(
    wanted.reviewers.map((principal) => {
      const type = principalParts(principal).kind === "team" ? "Team" : "User";
      return `${type} ${principalId(organization, principal)}`;
    }),
  );
  const reviewers = live.reviewerRules.flatMap((rule) => rule.reviewers.map(({ type, id }) => `${type} ${id}`));
  const strangers = reviewers.filter((reviewer) => !known.has(reviewer));
  const selfReview = live.reviewerRules.some(({ preventSelfReview }) => preventSelfReview !== true);
  return [
    ...(reviewers.length === 0 ? [`has no reviewer, and not ${wanted.reviewers.join(", ")}`] : []),
    ...(strangers.length > 0 ? [`lets ${strangers.join(", ")} review, besides ${wanted.reviewers.join(", ")}`] : []),
    ...(wanted.preventSelfReview && reviewers.length > 0 && selfReview
      ? ["lets those who started a deployment approve it"]
      : []),
  ];
}

function refGaps(wanted: Wanted, { refs }: LiveEnvironment): string[] {
  if (wanted.anyRef || isUnreadable(refs)) return [];
  if (refs === "any") return ["takes every branch and tag"];
  if (refs === "protected") return ["takes every protected branch, whatever the policy lists"];
  const known = new Set([
    ...wanted.branches.map((pattern) => `branch ${pattern}`),
    ...wanted.tags.map((pattern) => `tag ${pattern}`),
  ]);
  const strangers = refs.map(({ type, pattern }) => `${type} ${pattern}`).filter((ref) => !known.has(ref));
  return strangers.length === 0 ? [] : [`also takes ${strangers.join(", ")}`];
}
