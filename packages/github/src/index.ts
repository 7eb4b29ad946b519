export { type Delivery, isUnedited } from "@sallyport/github-api";
export { type ApiBudget, type ApiSaving, apiBudget, apiLimits } from "./api-budget.js";
export { type ApiCost, costOf } from "./api-cost.js";
export {
  type ActionInputs,
  type ActionName,
  neededPermissions,
  pinnedAction,
  uses,
} from "./catalogue/action-catalog.js";
export { type ActionFacts, actionFacts, type InputFacts, refusedActions } from "./catalogue/action-facts.js";
export { toolVersions } from "./catalogue/tool-versions.js";
export { codeOwnersFile, pathsWithoutOwner } from "./delivery/code-owners.js";
export { dependabotFile } from "./delivery/dependabot.js";
export {
  calledByFiles,
  deliveryOf,
  filesDigest,
  type RepositoryDelivery,
  sourced,
} from "./delivery/repository-delivery.js";
export { type FileSource, partsCommit, type RepositoryFile } from "./delivery/repository-file.js";
export { repositoryFiles } from "./delivery/repository-files.js";
export { securityPolicyFile } from "./delivery/security-policy.js";
export { describeFailedDelivery, WorkflowDelivery, type WorkflowDeliveryArgs } from "./delivery/workflow-delivery.js";
export { deployCall } from "./deploy/deploy-call.js";
export { deployWorkflow } from "./deploy/deploy-workflow.js";
export { deployWorkflowPath } from "./deploy/signer.js";
export { jobPermissions } from "./document/job-permissions.js";
export type * from "./document/workflow.js";
export { accessOf, isCall } from "./document/workflow.js";
export { workflowProblems } from "./document/workflow-check.js";
export { WorkflowError } from "./document/workflow-error.js";
export { plainWorkflow, workflowYaml } from "./document/workflow-yaml.js";
export { orchestrate, type ScanStage } from "./judging/orchestration.js";
export { rotationWorkflow, rotationWorkflowFile } from "./rotation/rotation-workflow.js";
export { OrganizationProtection, type OrganizationProtectionArgs } from "./rulesets/organization-protection.js";
export { organizationRulesets } from "./rulesets/organization-rulesets.js";
export { repositoryChecks, sharedChecks } from "./rulesets/repository-checks.js";
export { RepositoryProtection, type RepositoryProtectionArgs } from "./rulesets/repository-protection.js";
export { repositoryRulesets } from "./rulesets/repository-rulesets.js";
export { type RequiredCheck, requiredChecks } from "./rulesets/required-checks.js";
export { type SecretRequest, scanSecrets, secretValue } from "./scanners/scan-secrets.js";
export { type ScannerJobs, scannerJobs } from "./scanners/scanner-jobs.js";
export { AdoptedRepository, type AdoptedRepositoryArgs } from "./settings/adopted-repository.js";
export { allowedActions } from "./settings/allowed-actions.js";
export { DeploymentEnvironment, type DeploymentEnvironmentArgs } from "./settings/deployment-environment.js";
export {
  approvalEnvironmentArgs,
  rotationEnvironmentArgs,
  scanEnvironmentArgs,
} from "./settings/environment-settings.js";
export { type NotProvisioned, notProvisioned } from "./settings/not-provisioned.js";
export {
  actionRepositoryIds,
  OrganizationGovernance,
  type OrganizationGovernanceArgs,
} from "./settings/organization-governance.js";
export { RepositorySettings, type RepositorySettingsArgs } from "./settings/repository-settings.js";
export {
  revokeVaultToken,
  type VaultLoginInputs,
  type VaultRead,
  vaultLogin,
  vaultLogout,
  vaultOutput,
  vaultSecrets,
} from "./vault/vault-secrets.js";
export { type Central, centralOf } from "./workflows/central.js";
export { centralFiles, requiredWorkflowFile } from "./workflows/central-files.js";
export { type EnvironmentWorkflow, loginWorkflows } from "./workflows/login-workflows.js";
export { type PolicyWorkflowInputs, policyWorkflow } from "./workflows/policy-workflow.js";
export type { WorkflowInputs } from "./workflows/preparation.js";
export { scheduledWorkflow } from "./workflows/scheduled-workflow.js";
export { requiredWorkflow, securityWorkflow } from "./workflows/security-workflow.js";
export { workflowFiles } from "./workflows/workflow-files.js";
export { type WorkflowNote, workflowNotes } from "./workflows/workflow-notes.js";
