export { type ActionInputs, type ActionName, neededPermissions, pinnedAction, uses } from "./action-catalog.js";
export { type ActionFacts, actionFacts, type InputFacts, refusedActions } from "./action-facts.js";
export { AdoptedRepository, type AdoptedRepositoryArgs } from "./adopted-repository.js";
export { allowedActions } from "./allowed-actions.js";
export { type ApiBudget, type ApiSaving, apiBudget, apiLimits } from "./api-budget.js";
export { type ApiCost, costOf } from "./api-cost.js";
export { type Central, centralOf } from "./central.js";
export { centralFiles, requiredWorkflowFile } from "./central-files.js";
export { deployWorkflowPath } from "./deploy/signer.js";
export { deployCall } from "./deploy-call.js";
export { deployWorkflow } from "./deploy-workflow.js";
export { DeploymentEnvironment, type DeploymentEnvironmentArgs } from "./deployment-environment.js";
export { approvalEnvironmentArgs, scanEnvironmentArgs } from "./environment-settings.js";
export { jobPermissions } from "./job-permissions.js";
export { type NotProvisioned, notProvisioned } from "./not-provisioned.js";
export { orchestrate, type ScanStage } from "./orchestration.js";
export {
  actionRepositoryIds,
  OrganizationGovernance,
  type OrganizationGovernanceArgs,
} from "./organization-governance.js";
export { OrganizationProtection, type OrganizationProtectionArgs } from "./organization-protection.js";
export { organizationRulesets } from "./organization-rulesets.js";
export { type PolicyWorkflowInputs, policyWorkflow } from "./policy-workflow.js";
export type { WorkflowInputs } from "./preparation.js";
export { repositoryChecks, sharedChecks } from "./repository-checks.js";
export { type FileSource, partsCommit, type RepositoryFile } from "./repository-file.js";
export { RepositoryProtection, type RepositoryProtectionArgs } from "./repository-protection.js";
export { repositoryRulesets } from "./repository-rulesets.js";
export { RepositorySettings, type RepositorySettingsArgs } from "./repository-settings.js";
export { type RequiredCheck, requiredChecks } from "./required-checks.js";
export { type ScannerJobs, scannerJobs } from "./scanner-jobs.js";
export { scheduledWorkflow } from "./scheduled-workflow.js";
export { requiredWorkflow, securityWorkflow } from "./security-workflow.js";
export { toolVersions } from "./tool-versions.js";
export { revokeVaultToken, type SecretRequest, secretValue, vaultSecrets } from "./vault-secrets.js";
export type * from "./workflow.js";
export { accessOf, isCall } from "./workflow.js";
export { workflowProblems } from "./workflow-check.js";
export { WorkflowError } from "./workflow-error.js";
export { workflowFiles } from "./workflow-files.js";
export { type WorkflowNote, workflowNotes } from "./workflow-notes.js";
export { isUnedited, plainWorkflow, workflowYaml } from "./workflow-yaml.js";
