import { bootstrapVariable, handoversOf } from "@sallyport/vault-api";
import { expect, test } from "vitest";
import { policyWith } from "../../policy/support.ts";

const vault = { address: "https://vault.acme.example" };
const oidc = { discoveryUrl: "https://id.acme.example", clientId: "vault" };

test("every connection and the login of people are handed over, with what the policy says about them", () => {
  const policy = policyWith({
    organization: { login: "acme", id: 1042, teams: { security: 4203 } },
    secrets: {
      vault,
      auth: { oidc },
      people: { security: { operate: true } },
      rotation: { databasePasswords: "10d", apiKeys: "20d" },
      engines: { kv: { path: "secret" }, database: { path: "db", postgresql: { "order-s": {} }, mysql: { shop: {} } } },
    },
  });

  expect(handoversOf(policy)).toMatchObject([
    {
      kind: "database",
      name: "order-s",
      setting: "secrets.engines.database.postgresql.order-s",
      variable: "SALLYPORT_HANDOVER_ORDER_S",
      recordPath: "sallyport/database/order-s",
      database: { engine: "db", kv: "secret", owners: ["team:security"], periodSeconds: 864_000 },
    },
    { name: "shop", setting: "secrets.engines.database.mysql.shop", variable: "SALLYPORT_HANDOVER_SHOP" },
    {
      kind: "oidc",
      name: "oidc",
      setting: "secrets.auth.oidc",
      variable: "SALLYPORT_HANDOVER_OIDC",
      recordPath: "sallyport/oidc",
      oidc: { kv: "secret", owners: ["team:security"], periodSeconds: 1_728_000 },
    },
  ]);
});

test("a policy without databases and without a login of people has none, nor one without secrets", () => {
  expect(handoversOf(policyWith({ secrets: { vault } }))).toEqual([]);
  expect(handoversOf({ secrets: undefined })).toEqual([]);
});

test("the variable is named after the connection, in the letters that a variable may have", () => {
  expect(bootstrapVariable("payments-db_2")).toBe("SALLYPORT_HANDOVER_PAYMENTS_DB_2");
});
