import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { problemAt } from "./issue.js";
import { pathAbove } from "./layer-file.js";
import { type ParsedPolicy, type ReadText, readText, resolveLayers } from "./parse.js";
import { policyKind } from "./policy-kind.js";
import { shortJson } from "./printable.js";
import { PolicyError } from "./problem.js";

/** Most files that may lie one above the other. */
const maxFiles = 8;

/**
 * The policy in a file, and in those that it extends; see {@link parseLayers}.
 *
 * @param path Where the file is.
 * @param file The name that problems carry; without it the path as given.
 * @param now The time, by which waivers are judged. @default - the clock
 * @throws {PolicyError} with every problem at once, also when a file cannot be read.
 */
export function readPolicy(path: string, file = path, now = new Date().toISOString()): ParsedPolicy {
  const texts = withThoseAbove([{ path, ...readText({ content: readBytes(path, file), file }) }]);
  return resolveLayers(texts, dayOf(now));
}

/** The day of a time (UTC). What is no time is after every day: no waiver counts then. */
function dayOf(now: string): string {
  const time = Date.parse(now);
  return Number.isNaN(time) ? "never" : new Date(time).toISOString().slice(0, "2026-12-01".length);
}

interface FoundText extends ReadText {
  path: string;
}

/** The files given and those above the first of them, uppermost first. */
function withThoseAbove(texts: readonly FoundText[]): readonly FoundText[] {
  const [top] = texts;
  const above = top && pathAbove(top.source);
  if (!top || above === undefined) return texts;
  const path = join(dirname(top.path), above);
  const content = contentAbove(path, texts);
  if (content instanceof Uint8Array) {
    const file = join(dirname(top.file), above);
    return withThoseAbove([{ path, ...readText({ content, file }) }, ...texts]);
  }
  const refused = problemAt(top.source, ["extends"], { ...content, found: shortJson(above) });
  throw new PolicyError([...texts.flatMap(({ source }) => source.problems), refused]);
}

interface Refusal {
  message: string;
  remedy: string;
}

function contentAbove(path: string, below: readonly FoundText[]): Uint8Array | Refusal {
  try {
    return whyRefused(path, below) ?? readAtMost(path, policyKind.maxBytes + 1);
  } catch (error) {
    return {
      message: `names a file that cannot be read (${codeOf(error)})`,
      remedy: "Check its path and the right to read it.",
    };
  }
}

function whyRefused(path: string, below: readonly FoundText[]): Refusal | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats)
    return { message: "names a file that is not there", remedy: "Write its path from the folder of this file." };
  if (!stats.isFile()) return { message: "names something that is no file", remedy: "Name the policy file itself." };
  const real = realpathSync(path);
  if (below.some((text) => realpathSync(text.path) === real)) {
    return { message: "closes a circle of files that extend each other", remedy: "Let the uppermost extend a preset." };
  }
  if (below.length < maxFiles) return undefined;
  return {
    message: `is one file too many: at most ${maxFiles} extend each other`,
    remedy: "Let one say what several do.",
  };
}

/** The bytes of a file, and no more than it takes to see that it is too large: it may be a device or a pipe. */
function readBytes(path: string, file: string): Uint8Array {
  try {
    return readAtMost(path, policyKind.maxBytes + 1);
  } catch (error) {
    throw new PolicyError([{ level: "error", file, line: 1, column: 1, path: "", ...unreadable(error) }]);
  }
}

function readAtMost(path: string, limit: number): Uint8Array {
  const descriptor = openSync(path, "r");
  try {
    return fill(descriptor, new Uint8Array(limit));
  } finally {
    closeSync(descriptor);
  }
}

function fill(descriptor: number, bytes: Uint8Array): Uint8Array {
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function unreadable(error: unknown): { message: string; remedy: string } {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return { message: "there is no such file", remedy: "Check the path of the policy." };
  }
  if (code === "EISDIR") return { message: "this is a folder", remedy: "Give the path of the policy in it." };
  return {
    message: `the file cannot be read (${code})`,
    remedy: "Check its path and the right to read it.",
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown error";
}
