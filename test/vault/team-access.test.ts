import { SecretsPolicy } from "@sallyport/policy";
import { groupName, TeamAccess, teamPolicyText } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const policy = SecretsPolicy.parse({
  vault: { address: "https://vault.acme.example" },
  people: {
    payments: { read: ["payments-api/staging/*"], write: ["payments-api/production/stripe"] },
    platform: { group: "acme:platform-engineers", operate: true },
  },
});

describe("the members of a team", () => {
  test("are those that the identity provider names, and get its Vault policy", async () => {
    const deployed = await deploy(
      () => new TeamAccess("payments", { policy, team: "payments", accessor: "auth_oidc_1" }),
    );

    expect(deployed.only("vault:identity/group:Group")).toMatchObject({
      name: "team-payments",
      type: "external",
      policies: ["team-payments"],
    });
    expect(deployed.only("vault:identity/groupAlias:GroupAlias")).toEqual({
      name: "payments",
      mountAccessor: "auth_oidc_1",
      canonicalId: "payments-id",
    });
    expect(deployed.only("vault:index/policy:Policy").name).toBe("team-payments");
  });

  test("are found by what the provider calls their group", () => {
    expect(groupName({ policy, team: "platform" })).toBe("acme:platform-engineers");
    expect(groupName({ policy, team: "payments" })).toBe("payments");
  });

  test("read and write what the policy names", () => {
    const text = teamPolicyText({ policy, team: "payments" });

    expect(text).toContain("kv/data/payments-api/staging/*");
    expect(text).toContain("kv/data/payments-api/production/stripe");
  });
});

test("no access is made for a team that the policy does not have", () => {
  expect(() => groupName({ policy, team: "sales" })).toThrow("secrets.people has no sales");
});
