import { missingCapabilities } from "../capabilities.js";
import type { Rule } from "./rule.js";

/** A plan without a feature would otherwise show as a 403 or 422 in the middle of `pulumi up`. */
export const planHasWhatIsAsked: Rule = {
  sections: ["organization", "repositories", "protection", "settings", "delivery", "environments", "gate"],
  check: (policy) =>
    missingCapabilities(policy).map(({ capability, path, repositories, needs }) => ({
      path,
      message: `asks for ${capability.feature}, which the plan ${policy.organization.plan} does not have${placeOf(repositories)}`,
      remedy: `It takes ${needs} (${capability.source}): declare it under organization once you have it, or do without this setting`,
      conflictsWith: ["organization", "plan"],
    })),
};

function placeOf(repositories: readonly string[]): string {
  const [first, ...others] = repositories;
  if (first === undefined) return "";
  return ` for ${first}${others.length > 0 ? ` and ${others.length} more` : ""}`;
}
