import type { Policy } from "../policy.js";
import type { Rule } from "./rule.js";

/** What the preset no longer brings can only come from the file itself. */
export const withoutIsMeant: Rule = {
  sections: ["without", "audit", "runtime", "settings", "environments", "scanning"],
  check: (policy) =>
    policy.without
      .map((part, index) => ({ part, index, path: part.split(".") }))
      .filter(({ path }) => settingAt(policy, path) !== undefined)
      .map(({ part, index, path }) => ({
        path: ["without", index],
        message: `leaves out ${part}, which this file sets`,
        remedy: "Remove one of the two",
        conflictsWith: path,
      })),
};

function settingAt(policy: Policy, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], policy);
}
