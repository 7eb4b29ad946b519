import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { badFile } from "./command-error.js";

/** Largest file of facts or baseline, in bytes. */
export const maximumFactBytes = 256 * 1024 * 1024;

/**
 * The bytes of a file that a flag names.
 *
 * @param limit Most bytes that it may have.
 * @throws {CommandError} when it cannot be read or is larger.
 */
export function readInput(file: string, limit: number, remedy: string): Uint8Array {
  const read = readAtMost(file, limit);
  if (read instanceof Uint8Array) return read;
  throw badFile(file, read.found, remedy);
}

/**
 * The bytes of a file, or why there are none. Reads no more than it takes to see that a file is too large: it may be a
 * device or a pipe.
 */
export function readAtMost(file: string, limit: number): Uint8Array | { found: string } {
  return readWith(file, limit, (size) => Buffer.allocUnsafe(size));
}

/** Reads one file after the other into the same memory. */
export class ReusedBuffer {
  #buffer = Buffer.alloc(0);

  /** Like {@link readAtMost}, but the bytes are there until the next call only. */
  readAtMost(file: string, limit: number): Uint8Array | { found: string } {
    return readWith(file, limit, (size) => {
      if (this.#buffer.length < size) this.#buffer = Buffer.allocUnsafeSlow(size);
      return this.#buffer.subarray(0, size);
    });
  }
}

type Allocate = (size: number) => Buffer;

function readWith(file: string, limit: number, allocate: Allocate): Uint8Array | { found: string } {
  try {
    const descriptor = openSync(file, "r");
    try {
      return readAll(descriptor, limit, allocate) ?? { found: `has more than the ${limit} bytes that are read` };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { found: whyRefused("read", error) };
  }
}

function readAll(descriptor: number, limit: number, allocate: Allocate): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  // A regular file comes in one piece; the one byte more shows that it ends there.
  const size = Math.max(Math.min(fstatSync(descriptor).size, limit) + 1, 64 * 1024);
  for (let length = 0; length <= limit; ) {
    const chunk = length === 0 ? allocate(size) : Buffer.allocUnsafe(size);
    const read = readSync(descriptor, chunk, 0, size, null);
    if (read === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the path is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** Why the system refused a file, in words. */
export function whyRefused(what: "read" | "written", error: unknown): string {
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  if (code === "EISDIR") return "is a folder";
  if (code === "ENOENT") return "does not exist";
  return `cannot be ${what}: ${reasons[code] ?? message}`;
}
