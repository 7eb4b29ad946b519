import { SecretsPolicy } from "@sallyport/policy";
import { authMount, GitHubLogin } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const vault = { address: "https://vault.acme.example" };
const policy = SecretsPolicy.parse({ vault });

describe("the auth mount", () => {
  test("takes the issuer's keys and no other issuer's tokens", async () => {
    const deployed = await deploy(() => new GitHubLogin("acme", { policy }));

    expect(deployed.only("vault:jwt/authBackend:AuthBackend")).toEqual({
      path: "github-actions",
      type: "jwt",
      description: "GitHub Actions jobs, by their OIDC token",
      oidcDiscoveryUrl: "https://token.actions.githubusercontent.com",
      boundIssuer: "https://token.actions.githubusercontent.com",
    });
  });

  test("has the path and the issuer of the policy", () => {
    const issuer = "https://github.acme.example/_services/token";
    const { auth } = SecretsPolicy.parse({ vault, auth: { jwt: { path: "ci/github", issuer } } });

    expect(authMount(auth.jwt)).toMatchObject({ path: "ci/github", oidcDiscoveryUrl: issuer, boundIssuer: issuer });
  });

  test("has no role for a login that names none", () => {
    expect(authMount(policy.auth.jwt)).not.toHaveProperty("defaultRole");
  });
});

test("keeps the name it is given", async () => {
  const deployed = await deploy(() => new GitHubLogin("acme", { policy }), { preview: true });

  expect(deployed.resource("vault:jwt/authBackend:AuthBackend").urn).toContain(
    "::sallyport:index:GitHubLogin$vault:jwt/authBackend:AuthBackend::acme",
  );
});
