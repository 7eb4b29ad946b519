import { SecretsPolicy } from "@sallyport/policy";
import { leaseLimits, rateLimits, VaultLimits } from "@sallyport/vault";
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const vault = { address: "https://vault.acme.example", edition: "enterprise" };
const policyOf = (more: object) => SecretsPolicy.parse({ vault, ...more });

test("all requests of one client are limited, and its logins more tightly", () => {
  expect(rateLimits(policyOf({ limits: { requestsPerSecond: 500, loginsPerSecond: 5 } }))).toEqual([
    { name: "requests", path: "", rate: 500, interval: 1 },
    { name: "logins-jwt", path: "auth/github-actions/login", rate: 5, interval: 1 },
  ]);
});

test("each way to log in has a limit of its own, where it is mounted", () => {
  const auth = {
    jwt: { path: "ci/github" },
    kubernetes: { path: "pods" },
    oidc: { path: "people", discoveryUrl: "https://login.acme.example", clientId: "vault" },
  };

  expect(rateLimits(policyOf({ auth })).map(({ name, path }) => [name, path])).toEqual([
    ["requests", ""],
    ["logins-jwt", "auth/ci/github/login"],
    ["logins-kubernetes", "auth/pods/login"],
    ["logins-oidc", "auth/people/"],
  ]);
});

test("leases are limited where the policy says so and the engine that makes them is there", () => {
  const engines = { database: { path: "databases" } };

  expect(leaseLimits(policyOf({ limits: { leases: 100 }, engines }))).toEqual([
    { name: "leases-database", path: "databases/", maxLeases: 100 },
  ]);
  expect(leaseLimits(policyOf({ engines }))).toEqual([]);
  expect(leaseLimits(policyOf({ limits: { leases: 100 } }))).toEqual([]);
});

test("a limit keeps its name when a mount moves, so that it is changed and not replaced", () => {
  const moved = policyOf({ auth: { jwt: { path: "elsewhere" } } });

  expect(rateLimits(moved).map(({ name }) => name)).toEqual(rateLimits(policyOf({})).map(({ name }) => name));
});

test("each limit is a resource named after it", async () => {
  const policy = policyOf({ limits: { leases: 100 }, engines: { database: {} } });
  const deployed = await deploy(() => new VaultLimits("acme", { policy }));

  expect(deployed.resources.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["acme-requests", "acme-logins-jwt", "acme-leases-database"]),
  );
});
