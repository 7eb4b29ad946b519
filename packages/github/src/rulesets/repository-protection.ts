import { RepositoryRuleset } from "@pulumi/github/repositoryRuleset.js";
import * as pulumi from "@pulumi/pulumi";
import { type RepositoryRulesetInputs, repositoryRulesets } from "./repository-rulesets.js";

export interface RepositoryProtectionArgs extends RepositoryRulesetInputs {}

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
  /** The underlying ruleset of the protected branches; absent when the organisation's say everything. */
  readonly branches: RepositoryRuleset | undefined;

  /** The underlying ruleset of the protected tags; absent when the policy protects none. */
  readonly tags: RepositoryRuleset | undefined;

  /** The underlying ruleset of the locked paths; absent without any, and in public repositories, which cannot have it. */
  readonly pushes: RepositoryRuleset | undefined;

  constructor(name: string, args: RepositoryProtectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:RepositoryProtection", name, {}, opts);
    const { branches, tags, pushes } = repositoryRulesets(args);
    const parent = { parent: this };

    this.branches = branches && new RepositoryRuleset(`${name}-branches`, branches, parent);
    this.tags = tags && new RepositoryRuleset(`${name}-tags`, tags, parent);
    this.pushes = pushes && new RepositoryRuleset(`${name}-pushes`, pushes, parent);

    this.registerOutputs({ branches: this.branches?.rulesetId });
  }
}
