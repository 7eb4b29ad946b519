export { auditBucketPolicy, type Denial } from "./audit-bucket-policy.js";
export {
  coldStorage,
  defaultRetention,
  encryption,
  evidenceKey,
  noPublicAccess,
  safeguards,
} from "./audit-settings.js";
export { AuditStore, type AuditStoreArgs } from "./audit-store.js";
export { notProvided } from "./not-provided.js";
export { ContainerRegistry, type ContainerRegistryArgs, lifecyclePolicy, tagMutability } from "./registry.js";
