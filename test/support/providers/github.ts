import { type Properties, textAt } from "./inputs.ts";
import type { ProviderFacts, ResourceKind } from "./provider-facts.ts";

const provider = "https://github.com/integrations/terraform-provider-github/blob/main/github";
const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";
const customProperties = "github:index/organizationCustomProperties:OrganizationCustomProperties";
const repositoryName = /^[\w.-]{1,100}$/;
const ofRepository = (inputs: Properties) => textAt(inputs, "repository");
const allowedActions = ["all", "local_only", "selected"];
const propertyTypes = ["string", "single_select", "multi_select", "true_false"];

/** A setting of a repository: it has the repository's name as its id, and there is one of each. */
function repositorySetting(file: string, more: Partial<ResourceKind> = {}): ResourceKind {
  return {
    source: `${provider}/resource_github_${file}.go`,
    pattern: { repository: repositoryName },
    replaceOn: [],
    overwrites: true,
    id: ofRepository,
    ...more,
    required: ["repository", ...(more.required ?? [])],
  };
}

/** What rulesets of a repository and of the organisation have in common. */
const ruleset = {
  allowed: {
    enforcement: ["disabled", "active", "evaluate"],
    target: ["branch", "tag", "push"],
    "bypassActors[].bypassMode": ["always", "pull_request", "exempt"],
    "rules.pullRequest.allowedMergeMethods[]": ["merge", "squash", "rebase"],
    "rules.requiredCodeScanning.requiredCodeScanningTools[].alertsThreshold": [
      "none",
      "errors",
      "errors_and_warnings",
      "all",
    ],
    "rules.requiredCodeScanning.requiredCodeScanningTools[].securityAlertsThreshold": [
      "none",
      "critical",
      "high_or_higher",
      "medium_or_higher",
      "all",
    ],
  },
  range: { "rules.pullRequest.requiredApprovingReviewCount": [0, 10] },
  autoName: "name",
  replaceOn: [],
  id: (_, serial) => String(serial),
  outputs: (_, id) => ({ etag: `W/"${id}"`, nodeId: `RRS_${id}`, rulesetId: Number(id) }),
} as const satisfies Partial<ResourceKind>;

