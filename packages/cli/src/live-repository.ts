import {
  type Expectation,
  fileKey,
  isUnreadable,
  isWildcard,
  type LiveEnvironment,
  type LiveRepository,
  type LiveRuleset,
  type Read,
  restsOnPattern,
  rulesetFindings,
} from "@sallyport/gate";
import { apiPath } from "@sallyport/github-api";
import { approvalEnvironment } from "@sallyport/policy";
import * as z from "zod";
import { attempt } from "./attempt.js";
import {
  ActiveRule,
  BranchPolicyAnswer,
  EnvironmentAnswer,
  type RepositoryAnswer,
  RulesetAnswer,
  RulesetEntry,
  rulesetOf,
} from "./live-answers.js";
import type { LiveOrganization } from "./live-organization.js";

/** What GitHub says about a repository, as far as the expectation needs it. Nothing is thrown for what cannot be read. */
export async function readLiveRepository(
  organization: LiveOrganization,
  expectation: Expectation,
): Promise<Read<LiveRepository>> {
  return attempt(async () => {
    const { name } = expectation.repository;
    const answer = await organization.repository(name);
    const about = { id: answer.id, name, defaultBranch: answer.default_branch, archived: answer.archived };
    const files = await readFiles(organization, expectation);
    const environments = await attempt(() => readEnvironments(organization, expectation));
    const rules = await readRules(organization, expectation, answer, { ...about, environments, files });
    return { ...about, environments, files, ...rules };
  });
}

async function readFiles(organization: LiveOrganization, { repository, files }: Expectation) {
  const read: Record<string, LiveRepository["files"][string]> = {};
  for (const file of files) {
    read[fileKey(file)] = await organization.file(file.repository ?? repository.name, file.path, file.content);
  }
  return read;
}

type Rules = Pick<LiveRepository, "rulesets" | "activeOn">;

/**
 * The rulesets. Where those of the organisation suffice, the repository is not asked: whatever more it has only adds to
 * them.
 */
async function readRules(
  organization: LiveOrganization,
  expectation: Expectation,
  answer: RepositoryAnswer,
  about: Omit<LiveRepository, keyof Rules>,
): Promise<Rules> {
  const shared = organization.inBulk ? await attempt(() => organization.rulesetsFor(answer)) : [];
  if (!isUnreadable(shared) && shared.length > 0 && !shared.some(restsOnPattern)) {
    const rules = { rulesets: shared, activeOn: {} };
    const { gaps, doubts } = rulesetFindings(expectation, { ...about, ...rules });
    if (gaps.length === 0 && doubts.length === 0) return rules;
  }
  const rulesets = await attempt(() => readRulesets(organization, answer.name));
  return { rulesets, activeOn: await readActiveRules(organization, expectation, rulesets) };
}

async function readRulesets(organization: LiveOrganization, name: string): Promise<LiveRuleset[]> {
  const list = `${organization.root(name)}/rulesets`;
  const entries = await organization.client.list(`${list}?includes_parents=true`, z.array(RulesetEntry));
  const found: LiveRuleset[] = [];
  for (const { id, source_type } of entries) {
    // The organisation's own address shows the bypass list to more tokens than the repository's.
    const shared = source_type === "Organization" ? await organization.ruleset(id) : undefined;
    const one = `${list}${apiPath`/${id}`}?includes_parents=true`;
    found.push(rulesetOf(shared ?? (await organization.client.get(one, RulesetAnswer))));
  }
  return found;
}

/** What GitHub itself says is active on a branch: always for a few repositories, for many where a pattern decides. */
async function readActiveRules(
  organization: LiveOrganization,
  { policy: { protection }, repository }: Expectation,
  rulesets: Read<readonly LiveRuleset[]>,
): Promise<LiveRepository["activeOn"]> {
  const active: Record<string, Read<readonly number[]>> = {};
  if (isUnreadable(rulesets)) return active;
  const asked = !organization.inBulk || rulesets.some(restsOnPattern);
  for (const branch of asked ? protection.branches.filter((pattern) => !isWildcard(pattern)) : []) {
    const path = `${organization.root(repository.name)}${apiPath`/rules/branches/${branch}`}`;
    active[branch] = await attempt(async () => {
      const rules = await organization.client.list(path, z.array(ActiveRule));
      return [...new Set(rules.map(({ ruleset_id }) => ruleset_id))];
    });
  }
  return active;
}

/** The environments that the policy names. */
async function readEnvironments(
  organization: LiveOrganization,
  { policy, repository }: Expectation,
): Promise<LiveEnvironment[]> {
  const { client } = organization;
  const list = `${organization.root(repository.name)}/environments`;
  const wanted = new Set([...Object.keys(policy.environments), approvalEnvironment]);
  const answers = await client.listIn(list, "environments", z.array(EnvironmentAnswer));
  const found: LiveEnvironment[] = [];
  for (const answer of answers.filter(({ name }) => wanted.has(name.toLowerCase()))) {
    const policies = `${list}${apiPath`/${answer.name}`}/deployment-branch-policies`;
    found.push({
      name: answer.name,
      administratorsBypass: answer.can_admins_bypass,
      waitMinutes: Math.max(0, ...answer.protection_rules.map(({ wait_timer = 0 }) => wait_timer)),
      reviewerRules: reviewerRules(answer),
      refs: await refsOf(answer, () => client.listIn(policies, "branch_policies", z.array(BranchPolicyAnswer))),
    });
  }
  return found;
}

function reviewerRules({ protection_rules }: EnvironmentAnswer): LiveEnvironment["reviewerRules"] {
  return protection_rules
    .filter(({ type }) => type === "required_reviewers")
    .map(({ prevent_self_review, reviewers = [] }) => ({
      preventSelfReview: prevent_self_review,
      reviewers: reviewers.map(({ type, reviewer }) => ({ type, id: reviewer.id })),
    }));
}

async function refsOf(
  { deployment_branch_policy: policy }: EnvironmentAnswer,
  read: () => Promise<z.infer<typeof BranchPolicyAnswer>[]>,
): Promise<LiveEnvironment["refs"]> {
  if (!policy) return "any";
  if (!policy.custom_branch_policies) return "protected";
  return attempt(async () => (await read()).map(({ name, type }) => ({ type, pattern: name })));
}
