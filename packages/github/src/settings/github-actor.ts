import { type OrganizationPolicy, principalId, principalParts } from "@sallyport/policy";

/** A team or user as GitHub's API wants it. */
export interface GitHubActor {
  type: "Team" | "User";
  id: number;
}

/**
 * The numeric identity of a `team:SLUG` or `user:LOGIN`.
 *
 * @throws {Error} when `organization` does not list it; a parsed policy always does.
 */
export function actorOf(organization: OrganizationPolicy, principal: string): GitHubActor {
  const { kind, name } = principalParts(principal);
  const id = principalId(organization, principal);
  if (id === undefined) {
    throw new Error(`organization.${kind}s does not list ${name}, which the policy names as ${principal}. Add its id.`);
  }
  return { type: kind === "team" ? "Team" : "User", id };
}
