import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { canonicalJson } from "../canonical-json.js";
import { LedgerEntry } from "./ledger-entry.js";

/** Most bytes of one line; a longer one is no entry, and readers need not hold it. */
export const maximumLedgerLineBytes = 1_048_576;

/** SHA-256 of a line without its line break, hex: what the next entry holds as `previous`, and what a head is. */
export function ledgerLineDigest(line: string | Uint8Array): string {
  return createHash("sha256").update(line).digest("hex");
}

/** The entry on a line (without its line break), or why there is none; continues a sentence that begins with the line. */
export function readLedgerLine(line: string | Uint8Array): { entry: LedgerEntry } | { fault: string } {
  if (line.length > maximumLedgerLineBytes) return { fault: `has more than ${maximumLedgerLineBytes} bytes` };
  if (typeof line !== "string" && !isUtf8(line)) return { fault: "is not UTF-8 text" };
  const text = typeof line === "string" ? line : Buffer.from(line).toString("utf8");
  const value = parse(text);
  if (value === undefined) return { fault: text.trim() === "" ? "is empty" : "is not JSON" };
  const parsed = LedgerEntry.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: `is no entry: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "is not as expected"}` };
  }
  if (canonicalJson(value) !== text) return { fault: "is not canonical JSON, so nobody wrote it with `sallyport`" };
  return { entry: parsed.data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
