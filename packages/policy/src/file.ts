import { closeSync, openSync, readSync } from "node:fs";
import { type ParsedPolicy, parsePolicy } from "./parse.js";
import { policyKind } from "./policy-kind.js";
import { PolicyError } from "./problem.js";

/**
 * The policy in a file; see {@link parsePolicy}.
 *
 * @param path Where the file is.
 * @param file The name that problems carry; without it the path as given.
 * @throws {PolicyError} with every problem at once, also when the file cannot be read.
 */
export function readPolicy(path: string, file = path): ParsedPolicy {
  return parsePolicy(readBytes(path, file), file);
}

/** The bytes of a file, and no more than it takes to see that it is too large: it may be a device or a pipe. */
function readBytes(path: string, file: string): Uint8Array {
  try {
    const descriptor = openSync(path, "r");
    try {
      return readAtMost(descriptor, policyKind.maxBytes + 1);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new PolicyError([{ level: "error", file, line: 1, column: 1, path: "", ...unreadable(error) }]);
  }
}

function readAtMost(descriptor: number, limit: number): Uint8Array {
  const bytes = new Uint8Array(limit);
  let length = 0;
  while (length < limit) {
    const read = readSync(descriptor, bytes, length, limit - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function unreadable(error: unknown): { message: string; remedy: string } {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return { message: "there is no such file", remedy: "Check the path of the policy." };
  }
  if (code === "EISDIR") return { message: "this is a folder", remedy: "Give the path of the policy in it." };
  return {
    message: `the file cannot be read (${code ?? "unknown error"})`,
    remedy: "Check its path and the right to read it.",
  };
}
