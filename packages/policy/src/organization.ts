import * as z from "zod";
import { GovernancePolicy } from "./governance.js";
import { principalParts } from "./principal.js";

const id = z.int().min(1).meta({ stronger: "same" });
const login = z.string().regex(/^[A-Za-z\d](?:[A-Za-z\d]|-(?=[A-Za-z\d])){0,38}$/, {
  error: "must be a GitHub login: letters, digits and single hyphens, at most 39 characters",
});
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9_])?$/, {
  error: "must be a team slug: lower-case letters, digits, hyphens",
});

/** The `organization` section: who owns everything below it. */
export const OrganizationPolicy = z
  .strictObject({
    login: login.describe("Login of the GitHub organisation.").meta({ stronger: "same" }),
    id: id
      .describe("Numeric id of the organisation (`gh api orgs/LOGIN --jq .id`). Trust is bound to it, never to a name.")
      .meta({ stronger: "same" }),
    teams: z
      .record(slug, id)
      .default({})
      .describe("Numeric id of each team that this policy names (`gh api orgs/LOGIN/teams/SLUG --jq .id`)."),
    users: z
      .record(login, id)
      .default({})
      .describe("Numeric id of each user that this policy names (`gh api users/LOGIN --jq .id`)."),
    plan: z
      .enum(["free", "team", "enterprise"])
      .optional()
      .describe("GitHub plan of the organisation (`gh api orgs/LOGIN --jq .plan.name`): what it lacks is refused.")
      .meta({ stronger: "same" }),
    products: z
      .array(z.enum(["code-security", "secret-protection"]))
      .default([])
      .describe("Security products of GitHub that the organisation has bought for its private repositories.")
      .meta({ stronger: "same" }),
    governance: GovernancePolicy.optional().describe(
      "What is set for the organisation itself; without it nothing of it is touched.",
    ),
  })
  .describe("The GitHub organisation and the numeric ids of its people.");
export type OrganizationPolicy = z.infer<typeof OrganizationPolicy>;

/** Numeric id of a `team:SLUG` or `user:LOGIN`; undefined when `organization` does not list it. */
export function principalId(organization: OrganizationPolicy, principal: string): number | undefined {
  const { kind, name } = principalParts(principal);
  const listed = kind === "team" ? organization.teams : organization.users;
  return Object.hasOwn(listed, name) ? listed[name] : undefined;
}
