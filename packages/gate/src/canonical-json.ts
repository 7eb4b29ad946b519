import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** A value as canonical JSON (RFC 8785): the same text for the same value, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(isInKeyOrder(value) ? value : inKeyOrder(value));
  return text === undefined || isUnusual.test(text) ? (canonicalize(value) ?? "null") : text;
}

/**
 * What the engine's own writer does not do as RFC 8785 wants: it puts keys that are numbers first, and escapes lone
 * surrogates. The library knows both and is several times slower. A text that only looks like this goes there in vain.
 */
const isUnusual = /[{,]"\d+":|\\u[dD][89a-fA-F]/;

function isInKeyOrder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInKeyOrder);
  let last = "";
  for (const key in value) {
    if (key < last || !isInKeyOrder((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}

function inKeyOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inKeyOrder);
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const item = inKeyOrder((value as Record<string, unknown>)[key]);
    // Assigned, this key would be no key.
    if (key === "__proto__") Object.defineProperty(sorted, key, { value: item, enumerable: true });
    else sorted[key] = item;
  }
  return sorted;
}

/** SHA-256 of a value's canonical JSON, hex. */
export function sha256OfJson(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
