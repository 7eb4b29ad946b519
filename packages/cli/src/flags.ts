import { parseSubject, type Subject } from "@sallyport/gate";
import { badFlag, together } from "./command-error.js";

/**
 * A time given with a flag, in UTC.
 *
 * @throws {CommandError} when it is no RFC 3339 time with a time zone.
 */
export function parseInstant(flag: string, text: string): string {
  const wellFormed = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const time = new Date(text);
  const day = text.slice(0, 10);
  // Date turns 30 February into 2 March; a day that does not exist is not the one that was meant.
  const exists = !Number.isNaN(time.getTime()) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  if (wellFormed && exists) return time.toISOString();
  throw badFlag(flag, `is ${JSON.stringify(text)}`, "Give a time such as 2026-05-04T03:02:01Z.");
}

const commitPattern = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * A full commit id.
 *
 * @param given As given with `--commit`; without it `GITHUB_SHA`, if that is set.
 * @throws {CommandError} when it is no full commit id.
 */
export function parseCommit(given: string | undefined, env = process.env): string | undefined {
  const commit = given ?? (env.GITHUB_SHA || undefined);
  if (commit === undefined || commitPattern.test(commit)) return commit;
  const flag = given === undefined ? "GITHUB_SHA (in place of --commit)" : "--commit";
  throw badFlag(flag, `is ${JSON.stringify(commit)}`, "Give the full id of the commit: `git rev-parse HEAD`.");
}

/**
 * Images given as `NAME@sha256:...`; undefined when there are none.
 *
 * @throws {CommandError} naming every one without a full digest.
 */
export function parseImages(given: readonly string[] | undefined): { name: string; digest: string }[] | undefined {
  if (!given || given.length === 0) return undefined;
  return together(...given.map((text) => () => parseImage(text)));
}

function parseImage(text: string): { name: string; digest: string } {
  const [, name, digest] = /^([^@\s]+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  if (name !== undefined && digest !== undefined) return { name, digest };
  throw badFlag("--image", `is ${JSON.stringify(text)}`, "Give NAME@sha256: and 64 hex digits.");
}

/**
 * What somebody asks the ledger about.
 *
 * @throws {CommandError} when it is neither an image digest nor a full commit id.
 */
export function parseSubjectFlag(flag: string, text: string): Subject {
  const subject = parseSubject(text);
  if (subject) return subject;
  throw badFlag(flag, `is ${JSON.stringify(text)}`, "Give sha256:..., NAME@sha256:... or the full id of a commit.");
}
