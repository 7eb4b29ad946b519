import type { Exception } from "./exception.js";
import { type ExceptionCircumstances, type LiveException, liveException } from "./live-exception.js";

/** What says which exceptions are in force. */
export type ForceCircumstances = Pick<
  ExceptionCircumstances,
  "gate" | "policy" | "repository" | "members" | "change" | "now"
>;

/** The exceptions that may excuse something in a repository at a time, before any finding is looked at. */
export function exceptionsInForce(
  exceptions: readonly Exception[],
  circumstances: ForceCircumstances,
): LiveException[] {
  return exceptions
    .filter((exception) => concerns(exception, circumstances.repository))
    .map((exception) => liveException(exception, { ...circumstances, facts: {}, deferred: [] }))
    .filter(({ standing }) => standing.excuses);
}

/** True for an exception that is for this repository or for all. */
export function concerns({ scope }: Exception, repository: string | undefined): boolean {
  return scope.repository === undefined || scope.repository === repository;
}
