import type { ExceptionsPolicy, GatePolicy } from "@sallyport/policy";
import type { Facts } from "../facts.js";
import type { Exception } from "./exception.js";
import { type Matcher, matcherOf } from "./scope-match.js";
import { type Standing, standingOf, type TeamMembers } from "./standing.js";

/** What the exceptions of a file are held against. */
export interface ExceptionCircumstances {
  gate: GatePolicy;
  policy: ExceptionsPolicy;
  /** Name of the repository that is judged; undefined when nobody says. */
  repository: string | undefined;
  facts: Facts;
  /** Scanners that have not run yet: what they would say may be what an exception is for. */
  deferred: readonly string[];
  /** Who is in the teams; undefined when nobody says. */
  members: TeamMembers | undefined;
  /** Who changed which exceptions; undefined when nobody says. */
  change: ExceptionChange | undefined;
  /** RFC 3339. */
  now: string;
}

/** A change to the file of exceptions. */
export interface ExceptionChange {
  /** Login of its author. */
  author: string;
  /** Ids of the exceptions that it adds or changes. */
  ids: readonly string[];
}

/** An exception at work: what it is worth, and what came of it so far. */
export interface LiveException {
  exception: Exception;
  standing: Standing;
  matches: Matcher;
  /** True once a finding was met that it is about. */
  needed: boolean;
  /** True once it excused one. */
  excused: boolean;
  /** Why it excuses none of some findings, by the reason. */
  refusals: Map<string, ExceptionRefusal>;
}

/** Why an exception that is in force does not excuse findings that it is about. */
export interface ExceptionRefusal {
  /** The rest of a sentence. */
  reason: string;
  /** Id of one of the findings. */
  example: string;
  /** True when an event ended the exception for them. */
  ended: boolean;
  count: number;
}

/** An exception before any finding was met. */
export function liveException(exception: Exception, circumstances: ExceptionCircumstances): LiveException {
  const { policy, now, change, members } = circumstances;
  const author = change?.ids.includes(exception.id) ? change.author : undefined;
  return {
    exception,
    standing: standingOf(exception, { policy, approvers: approversOf(circumstances), members, author, now }),
    matches: matcherOf(exception),
    needed: false,
    excused: false,
    refusals: new Map(),
  };
}

/** Who may approve exceptions. */
export function approversOf({ policy, gate }: Pick<ExceptionCircumstances, "policy" | "gate">): readonly string[] {
  return policy.approvers ?? [gate.approvers];
}

/** Keeps in mind that an exception did not excuse a finding. */
export function rememberRefusal({ refusals }: LiveException, reason: string, finding: string, ended: boolean): void {
  const { example, count } = refusals.get(reason) ?? { example: finding, count: 0 };
  // The smallest id, so that the order of the findings never shows.
  refusals.set(reason, { reason, ended, example: finding < example ? finding : example, count: count + 1 });
}
