import { ActionsRepositoryAccessLevel } from "@pulumi/github/actionsRepositoryAccessLevel.js";
import { OrganizationRuleset } from "@pulumi/github/organizationRuleset.js";
import * as pulumi from "@pulumi/pulumi";
import type { DeliveryPolicy } from "@sallyport/policy";
import { type OrganizationRulesetInputs, organizationRulesets } from "./organization-rulesets.js";

export interface OrganizationProtectionArgs extends OrganizationRulesetInputs {}

/**
 * Rulesets of the organisation: one set that covers every repository of the policy, and the workflows of the central
 * repository that merges must pass.
 *
 * @example
 * new OrganizationProtection("acme", {
 *   policy: policy.protection,
 *   organization: policy.organization,
 *   repositories: policy.repositories,
 *   delivery: policy.delivery,
 *   requiredChecks: [{ context: "sallyport" }],
 * });
 */
export class OrganizationProtection extends pulumi.ComponentResource {
  /** The underlying rulesets, by what they are about: `branches`, `tags`, `pushes`, `workflow-REPOSITORY`. */
  readonly rulesets: Readonly<Record<string, OrganizationRuleset>>;

  constructor(name: string, args: OrganizationProtectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:OrganizationProtection", name, {}, opts);
    const access = centralAccess(args.delivery);
    // A required workflow that the other repositories may not read fails every merge, so access comes first.
    const opened = access
      ? [new ActionsRepositoryAccessLevel(`${name}-central`, access, { parent: this, retainOnDelete: true })]
      : [];

    this.rulesets = Object.fromEntries(
      Object.entries(organizationRulesets(args)).map(([suffix, ruleset]) => [
        suffix,
        new OrganizationRuleset(`${name}-${suffix}`, ruleset, { parent: this, dependsOn: opened }),
      ]),
    );

    this.registerOutputs({});
  }
}

/**
 * Lets the organisation's repositories run the workflows of the central one. A public repository needs no leave.
 *
 * @see https://docs.github.com/en/rest/actions/permissions#set-the-level-of-access-for-workflows-outside-of-the-repository
 */
export function centralAccess({ mode, central }: DeliveryPolicy) {
  if (mode !== "central" || !central || central.visibility === "public") return undefined;
  return { repository: central.repository, accessLevel: "organization" };
}
