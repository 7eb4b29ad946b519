import type { OrganizationSettingsArgs } from "@pulumi/github/organizationSettings.js";
import type { GovernancePolicy } from "@sallyport/policy";

type AdoptedSettings = NonNullable<GovernancePolicy["settings"]>;

/**
 * Every setting that the provider writes along with ours, because it writes all of them at once. The type makes a new one of
 * the provider an error here.
 */
const others: Record<Exclude<keyof OrganizationSettingsArgs, "billingEmail">, true> = {
  advancedSecurityEnabledForNewRepositories: true,
  blog: true,
  company: true,
  defaultRepositoryPermission: true,
  dependabotAlertsEnabledForNewRepositories: true,
  dependabotSecurityUpdatesEnabledForNewRepositories: true,
  dependencyGraphEnabledForNewRepositories: true,
  description: true,
  email: true,
  hasOrganizationProjects: true,
  hasRepositoryProjects: true,
  location: true,
  membersCanCreateInternalRepositories: true,
  membersCanCreatePages: true,
  membersCanCreatePrivatePages: true,
  membersCanCreatePrivateRepositories: true,
  membersCanCreatePublicPages: true,
  membersCanCreatePublicRepositories: true,
  membersCanCreateRepositories: true,
  membersCanForkPrivateRepositories: true,
  name: true,
  secretScanningEnabledForNewRepositories: true,
  secretScanningPushProtectionEnabledForNewRepositories: true,
  twitterUsername: true,
  webCommitSignoffRequired: true,
};

/** What the policy says of the organisation's settings, and the settings that must stay as they are. */
export function organizationSettings(policy: AdoptedSettings): {
  settings: OrganizationSettingsArgs;
  ignoreChanges: string[];
} {
  const { newRepositories: start } = policy;
  const settings = withoutUndefined({
    billingEmail: policy.billingEmail,
    defaultRepositoryPermission: policy.basePermission,
    dependencyGraphEnabledForNewRepositories: start.dependencyGraph,
    dependabotAlertsEnabledForNewRepositories: start.dependabotAlerts,
    dependabotSecurityUpdatesEnabledForNewRepositories: start.securityUpdates,
    secretScanningEnabledForNewRepositories: start.secretScanning,
    secretScanningPushProtectionEnabledForNewRepositories: start.pushProtection,
  });
  return { settings, ignoreChanges: Object.keys(others).filter((key) => !Object.hasOwn(settings, key)) };
}

function withoutUndefined<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}
