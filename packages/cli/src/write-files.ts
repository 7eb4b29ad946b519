import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { badFile } from "./command-error.js";
import { whyRefused } from "./read-input.js";

/** A file to be written, whole or not at all. */
export interface FileToWrite {
  path: string;
  content: string;
}

/** What our temporary files are called; one that is left over belongs to a run that was killed. */
export const temporaryName = /^\..+\.sallyport-[0-9a-f]{12}\.tmp$/;

/**
 * Writes files so that each is there completely or not at all: into a temporary file beside it, flushed to the disk, then
 * renamed. All are on the disk before the first is renamed. An interrupt waits until everything is in place.
 *
 * @throws {CommandError} naming the file that cannot be written.
 */
export async function writeFiles(files: readonly FileToWrite[]): Promise<void> {
  await withoutInterruption(() => {
    const pending = new Map<string, string>();
    try {
      for (const file of files) pending.set(writeTemporary(file), file.path);
      for (const [temporary, path] of pending) {
        putInPlace(temporary, path);
        pending.delete(temporary);
      }
    } finally {
      for (const temporary of pending.keys()) rmSync(temporary, { force: true });
    }
  });
}

/** Name of the temporary file that holds the content, flushed to the disk. */
function writeTemporary({ path, content }: FileToWrite): string {
  const temporary = join(dirname(path), `.${basename(path)}.sallyport-${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content, { flag: "wx", flush: true });
    return temporary;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw badFile(path, whyRefused("written", error), "Name a place that can be written to.");
  }
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
