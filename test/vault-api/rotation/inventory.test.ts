import { secretInventory } from "@sallyport/vault-api";
import { expect, test } from "vitest";
import { minimal, policyWith } from "../../policy/support.ts";

const day = 86_400;
const vault = { address: "https://vault.acme.example" };

const organization = { ...minimal.organization, teams: { security: 2, others: 4 } };

const lines = (secrets: object) =>
  secretInventory(policyWith({ organization, secrets: { vault, ...secrets } })).map(
    ({ name, class: kind, owners, periodSeconds, changedBy }) =>
      `${name} ${kind} ${periodSeconds / day}d by ${changedBy} of ${owners.join(",") || "nobody"}`,
  );

test("a policy without secrets has none", () => {
  expect(secretInventory(policyWith())).toEqual([]);
  expect(lines({})).toEqual([]);
});

test("stored secrets have the life of their class, or a shorter one of their own", () => {
  expect(
    lines({
      stored: {
        "api/production/stripe": { owner: "team:security" },
        "api/production/db": { class: "databasePassword" },
        "api/production/tls": { class: "certificate", rotation: "60d" },
        "api/production/aws": { awsIamUser: { user: "ci" }, rotation: "30d" },
        "api/production/deploy": { githubDeployKey: { repository: "api" } },
      },
    }),
  ).toEqual([
    "api/production/stripe apiKey 90d by people of team:security",
    "api/production/db databasePassword 30d by people of nobody",
    "api/production/tls certificate 60d by people of nobody",
    "api/production/aws apiKey 30d by sallyport of nobody",
    "api/production/deploy apiKey 90d by sallyport of nobody",
  ]);
});

test("a stored secret without an owner has those of its repository", () => {
  const repositories = [{ name: "api", id: 3, owners: ["team:security"] }];
  const policy = policyWith({ repositories, secrets: { vault, stored: { "api/production/stripe": {} } } });
  expect(secretInventory(policy)).toMatchObject([{ owners: ["team:security"] }]);
});

test("what engines hold is named as Vault names it, and belongs to those who operate Vault", () => {
  expect(
    lines({
      people: { security: { operate: true } },
      auth: { oidc: { discoveryUrl: "https://login.acme.example", clientId: "vault" } },
      engines: {
        database: {
          path: "db",
          postgresql: {
            payments: { staticRoles: { app: { username: "app" }, batch: { username: "batch", rotation: "7d" } } },
          },
          mysql: { shop: {} },
        },
        pki: { domains: ["acme.example"], roles: { server: {}, short: { ttl: "10d" } } },
        transit: { keys: { release: { rotation: "30d" } } },
      },
    }),
  ).toEqual([
    "db/config/payments databasePassword 30d by sallyport of team:security",
    "db/static-roles/app databasePassword 30d by vault of team:security",
    "db/static-roles/batch databasePassword 7d by vault of team:security",
    "db/config/shop databasePassword 30d by sallyport of team:security",
    "pki-root/issuer/default certificate 365d by people of team:security",
    "pki/issuer/default certificate 365d by people of team:security",
    "pki/roles/server certificate 365d by vault of team:security",
    "pki/roles/short certificate 10d by vault of team:security",
    "transit/keys/release transitKey 30d by vault of team:security",
    "auth/oidc/config apiKey 90d by people of team:security",
  ]);
});
