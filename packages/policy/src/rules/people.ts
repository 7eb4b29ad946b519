import { principalId } from "../organization.js";
import type { Policy } from "../policy.js";
import { principalParts } from "../principal.js";
import type { Path, Rule } from "./rule.js";

/** Everyone who is named must be listed with a numeric id: GitHub's rules are bound to ids, not to names. */
export const principalsAreListed: Rule = {
  sections: ["organization", "repositories", "protection", "environments", "gate", "exceptions"],
  check: (policy) =>
    principalsNamed(policy)
      .filter(({ principal }) => principalId(policy.organization, principal) === undefined)
      .map(({ path, principal }) => {
        const { kind, name } = principalParts(principal);
        const list = kind === "team" ? "teams" : "users";
        const api = kind === "team" ? `orgs/${policy.organization.login}/teams/${name}` : `users/${name}`;
        return {
          path,
          message: `names ${principal}, whose numeric id organization.${list} does not have`,
          remedy: `Add \`${name}: ID\` under organization.${list}; \`gh api ${api} --jq .id\` prints it`,
          conflictsWith: ["organization", list],
        };
      }),
};

/** Every place of the policy that names a person or a team. */
function principalsNamed(policy: Policy): { path: Path; principal: string }[] {
  const list = (path: Path, principals: readonly string[]) =>
    principals.map((principal, index) => ({ path: [...path, index], principal }));
  return [
    { path: ["gate", "approvers"], principal: policy.gate.approvers },
    ...list(["exceptions", "approvers"], policy.exceptions.approvers ?? []),
    ...list(
      ["organization", "governance", "securityManagers", "teams"],
      policy.organization.governance?.securityManagers?.teams ?? [],
    ),
    ...list(["protection", "bypass"], policy.protection.bypass),
    ...policy.repositories.flatMap(({ owners }, index) => list(["repositories", index, "owners"], owners)),
    ...Object.entries(policy.environments).flatMap(([name, { reviewers }]) =>
      list(["environments", name, "reviewers"], reviewers),
    ),
  ];
}
