import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  changedExceptions,
  type ExceptionChange,
  ExceptionFileError,
  type Exceptions,
  maximumExceptionBytes,
  parseExceptionFile,
} from "@sallyport/gate";
import type { Policy } from "@sallyport/policy";
import { badFlag } from "./command-error.js";
import { readInput } from "./read-input.js";

/**
 * Path of the file of exceptions.
 *
 * @param given As given with a flag; without it the one that the policy names, beside the policy.
 */
export function exceptionsPath(
  given: string | undefined,
  policyPath: string,
  { exceptions: { file } }: Policy,
): string {
  return given ?? join(dirname(policyPath), file);
}

/**
 * The exceptions of a file, or what is wrong with it, which is for the verdict to say; undefined when nobody named a file
 * and there is none.
 *
 * @throws {CommandError} when a file that is there, or was named, cannot be read.
 */
export function readExceptions(
  given: string | undefined,
  policyPath: string,
  policy: Policy,
): Exceptions | ExceptionFileError | undefined {
  const path = exceptionsPath(given, policyPath, policy);
  if (given === undefined && !existsSync(path)) return undefined;
  try {
    return readExceptionFile(path);
  } catch (error) {
    if (error instanceof ExceptionFileError) return error;
    throw error;
  }
}

/**
 * The exceptions of a file that must be good.
 *
 * @throws {ExceptionFileError} with everything that is wrong with it.
 */
export function readExceptionFile(path: string): Exceptions {
  return parseExceptionFile(readExceptionBytes(path), path);
}

/** The bytes of a file of exceptions. */
export function readExceptionBytes(path: string): Uint8Array {
  return readInput(path, maximumExceptionBytes, "`sallyport exception add` begins a file of exceptions.");
}

/**
 * Who changed which exceptions.
 *
 * @param author Login, as given with `--author`.
 * @param base The file as it was before the change, as given with `--exceptions-base`; empty where there was none.
 */
export function readChange(
  author: string | undefined,
  base: string | undefined,
  exceptions: Exceptions | ExceptionFileError | undefined,
): ExceptionChange | undefined {
  if (author === undefined && base === undefined) return undefined;
  if (author === undefined)
    throw badFlag("--author", "is missing", "--exceptions-base says what changed, --author by whom.");
  if (base === undefined) {
    throw badFlag(
      "--exceptions-base",
      "is missing",
      "Give the exceptions as they were: git show BASE:FILE > base.yaml.",
    );
  }
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(\[bot\])?$/.test(author)) {
    throw badFlag("--author", `is ${JSON.stringify(author)}`, "Give a GitHub login.");
  }
  const before = readBase(base);
  if (!exceptions || exceptions instanceof ExceptionFileError) return undefined;
  return { author, ids: changedExceptions(exceptions, before) };
}

function readBase(path: string): Exceptions {
  const bytes = readExceptionBytes(path);
  if (bytes.length > 0) return parseExceptionFile(bytes, path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, sha256, file: { version: 1, exceptions: [] }, places: new Map() };
}

/** Exceptions that can be used. @throws {ExceptionFileError} what is wrong with them otherwise. */
export function usableExceptions(exceptions: Exceptions | ExceptionFileError | undefined): Exceptions | undefined {
  if (exceptions instanceof ExceptionFileError) throw exceptions;
  return exceptions;
}
