export { type AccessRule, accessRule, type Capability, capabilities, policyText } from "./access-rule.js";
export {
  generations,
  rootCertificate,
  signedIntermediate,
  signingRequest,
} from "./authority-issuer.js";
export {
  authorityUrls,
  clusterAddress,
  dailyTidy,
  intermediateMount,
  revocationLists,
  rootMount,
} from "./authority-mount.js";
export {
  boundClaims,
  boundClaimsType,
  type LoginJobs,
  type LoginRefs,
  type LoginWorkflow,
  refGlob,
} from "./bound-claims.js";
export { CertificateAuthority, type CertificateAuthorityArgs } from "./certificate-authority.js";
export { acmeSettings, certificateRole } from "./certificate-role.js";
export { connectionSettings, DatabaseConnection, type DatabaseConnectionArgs } from "./database-connection.js";
export { DatabaseEngine, type DatabaseEngineArgs, databaseMount } from "./database-engine.js";
export { dynamicRole, staticRole } from "./database-roles.js";
export { authMount, GitHubLogin, type GitHubLoginArgs } from "./github-login.js";
export { describeFailedHandover, type HandoverHookArgs, handoverHook } from "./handover-hook.js";
export { type JobRulesArgs, jobRules } from "./job-rules.js";
export { notProvided } from "./not-provided.js";
export {
  oneTimePassword,
  PeopleLogin,
  type PeopleLoginArgs,
  peopleMount,
  peopleRole,
  redirectUris,
} from "./people-login.js";
export { provisionRules } from "./provision-rules.js";
export { type PathRule, reachOf } from "./reach.js";
export { type RoleReach, reachProblems } from "./reach-problems.js";
export { readVaultPolicy, VaultPolicyError } from "./read-vault-policy.js";
export { loginRole, RepositoryLogin, type RepositoryLoginArgs, vaultPolicyText } from "./repository-login.js";
export { rotationRules } from "./rotation-rules.js";
export { SecretStore, type SecretStoreArgs, secretMount, versionSettings } from "./secret-store.js";
export { groupName, TeamAccess, type TeamAccessArgs, teamGroup, teamPolicyText } from "./team-access.js";
export { type TeamRulesArgs, teamRules } from "./team-rules.js";
export { keySettings, TransitEngine, type TransitEngineArgs, transitMount } from "./transit-engine.js";
export { auditDevices, VaultAudit, type VaultAuditArgs } from "./vault-audit.js";
export { leaseLimits, rateLimits, VaultLimits, type VaultLimitsArgs } from "./vault-limits.js";
export { tokenReview, WorkloadAccess, type WorkloadAccessArgs, workloadMount } from "./workload-access.js";
export { WorkloadLogin, type WorkloadLoginArgs, workloadPolicyText, workloadRole } from "./workload-login.js";
export { type WorkloadRulesArgs, workloadRules } from "./workload-rules.js";
