export { type VaultAccess, VaultAccessError, vaultAccess } from "./access.js";
export { VaultClient, type VaultClientOptions } from "./client.js";
export * from "./handover/index.js";
export { type OidcConfigInputs, oidcConfig } from "./oidc-config.js";
export * from "./rotation/index.js";
export { VaultError } from "./vault-error.js";
