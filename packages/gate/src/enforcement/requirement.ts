import type { ProtectedRef } from "./coverage.js";
import type { LiveRule, LiveRuleset } from "./live-repository.js";

/** One rule that some ruleset must hold. */
export interface Requirement {
  /** Kind of ruleset that can hold it. */
  target: "branch" | "tag" | "push";
  /** Refs that it must apply to; none for push rulesets, which apply to the whole repository. */
  ref?: ProtectedRef;
  /** Type of the rule in GitHub's API. */
  type: string;
  /** What is required; continues "does not require". */
  what: string;
  /** How a rule of that type falls short of it; undefined for one that suffices. */
  weakness(rule: LiveRule, ruleset: LiveRuleset): string | undefined;
}

/** A rule without parameters: it is there, or it is not. */
export function plainRule(target: Requirement["target"], ref: ProtectedRef, type: string, what: string): Requirement {
  return { target, ref, type, what, weakness: () => undefined };
}
