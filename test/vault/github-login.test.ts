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
      jwtSupportedAlgs: ["RS256"],
    });
  });

  test("has the path and the issuer of the policy", () => {
    const issuer = "https://github.acme.example/_services/token";
    const elsewhere = SecretsPolicy.parse({ vault, auth: { jwt: { path: "ci/github", issuer } } });

    expect(authMount({ policy: elsewhere })).toMatchObject({
      path: "ci/github",
      oidcDiscoveryUrl: issuer,
      boundIssuer: issuer,
    });
  });

  test("trusts the authority of the policy for the issuer's certificate", () => {
    const own = SecretsPolicy.parse({ vault, auth: { jwt: { issuerCa: "ca.pem" } } });

    expect(authMount({ policy: own, issuerCa: "PEM" })).toMatchObject({ oidcDiscoveryCaPem: "PEM" });
    expect(authMount({ policy })).not.toHaveProperty("oidcDiscoveryCaPem");
  });

  test("takes the keys of the policy instead of asking the issuer, and still no other issuer's tokens", () => {
    const offline = SecretsPolicy.parse({ vault, auth: { jwt: { publicKeys: ["old.pem", "new.pem"] } } });
    const mount = authMount({ policy: offline, publicKeys: ["OLD", "NEW"] });

    expect(mount).toMatchObject({
      jwtValidationPubkeys: ["OLD", "NEW"],
      boundIssuer: "https://token.actions.githubusercontent.com",
    });
    expect(mount).not.toHaveProperty("oidcDiscoveryUrl");
  });

  test.each([
    ["the authority", { issuerCa: "ca.pem" }, {}, "secrets.auth.jwt.issuerCa names ca.pem, and its text was not given"],
    [
      "one of two keys",
      { publicKeys: ["old.pem", "new.pem"] },
      { publicKeys: ["OLD"] },
      "secrets.auth.jwt.publicKeys[1] names new.pem, and its text was not given",
    ],
    ["a file of which the policy knows nothing", {}, { issuerCa: "PEM" }, "secrets.auth.jwt.issuerCa names no file"],
  ])("is not made without the text of %s", (_, jwt, texts, message) => {
    const asked = SecretsPolicy.parse({ vault, auth: { jwt } });

    expect(() => authMount({ policy: asked, ...texts })).toThrow(message);
  });

  test("has no role for a login that names none", () => {
    expect(authMount({ policy })).not.toHaveProperty("defaultRole");
  });
});

test("keeps the name it is given", async () => {
  const deployed = await deploy(() => new GitHubLogin("acme", { policy }), { preview: true });

  expect(deployed.resource("vault:jwt/authBackend:AuthBackend").urn).toContain(
    "::sallyport:index:GitHubLogin$vault:jwt/authBackend:AuthBackend::acme",
  );
});
