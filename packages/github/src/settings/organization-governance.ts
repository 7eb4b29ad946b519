import { ActionsOrganizationPermissions } from "@pulumi/github/actionsOrganizationPermissions.js";
import { ActionsOrganizationWorkflowPermissions } from "@pulumi/github/actionsOrganizationWorkflowPermissions.js";
import { OrganizationCustomProperties } from "@pulumi/github/organizationCustomProperties.js";
import { OrganizationRoleTeam } from "@pulumi/github/organizationRoleTeam.js";
import { OrganizationSettings } from "@pulumi/github/organizationSettings.js";
import { Team } from "@pulumi/github/team.js";
import * as pulumi from "@pulumi/pulumi";
import { type GovernancePolicy, type OrganizationPolicy, type Policy, principalParts } from "@sallyport/policy";
import { allowedActions } from "./allowed-actions.js";
import { organizationSettings } from "./organization-settings.js";

export interface OrganizationGovernanceArgs {
  /** The `organization.governance` section of the policy. */
  policy: GovernancePolicy;

  /** The `organization` section. */
  organization: OrganizationPolicy;

  /** Numeric ids of the repositories that may run GitHub Actions, for `actions.repositories: policy`. */
  repositoryIds: readonly number[];
}

/**
 * What is set for the organisation itself: what GitHub Actions may do, security settings that a new repository starts with,
 * teams, custom properties, security managers. What the policy does not speak of stays as it is, and so does everything when
 * it leaves the policy: the provider would set it to what is open to all.
 *
 * @example
 * new OrganizationGovernance("acme", {
 *   policy: { ...governance, actions: { ...governance.actions, shaPinningRequired: true } },
 *   organization: policy.organization,
 *   repositoryIds: policy.repositories.map(({ id }) => id),
 * });
 */
export class OrganizationGovernance extends pulumi.ComponentResource {
  /** The underlying Actions permissions; absent when the policy does not speak of them. */
  readonly actions: ActionsOrganizationPermissions | undefined;

  /** The teams that the policy makes, by slug. */
  readonly teams: Readonly<Record<string, Team>>;

  constructor(name: string, args: OrganizationGovernanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:OrganizationGovernance", name, {}, opts);
    const { policy, organization } = args;
    const kept = { parent: this, retainOnDelete: true };

    const { actions } = policy;
    this.actions = actions && new ActionsOrganizationPermissions(name, organizationActions(actions, args), kept);
    if (actions) new ActionsOrganizationWorkflowPermissions(name, defaultToken(actions, organization), kept);
    if (policy.settings) adoptSettings(name, policy.settings, organization, this);
    this.teams = Object.fromEntries(
      Object.entries(policy.teams).map(([slug, team]) => [
        slug,
        new Team(`${name}-${slug}`, teamArgs(slug, team), kept),
      ]),
    );
    for (const [property, definition] of Object.entries(policy.properties)) {
      new OrganizationCustomProperties(`${name}-${property}`, propertyArgs(property, definition), kept);
    }
    for (const { teamSlug, roleId } of securityManagers(policy)) {
      const dependsOn = Object.values(this.teams);
      new OrganizationRoleTeam(`${name}-${teamSlug}`, { roleId, teamSlug }, { parent: this, dependsOn });
    }

    this.registerOutputs({});
  }
}

/** Imported under the organisation's id, so that the settings which the policy does not speak of are known and stay. */
function adoptSettings(
  name: string,
  policy: NonNullable<GovernancePolicy["settings"]>,
  { id }: OrganizationPolicy,
  parent: pulumi.Resource,
): void {
  const { settings, ignoreChanges } = organizationSettings(policy);
  new OrganizationSettings(name, settings, {
    parent,
    import: String(id),
    ignoreChanges,
    protect: true,
    retainOnDelete: true,
  });
}

type Actions = NonNullable<GovernancePolicy["actions"]>;

function organizationActions(actions: Actions, { repositoryIds }: OrganizationGovernanceArgs) {
  return {
    ...allowedActions(actions.allowed, actions.alsoAllowed),
    ...(actions.repositories === "policy"
      ? { enabledRepositories: "selected", enabledRepositoriesConfig: { repositoryIds: [...repositoryIds] } }
      : { enabledRepositories: "all" }),
    shaPinningRequired: actions.shaPinningRequired,
  };
}

function defaultToken(actions: Actions, { login }: OrganizationPolicy) {
  return {
    organizationSlug: login,
    defaultWorkflowPermissions: actions.tokenMayWrite ? "write" : "read",
    canApprovePullRequestReviews: actions.mayApprovePullRequests,
  };
}

/** `closed`: seen by the whole organisation, which a team that reviews or is mentioned must be. */
function teamArgs(slug: string, { description, parent }: GovernancePolicy["teams"][string]) {
  return { name: slug, privacy: "closed", description, ...(parent !== undefined && { parentTeamId: String(parent) }) };
}

function propertyArgs(propertyName: string, definition: GovernancePolicy["properties"][string]) {
  const { type, values, description, required, default: defaultValue, editableBy } = definition;
  return {
    propertyName,
    valueType: propertyType(type),
    description,
    required,
    valuesEditableBy: editableBy === "organization" ? "org_actors" : "org_and_repo_actors",
    ...(values.length > 0 && { allowedValues: values }),
    ...(defaultValue !== undefined && { defaultValue }),
  };
}

/** Kind of a custom property in the provider's words. */
export function propertyType(type: GovernancePolicy["properties"][string]["type"]): string {
  return type === "text" ? "string" : type;
}

function securityManagers({ securityManagers: managers }: GovernancePolicy) {
  return (managers?.teams ?? []).map((team) => ({ teamSlug: principalParts(team).name, roleId: managers?.role ?? 0 }));
}

/** Repositories that may run GitHub Actions: those of the policy, and the one whose workflows they run. */
export function actionRepositoryIds({ repositories, delivery }: Policy): number[] {
  const central = delivery.mode === "central" && delivery.central ? [delivery.central.id] : [];
  return [...repositories.map(({ id }) => id), ...central];
}
