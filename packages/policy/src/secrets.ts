import * as z from "zod";
import { accessPolicies } from "./secrets/access.js";
import { AuthPolicy } from "./secrets/auth.js";
import { EnginesPolicy } from "./secrets/engines.js";
import { LimitsPolicy, VaultAuditPolicy, VaultServerPolicy } from "./secrets/server.js";
import { RotationPolicy, StoredPolicy } from "./secrets/stored.js";

/** The `secrets` section: where secrets live, who may read them, and when they rotate. */
export const SecretsPolicy = z
  .strictObject({
    vault: VaultServerPolicy,
    auth: AuthPolicy,
    engines: EnginesPolicy,
    ...accessPolicies,
    stored: StoredPolicy,
    rotation: RotationPolicy,
    limits: LimitsPolicy,
    audit: VaultAuditPolicy,
  })
  .describe("Vault: secret stores, logins and rotation.");
export type SecretsPolicy = z.infer<typeof SecretsPolicy>;
