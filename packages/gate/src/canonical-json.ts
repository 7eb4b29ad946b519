import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** A value as canonical JSON (RFC 8785): the same text for the same value, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? "null";
}

/** SHA-256 of a value's canonical JSON, hex. */
export function sha256OfJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
