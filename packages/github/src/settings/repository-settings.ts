import { ActionsRepositoryOidcSubjectClaimCustomizationTemplate } from "@pulumi/github/actionsRepositoryOidcSubjectClaimCustomizationTemplate.js";
import { ActionsRepositoryPermissions } from "@pulumi/github/actionsRepositoryPermissions.js";
import { ActionsVariable } from "@pulumi/github/actionsVariable.js";
import { RepositoryCustomProperty } from "@pulumi/github/repositoryCustomProperty.js";
import { RepositoryDependabotSecurityUpdates } from "@pulumi/github/repositoryDependabotSecurityUpdates.js";
import { RepositoryVulnerabilityAlerts } from "@pulumi/github/repositoryVulnerabilityAlerts.js";
import { WorkflowRepositoryPermissions } from "@pulumi/github/workflowRepositoryPermissions.js";
import * as pulumi from "@pulumi/pulumi";
import type { GovernancePolicy, OrganizationPolicy, RepositoryPolicy, SettingsPolicy } from "@sallyport/policy";
import { allowedActions } from "./allowed-actions.js";
import { propertyType } from "./organization-governance.js";

export interface RepositorySettingsArgs {
  /** The `settings` section of the policy. */
  policy: SettingsPolicy;

  /** The `organization` section, which knows the custom properties. */
  organization: OrganizationPolicy;

  /** The repository, as the `repositories` section describes it. */
  repository: RepositoryPolicy;

  /**
   * Variables for its workflows, by name. Never a secret value: everybody who may read the repository sees them.
   *
   * @default - none
   */
  variables?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Security settings of one repository: Dependabot, what Actions may run and do, the subject of its OIDC tokens, custom
 * properties, variables. What the policy does not speak of stays as it is. A setting that leaves the policy stays too: the
 * provider would switch it off.
 *
 * @example
 * new RepositorySettings("payments-api", {
 *   policy: policy.settings,
 *   organization: policy.organization,
 *   repository,
 *   variables: { SALLYPORT_REGISTRY: "123456789012.dkr.ecr.eu-central-1.amazonaws.com" },
 * });
 */
export class RepositorySettings extends pulumi.ComponentResource {
  constructor(name: string, args: RepositorySettingsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:RepositorySettings", name, {}, opts);
    const { policy } = args;
    const repository = args.repository.name;
    const kept = { parent: this, retainOnDelete: true };

    const { vulnerabilityAlerts, securityUpdates, actions, token, oidcSubject } = policy;
    const alerts =
      vulnerabilityAlerts !== undefined
        ? [new RepositoryVulnerabilityAlerts(name, { repository, enabled: vulnerabilityAlerts }, kept)]
        : [];
    if (securityUpdates !== undefined) {
      const updates = { repository, enabled: securityUpdates };
      new RepositoryDependabotSecurityUpdates(name, updates, { ...kept, dependsOn: alerts });
    }
    if (actions) new ActionsRepositoryPermissions(name, { repository, ...repositoryActions(actions, args) }, kept);
    if (token) new WorkflowRepositoryPermissions(name, { repository, ...defaultToken(token) }, kept);
    if (oidcSubject) {
      const subject = { repository, useDefault: false, includeClaimKeys: oidcSubject };
      new ActionsRepositoryOidcSubjectClaimCustomizationTemplate(name, subject, kept);
    }
    for (const property of propertyValues(args)) {
      new RepositoryCustomProperty(`${name}-${property.propertyName}`, { repository, ...property }, { parent: this });
    }
    for (const [variableName, value] of Object.entries(args.variables ?? {})) {
      new ActionsVariable(`${name}-${variableName}`, { repository, variableName, value }, { parent: this });
    }

    this.registerOutputs({});
  }
}

/** What the organisation allows besides is allowed in its repositories too. */
function repositoryActions(
  { allowed, shaPinningRequired }: NonNullable<SettingsPolicy["actions"]>,
  { organization }: RepositorySettingsArgs,
) {
  const also = organization.governance?.actions?.alsoAllowed ?? [];
  return { enabled: true, ...allowedActions(allowed, also), shaPinningRequired };
}

function defaultToken({ mayWrite, mayApprovePullRequests }: NonNullable<SettingsPolicy["token"]>) {
  return {
    defaultWorkflowPermissions: mayWrite ? "write" : "read",
    canApprovePullRequestReviews: mayApprovePullRequests,
  };
}

function propertyValues({ organization, repository }: RepositorySettingsArgs) {
  return Object.entries(repository.properties).map(([propertyName, values]) => ({
    propertyName,
    propertyType: propertyType(typeOf(organization.governance, propertyName)),
    propertyValues: values,
  }));
}

function typeOf(governance: GovernancePolicy | undefined, property: string) {
  const definition = governance?.properties[property];
  if (definition) return definition.type;
  throw new Error(
    `organization.governance.properties does not have ${property}, which a repository gives a value. Add it.`,
  );
}
