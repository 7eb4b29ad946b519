import * as z from "zod";

/** Where an engine or an auth method is mounted in Vault. */
export const MountPath = z
  .string()
  .regex(/^(?!(?:auth|cubbyhole|identity|sys)(?:\/|$))[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*$/, {
    error:
      "must be a mount path: lower-case letters, digits, hyphens, / between parts, and not one of Vault's own (auth, cubbyhole, identity, sys)",
  })
  .max(255);
