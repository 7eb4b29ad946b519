import type { Entry } from "../entry.js";
import { ReportError } from "../report-error.js";
import type { VexStatement } from "./document.js";

/**
 * The statement, unless it clears a product without a reason, which no VEX format allows:
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-labels
 *
 * @throws {ReportError} when it is not_affected and says neither why nor in which words.
 */
export function withReason<S extends VexStatement>(statement: S, entry: Entry): S {
  if (statement.status !== "not_affected" || statement.justification || statement.impact) return statement;
  throw refusal(
    entry,
    "",
    "says not_affected without a justification or an impact statement",
    "Let its author say why; until then it excuses nothing.",
  );
}

/** What is wrong with a field of a VEX document. */
export function refusal(entry: Entry, key: string, found: string, remedy: string): ReportError {
  const pointer = key === "" ? entry.pointer : `${entry.pointer}/${key}`;
  return new ReportError({ path: entry.path, place: { pointer }, found, remedy });
}
