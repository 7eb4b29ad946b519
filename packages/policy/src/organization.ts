import * as z from "zod";
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
  })
  .describe("The GitHub organisation and the numeric ids of its people.");
export type OrganizationPolicy = z.infer<typeof OrganizationPolicy>;

/** Numeric id of a `team:SLUG` or `user:LOGIN`; undefined when `organization` does not list it. */
export function principalId(organization: OrganizationPolicy, principal: string): number | undefined {
  const { kind, name } = principalParts(principal);
  const listed = kind === "team" ? organization.teams : organization.users;
  return Object.hasOwn(listed, name) ? listed[name] : undefined;
}
