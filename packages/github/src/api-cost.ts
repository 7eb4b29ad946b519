/** What GitHub counts of the calls that make one thing. */
export interface ApiCost {
  reads: number;
  writes: number;
  /** Writes that make something new; GitHub counts them once more. */
  contentWrites: number;
}

const setting: ApiCost = { reads: 1, writes: 1, contentWrites: 0 };
const creation: ApiCost = { reads: 1, writes: 1, contentWrites: 1 };

/**
 * What the provider calls to make one resource of each type: what it writes, and what it reads back. GitHub does not say which
 * requests generate content; every POST is counted as one.
 *
 * @see https://github.com/integrations/terraform-provider-github/tree/main/github (resource_github_*.go, Create and Read)
 */
const costs: Readonly<Record<string, ApiCost>> = {
  ActionsOrganizationPermissions: { reads: 3, writes: 3, contentWrites: 0 },
  ActionsOrganizationWorkflowPermissions: setting,
  ActionsRepositoryAccessLevel: setting,
  ActionsRepositoryOidcSubjectClaimCustomizationTemplate: setting,
  ActionsRepositoryPermissions: { reads: 2, writes: 2, contentWrites: 0 },
  ActionsVariable: creation,
  OrganizationCustomProperties: setting,
  OrganizationRoleTeam: setting,
  OrganizationRuleset: creation,
  // Read for the import and after the change, which asks for the organisation's plan with an empty change first.
  OrganizationSettings: { reads: 2, writes: 2, contentWrites: 0 },
  // Read for the import and after the change, each with its topics and its alerts.
  Repository: { reads: 6, writes: 1, contentWrites: 0 },
  RepositoryCustomProperty: setting,
  RepositoryDependabotSecurityUpdates: setting,
  RepositoryEnvironment: setting,
  RepositoryEnvironmentDeploymentPolicy: creation,
  RepositoryRuleset: creation,
  RepositoryVulnerabilityAlerts: setting,
  // Whoever makes a team is its first member, and is taken out again.
  Team: { reads: 2, writes: 2, contentWrites: 1 },
  WorkflowRepositoryPermissions: setting,
};

/** One commit on a branch with a pull request: reads of branch, commit, tree and pull requests; four objects are made. */
export const deliveryCost: ApiCost = { reads: 4, writes: 4, contentWrites: 4 };

/** What one resource costs, by its type token. Undefined for a type of GitHub that has no entry yet. */
export function costOf(type: string): ApiCost | undefined {
  const kind = type.split(":").at(-1) ?? type;
  return Object.hasOwn(costs, kind) ? costs[kind] : undefined;
}

export function totalCost(parts: readonly ApiCost[]): ApiCost {
  const sum = (key: keyof ApiCost) => parts.reduce((total, part) => total + part[key], 0);
  return { reads: sum("reads"), writes: sum("writes"), contentWrites: sum("contentWrites") };
}
