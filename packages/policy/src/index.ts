export { AuditPolicy } from "./audit.js";
export {
  type Capability,
  capabilities,
  type GitHubPlan,
  type MissingCapability,
  missingCapabilities,
  planDependencies,
} from "./capabilities.js";
export { DeliveryPolicy } from "./delivery.js";
export { type Direction, describeDirection, type Strength, strengthOf } from "./direction.js";
export { type ReadDocument, readDocument } from "./document.js";
export { Duration, days, seconds } from "./duration.js";
export {
  approvalEnvironment,
  type DeployPolicy,
  type EnvironmentPolicy,
  EnvironmentsPolicy,
  rotationEnvironment,
  scanEnvironment,
  stagingEnvironment,
} from "./environments.js";
export { ExceptionsPolicy } from "./exceptions.js";
export { readPolicy } from "./file.js";
export type { FileKind } from "./file-kind.js";
export {
  Action,
  FindingCategory,
  GatePolicy,
  LadderOverride,
  MissionImpact,
  Severity,
  type SsvcPolicy,
  UnscoredHelper,
} from "./gate.js";
export { GovernancePolicy } from "./governance.js";
export { IssuesPolicy } from "./issues.js";
export { policyJsonSchema } from "./json-schema.js";
export { type LoginSubject, loginName, peopleRoleName, teamAccessName, workloadLoginName } from "./login-name.js";
export { type NamespacePolicy, type NetworkPeer, NetworkPolicy } from "./network.js";
export { OrganizationPolicy, principalId } from "./organization.js";
export type { Origin } from "./origin.js";
export { type ParsedPolicy, type PolicyPart, type PolicyText, parseLayers, parsePolicy } from "./parse.js";
export { plainText } from "./plain-text.js";
export { Policy } from "./policy.js";
export { PolicyFile } from "./policy-file.js";
export { mergeLayers, type PresetName, preset } from "./presets.js";
export { Principal, type PrincipalParts, principalParts } from "./principal.js";
export { dottedPath } from "./printable.js";
export { describePlace, describeProblem, inFileOrder, type Place, PolicyError, type Problem } from "./problem.js";
export { ProtectionPolicy } from "./protection.js";
export { policyReference } from "./reference.js";
export { RegistryPolicy } from "./registry.js";
export { ManifestKind, manifestKind, RepositoriesPolicy, type RepositoryPolicy } from "./repositories.js";
export { RuleCategory, RuntimePolicy } from "./runtime.js";
export { scannersWithSecrets } from "./scanner-secrets.js";
export { type ScannerName, scannerNames, type TrivyPolicy } from "./scanners.js";
export { ScanningPolicy } from "./scanning.js";
export type { JobPolicy, TeamAccessPolicy, WorkloadPolicy } from "./secrets/access.js";
export type { AuthPolicy, JwtAuthPolicy, KubernetesAuthPolicy, OidcAuthPolicy } from "./secrets/auth.js";
export {
  type ConnectionPolicy,
  type DatabaseEnginePolicy,
  type DynamicRolePolicy,
  databaseConnections,
  type NamedConnection,
  type StaticRolePolicy,
} from "./secrets/database.js";
export type {
  CertificateRolePolicy,
  EnginesPolicy,
  KvEnginePolicy,
  PkiEnginePolicy,
  TransitEnginePolicy,
  TransitKeyPolicy,
} from "./secrets/engines.js";
export { rotationScope } from "./secrets/rotation-scope.js";
export { type SecretPlace, secretField, secretPlace } from "./secrets/secret-path.js";
export type { LimitsPolicy, VaultAuditPolicy, VaultServerPolicy } from "./secrets/server.js";
export { RotationPolicy, SecretClass, type StoredSecretPolicy } from "./secrets/stored.js";
export { SecretsPolicy } from "./secrets.js";
export { SettingsPolicy } from "./settings.js";
export { SlasPolicy } from "./slas.js";
export { compareStrength, type Weakening } from "./strength.js";
