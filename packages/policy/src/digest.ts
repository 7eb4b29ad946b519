import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Policy } from "./policy.js";

/**
 * What identifies a policy: SHA-256, in hex, of its canonical JSON (RFC 8785).
 *
 * Preset and defaults are part of it; comments, order and notation of the file are not.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function policyDigest(policy: Policy): string {
  return createHash("sha256")
    .update(canonicalize(policy) ?? "")
    .digest("hex");
}
