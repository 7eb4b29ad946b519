import { canonicalJson } from "../canonical-json.js";
import type { Exceptions } from "./parse-exception-file.js";

/** Ids of the exceptions that a file has and an earlier version of it has not, or has otherwise. */
export function changedExceptions(now: Exceptions, before: Exceptions): string[] {
  const earlier = new Set(before.file.exceptions.map(canonicalJson));
  return now.file.exceptions.filter((exception) => !earlier.has(canonicalJson(exception))).map(({ id }) => id);
}
