import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename } from "node:path";
import { type LedgerEvent, type LedgerLine, maximumLedgerLineBytes, type NextEntry, nextEntry } from "@sallyport/gate";
import { badFile, CommandError } from "./command-error.js";
import { withLock } from "./ledger-lock.js";
import { whyRefused } from "./read-input.js";

const lineBreak = 0x0a;

/**
 * Appends an event to a ledger: one whole line, on the disk when this returns. A line that an earlier run left cut off is moved
 * aside, and an entry says so.
 *
 * @throws {CommandError} with the ledger as it was, when it cannot be written or does not end with an entry.
 */
export async function appendToLedger(file: string, event: LedgerEvent): Promise<NextEntry> {
  const begins = event.event === "genesis";
  if (!begins && !existsSync(file)) {
    throw badFile(file, "does not exist", "Begin it: sallyport ledger append --event genesis --id NAME --file FILE.");
  }
  const path = existsSync(file) ? realpathSync(file) : file;
  return withLock(path, () => {
    try {
      return append(path, event);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      if (error instanceof Error && error.name === "LedgerError") {
        throw badFile(file, `cannot take the event: ${error.message}`, "`sallyport ledger verify` shows its state.");
      }
      throw badFile(file, whyRefused("written", error), "Nothing was appended. Name a file that can be written to.");
    }
  });
}

function append(path: string, event: LedgerEvent): NextEntry {
  const descriptor = openSync(path, event.event === "genesis" ? "a+" : "r+");
  try {
    const { size } = fstatSync(descriptor);
    const { last, torn } = endOf(descriptor, size);
    const now = new Date().toISOString();
    const entries: NextEntry[] = [];
    const add = (one: LedgerEvent) => entries.push(nextEntry(entries.at(-1)?.line ?? last, one, now));
    const recovery = torn && recoveryOf(path, torn);
    if (recovery && last !== undefined) add(recovery);
    add(event);
    if (recovery && last === undefined) add(recovery);
    if (torn && recovery) {
      writeFileSync(`${path}.torn-${recovery.payload.sha256.slice(0, 16)}`, torn, { flush: true });
      ftruncateSync(descriptor, size - torn.length);
    }
    writeAll(descriptor, Buffer.from(entries.map(({ line }) => `${line}\n`).join("")), size - (torn?.length ?? 0));
    const written = entries.at(-1);
    if (!written) throw new Error("nothing to append");
    return written;
  } finally {
    closeSync(descriptor);
  }
}

function recoveryOf(path: string, torn: Uint8Array): Extract<LedgerEvent, { event: "recovery" }> {
  const sha256 = createHash("sha256").update(torn).digest("hex");
  const file = `${basename(path)}.torn-${sha256.slice(0, 16)}`;
  return { event: "recovery", subject: { images: [] }, payload: { bytes: torn.length, sha256, file } };
}

/** All or nothing: what a full disk cut off is taken back. */
function writeAll(descriptor: number, bytes: Uint8Array, size: number): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, size + done);
    }
    fsyncSync(descriptor);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  }
}

/** The last whole line, and what stands after it without a line break. */
function endOf(descriptor: number, size: number): { last?: string; torn?: Uint8Array } {
  const length = Math.min(size, 3 * maximumLedgerLineBytes);
  const tail = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const read = readSync(descriptor, tail, done, length - done, size - length + done);
    if (read === 0) break;
    done += read;
  }
  const end = tail.lastIndexOf(lineBreak);
  const torn = end + 1 < length ? tail.subarray(end + 1) : undefined;
  if (end === -1) {
    if (size > length) throw new Error("its end is no line of a ledger");
    return { ...(torn && { torn }) };
  }
  const start = end === 0 ? 0 : tail.lastIndexOf(lineBreak, end - 1) + 1;
  return { last: tail.toString("utf8", start, end), ...(torn && { torn }) };
}

/**
 * The lines of a ledger, one at a time. Of a line that is too long to be an entry only the beginning is kept.
 *
 * @throws {CommandError} when it cannot be read.
 */
export function* ledgerLines(file: string): Generator<LedgerLine> {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunksOf(file)) {
    let start = 0;
    for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, start)) {
      const piece = chunk.subarray(start, end);
      yield { content: rest.length === 0 ? piece : Buffer.concat([rest, piece]), complete: true };
      rest = Buffer.alloc(0);
      start = end + 1;
    }
    if (rest.length <= maximumLedgerLineBytes) rest = Buffer.concat([rest, chunk.subarray(start)]);
  }
  if (rest.length > 0) yield { content: rest, complete: false };
}

function* chunksOf(file: string): Generator<Buffer> {
  const refuse = (error: unknown) =>
    badFile(file, whyRefused("read", error), "Name the ledger with --file or --ledger.");
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw refuse(error);
  }
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(256 * 1024);
      const read = readSync(descriptor, chunk, 0, chunk.length, null);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } catch (error) {
    throw refuse(error);
  } finally {
    closeSync(descriptor);
  }
}
