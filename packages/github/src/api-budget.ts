import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { type ApiCost, costOf, deliveryCost, totalCost } from "./api-cost.js";
import { organizationRulesets } from "./rulesets/organization-rulesets.js";
import { repositoryChecks } from "./rulesets/repository-checks.js";
import { repositoryRulesets } from "./rulesets/repository-rulesets.js";
import type { RequiredCheck } from "./rulesets/required-checks.js";

/** What a first `pulumi up` takes of GitHub's REST API. */
export interface ApiBudget extends ApiCost {
  repositories: number;
  requests: number;
  /** GitHub's own measure: five for a write, one for a read. */
  points: number;
  /** Shortest time that the limits leave it, in minutes. */
  minutes: number;
  /** The limit that decides the time. */
  boundBy: "points a minute" | "content writes a minute" | "content writes an hour" | "requests an hour";
  /** The cheapest way to the same protection with fewer calls; absent when there is none. */
  saving?: ApiSaving;
}

/** A setting that makes the same protection with fewer calls. */
export interface ApiSaving {
  /** The setting, and the value that saves. */
  path: string;
  value: string;
  /** Rulesets that it makes, instead of how many. */
  rulesets: number;
  insteadOf: number;
  requests: number;
  points: number;
  contentWrites: number;
}

/**
 * Limits for one user or installation. An App of a large organisation has more requests an hour.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const apiLimits = {
  pointsAMinute: 900,
  contentWritesAMinute: 80,
  contentWritesAnHour: 500,
  requestsAnHour: 5_000,
} as const;

const pointsOf = ({ reads, writes }: ApiCost) => reads + 5 * writes;

/** What the resources and files of a plan take of GitHub's API when they are made for the first time. Pure. */
export function apiBudget(planned: {
  resources: readonly { type: string; custom: boolean }[];
  files: readonly { repository: string }[];
  repositories: readonly RepositoryPolicy[];
  policy: Policy;
}): ApiBudget {
  const { files, policy, repositories } = planned;
  const made = planned.resources.filter(({ custom, type }) => custom && type.startsWith("github:"));
  const delivered = new Set(files.map(({ repository }) => repository));
  const cost = totalCost([
    // A type without an entry is counted as one that is made new.
    ...made.map(({ type }) => costOf(type) ?? { reads: 1, writes: 1, contentWrites: 1 }),
    ...[...delivered].map(() => deliveryCost),
  ]);
  const saving = rulesetSaving(policy, repositories);
  return {
    repositories: repositories.length,
    requests: cost.reads + cost.writes,
    ...cost,
    points: pointsOf(cost),
    ...shortestTime(cost),
    ...(saving && { saving }),
  };
}

/** The limits let so much through at once, and the rest after the minutes or hours that follow. */
function shortestTime(cost: ApiCost): Pick<ApiBudget, "minutes" | "boundBy"> {
  const rounds = (amount: number, limit: number) => Math.max(Math.ceil(amount / limit) - 1, 0);
  const waits: [ApiBudget["boundBy"], number][] = [
    ["points a minute", rounds(pointsOf(cost), apiLimits.pointsAMinute)],
    ["content writes a minute", rounds(cost.contentWrites, apiLimits.contentWritesAMinute)],
    ["content writes an hour", 60 * rounds(cost.contentWrites, apiLimits.contentWritesAnHour)],
    ["requests an hour", 60 * rounds(cost.reads + cost.writes, apiLimits.requestsAnHour)],
  ];
  const [boundBy, waited] = waits.reduce((longest, wait) => (wait[1] > longest[1] ? wait : longest));
  return { minutes: waited + 1, boundBy };
}

/**
 * What one set of organisation rulesets would save, where the rulesets of all repositories say the same and the plan and the
 * bypass list allow it.
 */
function rulesetSaving(policy: Policy, repositories: readonly RepositoryPolicy[]): ApiSaving | undefined {
  const { organization, protection } = policy;
  const possible =
    protection.scope === "repository" &&
    (organization.plan ?? "enterprise") === "enterprise" &&
    !protection.bypass.some((principal) => principal.startsWith("user:"));
  const checks = possible ? commonChecks(policy, repositories) : undefined;
  if (!checks) return undefined;
  const insteadOf = ownRulesets(policy, repositories, checks);
  const shared = { ...policy, protection: { ...protection, scope: "organization" as const } };
  const rulesets = sharedRulesets(shared, repositories, checks) + ownRulesets(shared, repositories, []);
  const fewer = insteadOf - rulesets;
  if (fewer <= 0) return undefined;
  const saved = totalCost(Array.from({ length: fewer }, () => costOf("RepositoryRuleset") ?? deliveryCost));
  return {
    path: "protection.scope",
    value: "organization",
    rulesets,
    insteadOf,
    requests: saved.reads + saved.writes,
    points: pointsOf(saved),
    contentWrites: saved.contentWrites,
  };
}

/** The checks of every repository when they are the same everywhere; else undefined, because the rulesets differ. */
function commonChecks(policy: Policy, repositories: readonly RepositoryPolicy[]): RequiredCheck[] | undefined {
  const [first, ...others] = repositories.map((repository) => repositoryChecks({ policy, repository }));
  const text = JSON.stringify(first);
  return others.every((checks) => JSON.stringify(checks) === text) ? first : undefined;
}

function ownRulesets(
  { protection, organization }: Policy,
  repositories: readonly RepositoryPolicy[],
  requiredChecks: readonly RequiredCheck[],
): number {
  const counts = repositories.map(
    (repository) =>
      Object.keys(repositoryRulesets({ policy: protection, organization, repository, requiredChecks })).length,
  );
  return counts.reduce((total, count) => total + count, 0);
}

function sharedRulesets(
  { protection, organization, delivery }: Policy,
  repositories: readonly RepositoryPolicy[],
  requiredChecks: readonly RequiredCheck[],
): number {
  const inRepository = { ...delivery, mode: "in-repository" as const };
  const inputs = { policy: protection, organization, delivery: inRepository, requiredChecks };
  return Object.keys(organizationRulesets({ ...inputs, repositories: [...repositories] })).length;
}