/** GitHub. A change of `repository` counts as another repository, not as a rename. */
export const github: ProviderFacts = {
  name: "github",
  version: "6.15.0",
  file: "test/support/providers/github.ts",
  settings: [],
  kinds: {
    "github:index/repositoryRuleset:RepositoryRuleset": {
      ...ruleset,
      source: `${provider}/resource_github_repository_ruleset.go`,
      required: ["enforcement", "repository", "rules", "target"],
      allowed: {
        ...ruleset.allowed,
        "bypassActors[].actorType": [
          "RepositoryRole",
          "Team",
          "Integration",
          "OrganizationAdmin",
          "DeployKey",
          "EnterpriseOwner",
          "User",
        ],
        "rules.mergeQueue.mergeMethod": ["MERGE", "SQUASH", "REBASE"],
        "rules.mergeQueue.groupingStrategy": ["ALLGREEN", "HEADGREEN"],
      },
      lacks: ["rules.requiredWorkflows"],
      pattern: { repository: repositoryName },
    },
    "github:index/organizationRuleset:OrganizationRuleset": {
      ...ruleset,
      source: `${provider}/resource_github_organization_ruleset.go`,
      required: [
        "conditions",
        "enforcement",
        "rules",
        "target",
        "rules.requiredWorkflows.requiredWorkflows[].path",
        "rules.requiredWorkflows.requiredWorkflows[].repositoryId",
      ],
      exactlyOne: ["conditions.repositoryIds", "conditions.repositoryName", "conditions.repositoryProperty"],
      allowed: {
        ...ruleset.allowed,
        "bypassActors[].actorType": [
          "RepositoryRole",
          "Team",
          "Integration",
          "OrganizationAdmin",
          "DeployKey",
          "EnterpriseOwner",
        ],
      },
      lacks: ["rules.mergeQueue", "rules.requiredDeployments"],
      range: { ...ruleset.range, "conditions.repositoryIds[]": [1, Number.MAX_SAFE_INTEGER] },
    },
    "github:index/repository:Repository": {
      source: `${provider}/resource_github_repository.go`,
      allowed: {
        visibility: ["public", "private", "internal"],
        "securityAndAnalysis.secretScanning.status": ["enabled", "disabled"],
        "securityAndAnalysis.secretScanningPushProtection.status": ["enabled", "disabled"],
      },
      pattern: { name: repositoryName },
      autoName: "name",
      replaceOn: ["template"],
      id: (inputs) => textAt(inputs, "name"),
      outputs: (inputs) => ({ fullName: `acme/${textAt(inputs, "name")}`, repoId: 1 }),
    },
    "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": repositorySetting(
      "repository_vulnerability_alerts",
      { replaceOn: ["repository"], outputs: () => ({ repositoryId: 1 }) },
    ),
    "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates": repositorySetting(
      "repository_dependabot_security_updates",
      { required: ["enabled"], replaceOn: ["repository"] },
    ),
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": repositorySetting(
      "actions_repository_permissions",
      { required: ["allowedActionsConfig.githubOwnedAllowed"], allowed: { allowedActions } },
    ),
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": repositorySetting(
      "workflow_repository_permissions",
      { allowed: { defaultWorkflowPermissions: ["read", "write"] } },
    ),
    "github:index/actionsRepositoryAccessLevel:ActionsRepositoryAccessLevel": repositorySetting(
      "actions_repository_access_level",
      { required: ["accessLevel"], allowed: { accessLevel: ["none", "user", "organization", "enterprise"] } },
    ),
    "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate":
      repositorySetting("actions_repository_oidc_subject_claim_customization_template", { required: ["useDefault"] }),
    "github:index/actionsVariable:ActionsVariable": {
      source: `${provider}/resource_github_actions_variable.go`,
      required: ["repository", "value", "variableName"],
      pattern: { repository: repositoryName, variableName: /^(?!GITHUB_)[A-Za-z_]\w*$/ },
      replaceOn: ["variableName"],
      id: (inputs) => `${ofRepository(inputs)}:${textAt(inputs, "variableName")}`,
      outputs: () => ({ createdAt: "2026-01-01 00:00:00 +0000 UTC", updatedAt: "2026-01-01 00:00:00 +0000 UTC" }),
    },
    "github:index/repositoryCustomProperty:RepositoryCustomProperty": {
      source: `${provider}/resource_github_repository_custom_property.go`,
      required: ["propertyName", "propertyType", "propertyValues", "repository"],
      allowed: { propertyType: [...propertyTypes, "url"] },
      replaceOn: ["propertyName", "propertyType"],
      overwrites: true,
      needs: (inputs) => [[customProperties, textAt(inputs, "propertyName")]],
      id: (inputs) => `acme:${ofRepository(inputs)}:${textAt(inputs, "propertyName")}`,
      outputs: () => ({ repositoryId: 1 }),
    },
    [customProperties]: {
      source: `${provider}/resource_github_organization_custom_properties.go`,
      required: ["propertyName"],
      allowed: { valueType: propertyTypes, valuesEditableBy: ["org_actors", "org_and_repo_actors"] },
      replaceOn: [],
      overwrites: true,
      id: (inputs) => textAt(inputs, "propertyName"),
    },
    "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions": {
      source: `${provider}/resource_github_actions_organization_permissions.go`,
      required: ["allowedActionsConfig.githubOwnedAllowed", "enabledRepositories"],
      allowed: { allowedActions, enabledRepositories: ["all", "none", "selected"] },
      replaceOn: [],
      overwrites: true,
      id: () => "acme",
    },
    "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions": {
      source: `${provider}/resource_github_actions_organization_workflow_permissions.go`,
      required: ["organizationSlug"],
      allowed: { defaultWorkflowPermissions: ["read", "write"] },
      replaceOn: ["organizationSlug"],
      overwrites: true,
      id: (inputs) => textAt(inputs, "organizationSlug"),
    },
    "github:index/organizationSettings:OrganizationSettings": {
      source: `${provider}/resource_github_organization_settings.go`,
      required: ["billingEmail"],
      allowed: { defaultRepositoryPermission: ["read", "write", "admin", "none"] },
      replaceOn: [],
      overwrites: true,
      id: () => "1042",
    },
    "github:index/organizationRoleTeam:OrganizationRoleTeam": {
      source: `${provider}/resource_github_organization_role_team.go`,
      required: ["roleId", "teamSlug"],
      replaceOn: ["roleId", "teamSlug"],
      overwrites: true,
      id: (inputs) => `${inputs.roleId}:${textAt(inputs, "teamSlug")}`,
    },
    "github:index/team:Team": {
      source: `${provider}/resource_github_team.go`,
      allowed: { privacy: ["secret", "closed"] },
      autoName: "name",
      replaceOn: [],
      id: (_, serial) => String(serial),
      outputs: (inputs, id) => ({ slug: textAt(inputs, "name"), nodeId: `T_${id}`, membersCount: 0 }),
    },
    [environment]: {
      source: `${provider}/resource_github_repository_environment.go`,
      required: ["environment", "repository"],
      range: { waitTimer: [0, 43_200] },
      replaceOn: ["environment", "repository"],
      overwrites: true,
      id: (inputs) => `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}`,
      outputs: () => ({ repositoryId: 1 }),
    },
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": {
      source: `${provider}/resource_github_repository_environment_deployment_policy.go`,
      required: ["environment", "repository"],
      exactlyOne: ["branchPattern", "tagPattern"],
      // From a branch pattern to a tag pattern both inputs change, which is a replacement; another pattern of the same sort is an update.
      replaceOn: ["environment", "repository"],
      needs: (inputs) => [[environment, `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}`]],
      id: (inputs, serial) => `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}:${serial}`,
      outputs: (_, id) => ({ policyId: Number(id.split(":").at(-1)), repositoryId: 1 }),
    },
  },
};
