import { isUnreadable } from "../approval/approval-evidence.js";
import type { LiveRepository, LiveRuleset } from "./live-repository.js";
import { areDisjoint, isWildcard, matchesRef } from "./ref-pattern.js";

/** Whether a ruleset applies to a ref, and why not. */
export type Coverage = { covers: true } | { covers: false; why: string };

const yes: Coverage = { covers: true };
const no = (why: string): Coverage => ({ covers: false, why });

/** The refs that a policy speaks of: `refs/heads/main`, `refs/tags/v*`. */
export interface ProtectedRef {
  kind: "branch" | "tag";
  /** Pattern of the policy, without `refs/`. */
  pattern: string;
}

/**
 * Whether an active ruleset applies to all that a pattern of the policy names. What GitHub says itself wins over our
 * reading.
 */
export function coverageOf(ruleset: LiveRuleset, ref: ProtectedRef, live: LiveRepository): Coverage {
  const active = ref.kind === "branch" ? live.activeOn[ref.pattern] : undefined;
  if (active !== undefined && !isUnreadable(active)) {
    return active.includes(ruleset.id) ? yes : no(`does not apply to ${ref.pattern}, says GitHub`);
  }
  return byConditions(ruleset, ref, live.defaultBranch);
}

/** Whether GitHub's own answer is worth a request, which it has for branches only: our reading of a pattern may not be its. */
export function restsOnPattern({ target, include, exclude }: LiveRuleset): boolean {
  return target === "branch" && [...include, ...exclude].some(isWildcard);
}

function byConditions({ include, exclude }: LiveRuleset, ref: ProtectedRef, defaultBranch: string): Coverage {
  const full = `refs/${ref.kind === "branch" ? "heads" : "tags"}/${ref.pattern}`;
  const excluding = exclude.find((pattern) => mayExclude(pattern, full, defaultBranch));
  if (excluding !== undefined) return no(`leaves out ${excluding}`);
  if (include.some((pattern) => surelyIncludes(pattern, full, defaultBranch))) return yes;
  return no(`is for ${include.length === 0 ? "no ref" : include.join(", ")}, and not for ${full}`);
}

function surelyIncludes(pattern: string, full: string, defaultBranch: string): boolean {
  if (pattern === "~ALL" || pattern === full) return true;
  if (pattern === "~DEFAULT_BRANCH") return full === `refs/heads/${defaultBranch}`;
  // Whether one pattern has all that another one has is not for us to guess, but for these.
  if (isWildcard(full)) return pattern === full.replace(/^(refs\/[a-z]+)\/.*$/, "$1/**/*");
  return matchesRef(pattern, full);
}

function mayExclude(pattern: string, full: string, defaultBranch: string): boolean {
  if (pattern === "~ALL") return true;
  const excluded = pattern === "~DEFAULT_BRANCH" ? `refs/heads/${defaultBranch}` : pattern;
  if (!isWildcard(full)) return matchesRef(excluded, full);
  return !areDisjoint(excluded, full);
}
