import { SecretsPolicy } from "@sallyport/policy";
import { notProvided } from "@sallyport/vault";
import { expect, test } from "vitest";

const vault = { address: "https://vault.acme.example" };
const pathsOf = (secrets: object) => notProvided(SecretsPolicy.parse({ vault, ...secrets })).map(({ path }) => path);

test("a policy that has everything but what the provider decides misses nothing", () => {
  expect(pathsOf({ audit: {} })).toEqual([]);
});

test.each([
  ["secrets.vault.namespace", { vault: { ...vault, namespace: "teams/payments" } }],
  ["secrets.vault.caCertificate", { vault: { ...vault, caCertificate: "ca.pem" } }],
])("%s is said to be missing when the policy asks for it", (path, secrets) => {
  expect(pathsOf(secrets)).toEqual([path]);
});
