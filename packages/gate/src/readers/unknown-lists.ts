import type { Entry } from "../entry.js";

/** A list that no reader knows may hold findings: better said than overlooked. */
export function describeUnknownLists(entry: Entry, known: readonly string[]): string[] {
  return entry
    .unknownLists(known)
    .map((key) => `${entry.pointer}/${key} is a list that this version does not know; it may hold findings`);
}
