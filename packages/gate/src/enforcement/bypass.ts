import { type OrganizationPolicy, principalId, principalParts } from "@sallyport/policy";
import type { LiveBypass, LiveRuleset } from "./live-repository.js";

/** Whether a bypass list is at most the one of the policy: `no` names who may pass besides, `unknown` why nobody can say. */
export type BypassAnswer = { fits: "yes" } | { fits: "no"; found: string } | { fits: "unknown"; found: string };

/** Who may pass a ruleset by the policy. */
export interface ExpectedBypass {
  actors: readonly { type: "Team" | "User"; id: number; principal: string }[];
  /** Branch rulesets let the list pass through a pull request only; tag and push rulesets know nothing but always. */
  mode: "pull_request" | "always";
}

/** Who the policy lets pass. */
export function expectedBypass(
  organization: OrganizationPolicy,
  principals: readonly string[],
  mode: ExpectedBypass["mode"],
): ExpectedBypass {
  const actors = principals.map((principal) => {
    const type: "Team" | "User" = principalParts(principal).kind === "team" ? "Team" : "User";
    // An id that is not there is nobody's.
    return { type, id: principalId(organization, principal) ?? -1, principal };
  });
  return { actors, mode };
}

/** Compares the bypass list of a ruleset. Fewer people than the policy allows is stronger, and fits. */
export function weighBypass(ruleset: LiveRuleset, expected: ExpectedBypass): BypassAnswer {
  const { bypass, currentUserCanBypass = "never" } = ruleset;
  if (bypass === undefined) {
    if (currentUserCanBypass !== "never" && expected.actors.length === 0) {
      return { fits: "no", found: "lets the account of this token pass, which the policy lets nobody" };
    }
    return { fits: "unknown", found: "does not show its bypass list to this token" };
  }
  const strangers = bypass.filter((actor) => !allows(expected, actor)).map(describe);
  if (strangers.length > 0) return { fits: "no", found: `lets ${strangers.join(", ")} pass` };
  if (bypass.length === 0 && currentUserCanBypass !== "never") {
    return { fits: "unknown", found: "shows an empty bypass list, and yet lets the account of this token pass" };
  }
  return { fits: "yes" };
}

function allows({ actors, mode }: ExpectedBypass, { type, id, mode: live }: LiveBypass): boolean {
  const modes = mode === "always" ? ["always", "pull_request"] : ["pull_request"];
  return modes.includes(live) && actors.some((actor) => actor.type === type && actor.id === id);
}

function describe({ type, id, mode }: LiveBypass): string {
  const words = { always: "always", pull_request: "through a pull request", exempt: "without a trace" };
  return `${type}${id === null ? "" : ` ${id}`} (${words[mode as keyof typeof words] ?? mode})`;
}
