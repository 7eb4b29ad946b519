import { readFileSync } from "node:fs";
import { badFile } from "./command-error.js";

/**
 * The bytes of a file that a flag names.
 *
 * @throws {CommandError} when it cannot be read.
 */
export function readInput(file: string, remedy: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw badFile(file, whyRefused("read", error), remedy);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the path is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GiB",
  ERR_INVALID_ARG_VALUE: "it is no path",
};

/** Why the system refused a file, in words. */
export function whyRefused(what: "read" | "written", error: unknown): string {
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  if (code === "EISDIR") return "is a folder";
  if (code === "ENOENT") return "does not exist";
  return `cannot be ${what}: ${reasons[code] ?? message}`;
}
