import { expect, test } from "vitest";
import { complaintsOf, conflicts, minimal, policyWith, problemsOf } from "../support.ts";

const organization = { ...minimal.organization, teams: { security: 2, web: 5 }, users: { octocat: 9 } };

test("everyone who is named may be a team or a user of the organisation", () => {
  expect(() =>
    policyWith({
      organization,
      repositories: [{ name: "api", id: 3, owners: ["team:web", "user:octocat"] }],
      protection: { bypass: ["user:octocat"] },
      environments: { production: { reviewers: ["team:web"] } },
      gate: { approvers: "team:security" },
    }),
  ).not.toThrow();
});

test.each([
  ["gate.approvers", { gate: { approvers: "team:nobody" } }],
  ["protection.bypass[0]", { protection: { bypass: ["team:nobody"] } }],
  ["repositories[0].owners[1]", { repositories: [{ name: "api", id: 3, owners: ["team:security", "team:nobody"] }] }],
  ["environments.production.reviewers[0]", { environments: { production: { reviewers: ["team:nobody"] } } }],
])("%s must be listed with a numeric id", (path, sections) => {
  expect(conflicts(sections)).toEqual([`${path} <-> organization.teams`]);
});

test("a user is not found among the teams", () => {
  expect(conflicts({ organization, gate: { approvers: "user:web" } })).toEqual([
    "gate.approvers <-> organization.users",
  ]);
});

test("says which command prints the id", () => {
  expect(problemsOf(JSON.stringify({ ...minimal, gate: { approvers: "user:hubot" } }))).toMatchObject([
    {
      message: "names user:hubot, whose numeric id organization.users does not have",
      remedy: "Add `hubot: ID` under organization.users; `gh api users/hubot --jq .id` prints it.",
    },
  ]);
});

test("the approvers that a policy does not name must be listed, too", () => {
  expect(
    complaintsOf("version: 1\norganization: { login: acme, id: 1 }\nrepositories: [{ name: api, id: 3 }]\n"),
  ).toEqual([
    "gate.approvers names team:security, whose numeric id organization.teams does not have (the other place: sallyport.yaml:2:15, organization.teams). Add `security: ID` under organization.teams; `gh api orgs/acme/teams/security --jq .id` prints it.",
  ]);
});
