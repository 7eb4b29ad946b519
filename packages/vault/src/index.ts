export { authMount, GitHubLogin, type GitHubLoginArgs } from "./github-login.js";
export { notProvided } from "./not-provided.js";
export {
  boundClaims,
  loginRole,
  RepositoryLogin,
  type RepositoryLoginArgs,
  vaultPolicyText,
} from "./repository-login.js";
export { SecretStore, type SecretStoreArgs, secretMount, versionSettings } from "./secret-store.js";
