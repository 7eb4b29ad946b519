import { engineResources } from "./engine-resources.ts";
import { loginResources } from "./login-resources.ts";
import { pkiResources } from "./pki-resources.ts";
import { serverResources } from "./server-resources.ts";
import type { VaultResource } from "./vault-resource.ts";

/** What the provider does on Vault, by resource type. */
export const vaultResources: Readonly<Record<string, VaultResource>> = {
  ...serverResources,
  ...loginResources,
  ...engineResources,
  ...pkiResources,
};
