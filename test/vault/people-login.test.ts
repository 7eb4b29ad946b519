import { SecretsPolicy } from "@sallyport/policy";
import { PeopleLogin, peopleRole, redirectUris } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const provider = { discoveryUrl: "https://login.acme.example", clientId: "vault" };
const secretsWith = (oidc: object) =>
  SecretsPolicy.parse({
    vault: { address: "https://vault.acme.example/" },
    auth: { oidc: { ...provider, ...oidc } },
  });
const organization = { login: "acme" };
const peopleLogin = (oidc: object) => () => new PeopleLogin("acme", { policy: secretsWith(oidc), organization });

describe("the mount", () => {
  test("is made without its configuration, which holds the client secret", async () => {
    const deployed = await deploy(peopleLogin({}));

    expect(deployed.only("vault:index/authBackend:AuthBackend")).toEqual({
      path: "oidc",
      type: "oidc",
      description: "People, by https://login.acme.example (client vault)",
    });
    expect(JSON.stringify(deployed.resources)).not.toMatch(/clientSecret|client_secret/i);
  });
});

describe("a person", () => {
  test("is known by the claim of the policy, with the groups of the provider, and gets no Vault policy for it", () => {
    const role = peopleRole(secretsWith({ userClaim: "oid", groupsClaim: "roles" }));

    expect(role).toMatchObject({
      roleType: "oidc",
      userClaim: "oid",
      groupsClaim: "roles",
      tokenNoDefaultPolicy: true,
    });
    expect(role).not.toHaveProperty("tokenPolicies");
  });

  test("is logged in for as long as the policy says", () => {
    expect(peopleRole(secretsWith({ tokenTtl: "20m" }))).toMatchObject({ tokenTtl: 1200, tokenMaxTtl: 1200 });
  });

  test("comes back to Vault's own pages, unless the policy says where", () => {
    expect(redirectUris(secretsWith({}))).toEqual([
      "https://vault.acme.example/ui/vault/auth/oidc/oidc/callback",
      "http://localhost:8250/oidc/callback",
    ]);
    const own = ["https://vault.acme.example/ui/vault/auth/oidc/oidc/callback"];
    expect(redirectUris(secretsWith({ redirectUris: own }))).toEqual(own);
  });

  test("is asked for the scopes of the policy; Vault adds openid itself", () => {
    expect(peopleRole(secretsWith({ scopes: ["openid", "groups"] }))).toMatchObject({ oidcScopes: ["groups"] });
    expect(peopleRole(secretsWith({}))).not.toHaveProperty("oidcScopes");
  });
});

describe("a one-time password", () => {
  test("is asked for at every login at this mount", async () => {
    const deployed = await deploy(peopleLogin({}));

    expect(deployed.only("vault:identity/mfaTotp:MfaTotp")).toMatchObject({
      issuer: "Vault acme (vault.acme.example)",
      digits: 6,
      period: 30,
      maxValidationAttempts: 5,
    });
    expect(deployed.only("vault:identity/mfaLoginEnforcement:MfaLoginEnforcement")).toEqual({
      name: "people",
      authMethodAccessors: ["accessor:acme"],
      mfaMethodIds: ["methodId:acme"],
    });
  });

  test("is asked for before there is a role to log in to", async () => {
    const deployed = await deploy(peopleLogin({}));
    const enforcement = deployed.resource("vault:identity/mfaLoginEnforcement:MfaLoginEnforcement");

    expect(deployed.resource("vault:jwt/authBackendRole:AuthBackendRole").dependencies).toContain(enforcement.urn);
  });

  test("is left to the identity provider where the policy says so", async () => {
    const deployed = await deploy(peopleLogin({ mfa: false }));

    expect(deployed.types().filter((type) => type.startsWith("vault:identity/"))).toEqual([]);
  });
});
