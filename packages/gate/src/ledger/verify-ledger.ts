import type { LedgerEntry } from "./ledger-entry.js";
import { ledgerLineDigest, readLedgerLine } from "./ledger-line.js";

/** Something that is wrong with a ledger. */
export interface LedgerProblem {
  /**
   * `edited`: a line was changed; `missing`: entries were removed or moved away; `order`: an entry stands where it does not
   * belong; `head`: the end was removed or changed; `torn`: the last line was cut off in mid-write; `empty`: no entry at all.
   */
  kind: "edited" | "missing" | "order" | "head" | "torn" | "empty";
  /** Line, from 1; 0 when it is about the whole. */
  line: number;
  /** Sequence of the entry, where it is known. */
  sequence?: number;
  /** What is wrong; a sentence. */
  message: string;
}

/** A head that somebody kept: the digest of the last line at that time. */
export interface LedgerHead {
  sha256: string;
  /** @default - any */
  sequence?: number;
}

/** What the check of a ledger found. */
export interface LedgerCheck {
  /** Every problem, in the order of the lines; none when the chain is whole. */
  problems: LedgerProblem[];
  /** Entries that could be read. */
  entries: number;
  /** The last entry; absent without one. */
  head?: Required<LedgerHead>;
}

/** One line of a ledger file. */
export interface LedgerLine {
  /** Without the line break. */
  content: string | Uint8Array;
  /** False for a last line without its line break: it was cut off in mid-write. */
  complete: boolean;
}

/** Checks a ledger line by line, in constant memory. */
export interface LedgerVerifier {
  /** Takes the next line, and gives its entry if it is one. */
  add(line: LedgerLine): LedgerEntry | undefined;
  /** The result, after the last line. */
  end(): LedgerCheck;
}

interface Place {
  line: number;
  sequence: number;
  digest: string;
}

/**
 * A check that takes a ledger line by line.
 *
 * @param head Head that must be in it. Without one nobody can see that the last entries were removed or replaced.
 */
export function ledgerVerifier(head?: LedgerHead): LedgerVerifier {
  const problems: LedgerProblem[] = [];
  let before: Place | undefined;
  let number = 0;
  let entries = 0;
  let headSeen = false;
  return {
    add({ content, complete }) {
      number += 1;
      if (!complete) {
        problems.push({ kind: "torn", line: number, message: "was cut off in mid-write: it has no line break." });
        return undefined;
      }
      const read = readLedgerLine(content);
      const digest = ledgerLineDigest(content);
      const entry = "entry" in read ? read.entry : undefined;
      const sequence = entry?.sequence ?? (before ? before.sequence + 1 : 0);
      if ("fault" in read) problems.push({ kind: "edited", line: number, sequence, message: `${read.fault}.` });
      else problems.push(...problemsOf(read.entry, number, before));
      if (entry) entries += 1;
      if (head?.sha256 === digest && (head.sequence ?? sequence) === sequence) headSeen = true;
      before = { line: number, sequence, digest };
      return entry;
    },
    end() {
      const last = before && { sha256: before.digest, sequence: before.sequence };
      if (entries === 0) problems.push({ kind: "empty", line: 0, message: "The ledger holds no entry." });
      if (head && !headSeen) problems.push(headProblem(head));
      return { problems, entries, ...(last && { head: last }) };
    },
  };
}

/** Checks all lines of a ledger; see {@link ledgerVerifier}. */
export function verifyLedger(lines: Iterable<string | Uint8Array>, head?: LedgerHead): LedgerCheck {
  const verifier = ledgerVerifier(head);
  for (const content of lines) verifier.add({ content, complete: true });
  return verifier.end();
}

/** What an entry says against its place, or against the line before it. */
function problemsOf(entry: LedgerEntry, line: number, before: Place | undefined): LedgerProblem[] {
  const { sequence, previous, event } = entry;
  const expected = before ? before.sequence + 1 : 0;
  const here = { line, sequence };
  if (sequence > expected) {
    const range = sequence - 1 === expected ? `Entry ${expected} is` : `Entries ${expected} to ${sequence - 1} are`;
    return [{ kind: "missing", ...here, message: `${range} missing before it: removed, or moved elsewhere.` }];
  }
  if (sequence < expected) {
    const message = `Entry ${sequence} stands after entry ${before?.sequence}: reordered, repeated or inserted.`;
    return [{ kind: "order", ...here, message }];
  }
  if ((event === "genesis") !== (sequence === 0)) {
    return [{ kind: "order", ...here, message: "The genesis, and only it, is the first entry." }];
  }
  if (previous === (before?.digest ?? null)) return [];
  if (!before) return [{ kind: "edited", ...here, message: "The first entry names a line before it." }];
  const message = `Entry ${before.sequence} was edited, replaced or inserted: entry ${sequence} (line ${line}) holds the digest of another line.`;
  return [{ kind: "edited", line: before.line, sequence: before.sequence, message }];
}

function headProblem({ sha256, sequence }: LedgerHead): LedgerProblem {
  const at = sequence === undefined ? "" : ` as entry ${sequence}`;
  const message = `The head ${sha256} is not in it${at}: the end was removed or edited, or this is another ledger.`;
  return { kind: "head", line: 0, ...(sequence !== undefined && { sequence }), message };
}
