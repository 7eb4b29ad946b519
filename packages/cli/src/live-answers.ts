import type { LiveRuleset } from "@sallyport/gate";
import * as z from "zod";

const id = z.int().min(1);
const patterns = z.array(z.string()).default([]);

/** A repository as lists and single answers have it. */
export const RepositoryAnswer = z.object({
  id,
  name: z.string(),
  default_branch: z.string().min(1),
  archived: z.boolean().default(false),
});
export type RepositoryAnswer = z.infer<typeof RepositoryAnswer>;

/** A ruleset as lists have it: without rules, conditions and bypass list. */
export const RulesetEntry = z.object({
  id,
  target: z.string().default("branch"),
  enforcement: z.string(),
  source_type: z.string().default("Repository"),
});
export type RulesetEntry = z.infer<typeof RulesetEntry>;

const Names = z.object({ include: patterns, exclude: patterns });

/** A ruleset in full. */
export const RulesetAnswer = RulesetEntry.extend({
  name: z.string(),
  conditions: z
    .object({
      ref_name: Names.optional(),
      repository_name: Names.optional(),
      repository_id: z.object({ repository_ids: z.array(id).default([]) }).optional(),
    })
    .nullish(),
  rules: z.array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).default({}) })).default([]),
  bypass_actors: z
    .array(z.object({ actor_type: z.string(), actor_id: z.int().nullish(), bypass_mode: z.string().default("always") }))
    .optional(),
  current_user_can_bypass: z.string().optional(),
});
export type RulesetAnswer = z.infer<typeof RulesetAnswer>;

/** A ruleset in our words. */
export function rulesetOf(answer: RulesetAnswer): LiveRuleset {
  const { include = [], exclude = [] } = answer.conditions?.ref_name ?? {};
  return {
    id: answer.id,
    name: answer.name,
    target: answer.target,
    enforcement: answer.enforcement,
    sourceType: answer.source_type,
    include,
    exclude,
    rules: answer.rules,
    bypass: answer.bypass_actors?.map(({ actor_type, actor_id, bypass_mode }) => ({
      type: actor_type,
      id: actor_id ?? null,
      mode: bypass_mode,
    })),
    currentUserCanBypass: answer.current_user_can_bypass,
  };
}

/** A rule that GitHub says is active on a branch. */
export const ActiveRule = z.object({ type: z.string(), ruleset_id: id });

export const EnvironmentAnswer = z.object({
  name: z.string(),
  can_admins_bypass: z.boolean().optional(),
  // GitHub leaves the list out of an environment that has no rule.
  protection_rules: z
    .array(
      z.object({
        type: z.string(),
        wait_timer: z.int().optional(),
        prevent_self_review: z.boolean().optional(),
        reviewers: z.array(z.object({ type: z.string(), reviewer: z.object({ id }) })).optional(),
      }),
    )
    .default([]),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});
export type EnvironmentAnswer = z.infer<typeof EnvironmentAnswer>;

/** GitHub calls a pattern without a type one of branches. */
export const BranchPolicyAnswer = z.object({ name: z.string(), type: z.string().default("branch") });

/** A file, of at most 1 MB. */
export const FolderAnswer = z.array(z.object({ name: z.string(), sha: z.string() }));

export const ContentAnswer = z.object({
  type: z.literal("file"),
  encoding: z.literal("base64"),
  content: z.string(),
});
