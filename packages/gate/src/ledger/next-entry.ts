import { canonicalJson } from "../canonical-json.js";
import { LedgerEntry, LedgerEvent } from "./ledger-entry.js";
import { ledgerLineDigest, maximumLedgerLineBytes, readLedgerLine } from "./ledger-line.js";

/** An event that cannot become the next entry of a ledger. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** A new entry, ready to be appended. */
export interface NextEntry {
  entry: LedgerEntry;
  /** Its line, without the line break. */
  line: string;
  /** SHA-256 of the line: the new head. */
  head: string;
}

/**
 * The entry that follows a line.
 *
 * @param previousLine Last line of the ledger without its line break; undefined when there is none yet.
 * @param event What happened. The first entry is the genesis, no other is.
 * @param now The time of writing (RFC 3339, UTC).
 * @throws {LedgerError} when the last line is no entry, or the event is not valid or not possible here.
 */
export function nextEntry(previousLine: string | undefined, event: LedgerEvent, now: string): NextEntry {
  const before = previousLine === undefined ? undefined : lastEntry(previousLine);
  if (!before && event.event !== "genesis") throw new LedgerError("the ledger has no entry yet: begin with a genesis");
  if (before && event.event === "genesis") throw new LedgerError("the ledger has begun already: it has a genesis");
  const parsed = LedgerEntry.safeParse({
    version: 1,
    sequence: before ? before.sequence + 1 : 0,
    time: now,
    previous: previousLine === undefined ? null : ledgerLineDigest(previousLine),
    ...LedgerEvent.parse(event),
  });
  if (!parsed.success) throw new LedgerError(parsed.error.issues.map(({ message }) => message).join("; "));
  const line = canonicalJson(parsed.data);
  if (Buffer.byteLength(line) > maximumLedgerLineBytes) {
    throw new LedgerError(`the entry would have more than ${maximumLedgerLineBytes} bytes`);
  }
  return { entry: parsed.data, line, head: ledgerLineDigest(line) };
}

function lastEntry(line: string): LedgerEntry {
  const read = readLedgerLine(line);
  if ("entry" in read) return read.entry;
  throw new LedgerError(`the last line ${read.fault}`);
}
