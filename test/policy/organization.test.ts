import { OrganizationPolicy, principalId } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, minimal, policyWith } from "./support.ts";

const organization = OrganizationPolicy.parse({
  login: "acme",
  id: 1042,
  teams: { security: 7 },
  users: { Octocat: 9 },
});

test.each([
  ["team:security", 7],
  ["user:Octocat", 9],
  ["user:security", undefined],
  ["team:octocat", undefined],
  ["team:toString", undefined],
])("the id of %s is %s", (principal, id) => {
  expect(principalId(organization, principal)).toBe(id);
});

test.each(["a", "acme-1", "A".repeat(39)])("takes the login %s", (login) => {
  expect(policyWith({ organization: { ...minimal.organization, login } }).organization.login).toBe(login);
});

test.each(["", "-acme", "acme-", "ac--me", "ac_me", "a".repeat(40), "acme/api"])("refuses the login %j", (login) => {
  expect(complaints({ organization: { ...minimal.organization, login } })).toEqual([
    expect.stringContaining("organization.login must be a GitHub login"),
  ]);
});

test.each([0, -1, 1.5, "1042", null])("refuses the id %j", (id) => {
  expect(complaints({ organization: { ...minimal.organization, id } })).toHaveLength(1);
});
