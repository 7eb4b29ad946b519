export { type Delivery, isUnedited } from "@sallyport/github-api";
export { type ActionInputs, type ActionName, pinnedAction, uses } from "./action-catalog.js";
export { type ActionFacts, actionFacts, type InputFacts } from "./action-facts.js";
export { codeOwnersFile, pathsWithoutOwner } from "./code-owners.js";
export { dependabotFile } from "./dependabot.js";
export {
  approvalEnvironmentArgs,
  DeploymentEnvironment,
  type DeploymentEnvironmentArgs,
} from "./deployment-environment.js";
export type { WorkflowInputs } from "./preparation.js";
export {
  deliveryOf,
  filesDigest,
  type RepositoryDelivery,
} from "./repository-delivery.js";
export { partsCommit, type RepositoryFile } from "./repository-file.js";
export { repositoryFiles } from "./repository-files.js";
export { RepositoryProtection, type RepositoryProtectionArgs } from "./repository-protection.js";
export { type RequiredCheck, requiredChecks } from "./required-checks.js";
export { securityPolicyFile } from "./security-policy.js";
export { securityWorkflow } from "./security-workflow.js";
export { toolVersions } from "./tool-versions.js";
export type * from "./workflow.js";
export { isCall } from "./workflow.js";
export { workflowProblems } from "./workflow-check.js";
export { describeFailedDelivery, WorkflowDelivery, type WorkflowDeliveryArgs } from "./workflow-delivery.js";
export { WorkflowError } from "./workflow-error.js";
export { workflowFiles } from "./workflow-files.js";
export { type WorkflowNote, workflowNotes } from "./workflow-notes.js";
export { plainWorkflow, workflowYaml } from "./workflow-yaml.js";
