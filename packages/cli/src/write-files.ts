import { createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { badFile } from "./command-error.js";
import { whyRefused } from "./read-input.js";

/** A file to be written, whole or not at all. */
export interface FileToWrite {
  path: string;
  /** In pieces where it may be large; read once. */
  content: string | Iterable<string>;
}

/** A file that is on the disk under a temporary name. */
export interface PendingFile {
  path: string;
  temporary: string;
  /** Of its content, hex. */
  sha256: string;
}

/** What our temporary files are called; one that is left over belongs to a run that was killed. */
export const temporaryName = /^\..+\.sallyport-[0-9a-f]{12}\.tmp$/;

/**
 * Writes files so that each is there completely or not at all: into a temporary file beside it, flushed to the disk, then
 * renamed. All are on the disk before the first is renamed. An interrupt waits until everything is in place.
 *
 * @param mayGoOn Called when all are on the disk; when it throws, nothing is changed.
 * @throws {CommandError} naming the file that cannot be written.
 */
export async function writeFiles(
  files: Iterable<FileToWrite>,
  mayGoOn: (written: readonly PendingFile[]) => void = () => {},
): Promise<void> {
  await withoutInterruption(() => {
    const pending: PendingFile[] = [];
    try {
      for (const file of files) pending.push(writeTemporary(file));
      mayGoOn(pending);
      for (const { temporary, path } of pending) putInPlace(temporary, path);
    } finally {
      for (const { temporary } of pending) rmSync(temporary, { force: true });
    }
  });
}

/** Writes one file, whole or not at all. */
export function writeFile(file: FileToWrite): void {
  const { temporary, path } = writeTemporary(file);
  try {
    putInPlace(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The temporary file that holds the content, flushed to the disk. */
function writeTemporary({ path, content }: FileToWrite): PendingFile {
  const temporary = join(dirname(path), `.${basename(path)}.sallyport-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, "wx");
    try {
      const sha256 = writePieces(descriptor, typeof content === "string" ? [content] : content);
      fsyncSync(descriptor);
      return { path, temporary, sha256 };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === undefined) throw error; // The content, not the disk.
    throw badFile(path, whyRefused("written", error), "Name a place that can be written to.");
  }
}

/** How many characters are gathered before they are written. */
const bufferedAtMost = 1024 * 1024;

/** SHA-256 of all pieces. */
function writePieces(descriptor: number, pieces: Iterable<string>): string {
  const hash = createHash("sha256");
  let waiting: string[] = [];
  let length = 0;
  const flush = () => {
    const bytes = Buffer.from(waiting.join(""));
    hash.update(bytes);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    waiting = [];
    length = 0;
  };
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length >= bufferedAtMost) flush();
  }
  flush();
  return hash.digest("hex");
}

function putInPlace(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    throw badFile(path, whyRefused("written", error), "Name a place that can be written to.");
  }
}

const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Node hands a signal over only between turns: the work is one turn, and the turn after it obeys. */
async function withoutInterruption(work: () => void): Promise<void> {
  const stop = (signal: (typeof interrupts)[number]) => process.exit(128 + constants.signals[signal]);
  for (const signal of interrupts) process.once(signal, stop);
  try {
    work();
    await nextTurn();
  } finally {
    for (const signal of interrupts) process.off(signal, stop);
  }
}
