import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { type SourceSuppressions, type Suppression, suppressionsIn, unreadableIgnoreFile } from "@sallyport/gate";
import { badFile } from "./command-error.js";
import { readAtMost, whyRefused } from "./read-input.js";

/** Largest file of a source tree that is searched, in bytes. */
const maximumSourceBytes = 4 * 1024 * 1024;

/** Folders that hold nothing that somebody wrote here. */
const skipped: readonly string[] = [".git", "node_modules"];

/**
 * What the files below a folder tell scanners to leave out. Reads one file after the other; links are not followed.
 *
 * @throws {CommandError} when a folder cannot be read.
 */
export function readSuppressions(folder: string): SourceSuppressions {
  const found: Suppression[] = [];
  const unsearched: string[] = [];
  for (const { path, isLink } of filesBelow(folder)) {
    if (isLink) {
      // Its content may be called otherwise below the folder, or stand outside.
      found.push(...unreadableIgnoreFile(path, "is a symbolic link"));
      continue;
    }
    const content = readAtMost(join(folder, path), maximumSourceBytes);
    if (content instanceof Uint8Array) {
      if (!isBinary(content)) for (const suppression of suppressionsIn(textOf(content), path)) found.push(suppression);
    } else {
      unsearched.push(path);
      found.push(...unreadableIgnoreFile(path, content.found));
    }
  }
  return { found, unsearched };
}

/** The files and links below a folder, with their path from there, in a fixed order. */
function* filesBelow(folder: string, below = ""): Generator<{ path: string; isLink: boolean }> {
  for (const entry of entriesOf(join(folder, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !skipped.includes(entry.name)) yield* filesBelow(folder, path);
    const isLink = entry.isSymbolicLink();
    if (isLink || entry.isFile()) yield { path, isLink };
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw badFile(folder, whyRefused("read", error), "Name the folder of the source.");
  }
}

/** Text holds no NUL: Git tells the two apart by the same look at the beginning. */
function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** What is no UTF-8 is replaced: the words that matter are ASCII. */
function textOf(content: Uint8Array): string {
  return new TextDecoder("utf-8").decode(content);
}
