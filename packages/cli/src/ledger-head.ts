import type { LedgerHead, LedgerProblem } from "@sallyport/gate";
import { badFlag } from "./command-error.js";

/**
 * A head as `ledger append` prints it: `SHA256` or `SHA256@SEQUENCE`.
 *
 * @throws {CommandError} when it is something else.
 */
export function parseHead(text: string | undefined): LedgerHead | undefined {
  if (text === undefined) return undefined;
  const [, sha256, sequence] = /^([0-9a-f]{64})(?:@(\d{1,15}))?$/.exec(text) ?? [];
  if (sha256 === undefined) {
    throw badFlag("--head", `is ${JSON.stringify(text)}`, "Give SHA256@SEQUENCE, as `ledger append` printed it.");
  }
  return sequence === undefined ? { sha256 } : { sha256, sequence: Number(sequence) };
}

/** A head in the form that {@link parseHead} reads. */
export function renderHead({ sha256, sequence }: Required<LedgerHead>): string {
  return `${sha256}@${sequence}`;
}

/** What a check without a head cannot promise. */
export const withoutHead =
  "Without --head nobody can see whether the last entries were removed or replaced: keep the head elsewhere.";

/** One problem in one line. */
export function describeLedgerProblem(file: string, { line, sequence, message }: LedgerProblem): string {
  const place = line === 0 ? file : `${file}:${line}`;
  return `${place}${sequence === undefined ? "" : ` (entry ${sequence})`}: ${message}`;
}
