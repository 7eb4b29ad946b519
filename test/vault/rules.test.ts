import { SecretsPolicy } from "@sallyport/policy";
import {
  type AccessRule,
  jobRules,
  policyText,
  reachOf,
  readVaultPolicy,
  rotationRules,
  teamRules,
  workloadRules,
} from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { sampleSecrets } from "./sample-secrets.ts";

/*
 * The rules of jobs, workloads, teams and the rotation, by what they reach in Vault's eyes.
 */

const reach = (rules: readonly AccessRule[]) => reachOf(readVaultPolicy(policyText("test", rules)));
const rulesOf = (rules: readonly AccessRule[]) =>
  Object.fromEntries(rules.map(({ path, capabilities }) => [path, capabilities.join(" ")]));
const job = (name: string, environment: string, policy = sampleSecrets) => {
  return jobRules({ policy, repository: { name }, environment });
};

describe("a job", () => {
  test("reads its own secrets, lists their names, ends its login, and that is all", () => {
    expect(rulesOf(job("shop", "production"))).toEqual({
      "kv/data/shop/production/*": "read",
      "kv/metadata/shop/production/*": "read list",
      "auth/token/revoke-self": "update",
    });
  });

  test("may use what the policy grants it, and nothing beside it", () => {
    const { "kv/data/payments-api/production/*": _, ...granted } = rulesOf(job("payments-api", "production"));

    expect(granted).toEqual({
      "kv/metadata/payments-api/production/*": "read list",
      "database/creds/orders-write": "read",
      "database/static-creds/report": "read",
      "pki/issue/server": "update",
      "transit/sign/release": "update",
      "transit/sign/release/*": "update",
      "transit/verify/release": "update",
      "transit/verify/release/*": "update",
      "transit/keys/release": "read",
      "transit/encrypt/cards": "update",
      "transit/decrypt/cards": "update",
      "auth/token/revoke-self": "update",
    });
  });

  test("binds an ACME account for certificates that it may have, where there is ACME", () => {
    const { pki } = sampleSecrets.engines;
    if (!pki) throw new Error("the sample lost its authority");
    const account = "pki/roles/server/acme/new-eab";
    const withAcme = { ...sampleSecrets, engines: { ...sampleSecrets.engines, pki: { ...pki, acme: true } } };

    expect(rulesOf(job("payments-api", "production", withAcme))).toMatchObject({ [account]: "update" });
    expect(rulesOf(job("payments-api", "production"))).not.toHaveProperty([account]);
    expect(rulesOf(job("shop", "production", withAcme))).not.toHaveProperty([account]);
  });

  test("gets nothing of a grant that names what is not there", () => {
    const { engines, ...rest } = sampleSecrets;
    const bare = { ...rest, engines: { kv: engines.kv } };
    const jobs = {
      "shop/staging": { ...sampleSecrets.jobs["shop/staging"], certificates: ["other"], sign: ["other"] },
    };
    const unknown = SecretsPolicy.parse({
      ...sampleSecrets,
      jobs: { "shop/staging": { ...jobs["shop/staging"], database: ["other"] } },
    });

    expect(job("payments-api", "production", bare)).toHaveLength(3);
    expect(job("shop", "staging", unknown)).toHaveLength(3);
  });

  test("of a name that every object has gets no grants", () => {
    expect(job("constructor", "production")).toHaveLength(3);
  });

  test("with a batch token has no login to end", () => {
    const policy = SecretsPolicy.parse({ ...sampleSecrets, auth: { jwt: { tokenType: "batch" } } });

    expect(rulesOf(job("shop", "production", policy))).not.toHaveProperty("auth/token/revoke-self");
  });
});

describe("a workload", () => {
  const workload = (policy = sampleSecrets) => workloadRules({ policy, workload: "api" });

  test("reads the secrets that the policy names, of a folder the names, too", () => {
    expect(rulesOf(workload())).toMatchObject({
      "kv/data/payments-api/production/*": "read",
      "kv/metadata/payments-api/production/*": "read list",
      "kv/data/shop/production/stripe": "read",
      "kv/metadata/shop/production/stripe": "read",
      "database/creds/orders-read": "read",
    });
    expect(reach(workload())("kv/data/shop/production/stripe2")).toEqual([]);
    expect(reach(workload())("kv/data/shop/production/stripe/key")).toEqual([]);
  });

  test("keeps a service token alive, and does nothing with a batch token, which ends by itself", () => {
    const policy = SecretsPolicy.parse({ ...sampleSecrets, auth: { kubernetes: { tokenType: "service" } } });
    const ofToken = (rules: readonly AccessRule[]) =>
      rules.map(({ path }) => path).filter((path) => /^(auth|sys)\//.test(path));

    expect(ofToken(workload(policy))).toEqual(["auth/token/renew-self", "sys/leases/renew", "auth/token/revoke-self"]);
    expect(ofToken(workload())).toEqual([]);
  });

  test("that the policy does not have is an error", () => {
    expect(() => workloadRules({ policy: sampleSecrets, workload: "toString" })).toThrow(
      "secrets.workloads has no toString.",
    );
  });
});

describe("a team", () => {
  const team = (name: string) => reach(teamRules({ policy: sampleSecrets, team: name }));

  test("writes without reading", () => {
    expect(team("payments")("kv/data/payments-api/production/x")).toEqual(["create", "update", "patch"]);
    expect(team("payments")("kv/metadata/payments-api/production/x")).toEqual(["read", "list"]);
  });

  test("reads and writes where the policy says both, though one says it of the folder alone", () => {
    expect(team("payments")("kv/data/payments-api/staging/key")).toEqual(["create", "read", "update", "patch"]);
    expect(team("payments")("kv/data/payments-api/staging/other")).toEqual(["read"]);
  });

  test("that operates sees settings and age of everything, rotates, and reaches no value", () => {
    const operators = team("operators");

    expect(operators("database/rotate-root/orders")).toEqual(["update"]);
    expect(operators("database/rotate-role/report")).toEqual(["update"]);
    expect(operators("kv/metadata/shop/production/stripe")).toEqual(["read", "list"]);
    expect(operators("sys/leases/revoke-prefix/database/creds/orders-read")).toEqual(["update", "sudo"]);
    for (const path of valuePaths) expect([path, operators(path)]).toEqual([path, []]);
  });

  test("that provisions keeps what it may do as operators, and reaches no value either", () => {
    expect(team("platform")("database/config/orders")).toEqual(["create", "read", "update", "delete"]);
    expect(team("platform")("database/rotate-role/report")).toEqual(["update"]);
    for (const record of ["oidc", "database/orders"]) {
      expect(team("platform")(`kv/data/sallyport/${record}`)).toEqual(["create", "update"]); // an empty claim
    }
    for (const path of valuePaths) expect([path, team("platform")(path)]).toEqual([path, []]);
  });

  test("without anything may look at its own login and end it", () => {
    expect(rulesOf(teamRules({ policy: sampleSecrets, team: "everybody" }))).toEqual({
      "auth/token/lookup-self": "read",
      "auth/token/revoke-self": "update",
    });
  });

  test("that the policy does not have is an error", () => {
    expect(() => teamRules({ policy: sampleSecrets, team: "nobody" })).toThrow("secrets.people has no nobody.");
  });
});

describe("the rotation", () => {
  const rotation = reach(rotationRules(sampleSecrets));

  test("writes exactly the secrets that it makes, and cannot read them", () => {
    expect(rotation("kv/data/payments-api/production/aws")).toEqual(["create", "update", "patch"]);
    expect(rotation("kv/data/shop/production/deploy")).toEqual(["create", "update", "patch"]);
    expect(rotation("kv/data/shop/production/stripe")).toEqual([]);
    expect(rotation("kv/data/payments-api/production/aws2")).toEqual([]);
  });

  test("sees the age of everything", () => {
    for (const path of [
      "kv/metadata/shop/production/stripe",
      "kv/metadata/sallyport/database/orders",
      "kv/metadata/sallyport/oidc",
      "database/static-roles/report",
      "pki/issuer/default",
      "pki-root/issuer/default",
      "pki/roles/server",
      "transit/keys/release",
    ])
      expect([path, rotation(path).includes("read")]).toEqual([path, true]);
  });

  test("rotates databases and reaches no value", () => {
    expect(rotation("database/rotate-root/orders")).toEqual(["update"]);
    expect(rotation("database/rotate-role/report")).toEqual(["update"]);
    expect(rotation("database/config/orders")).toEqual([]);
    for (const path of valuePaths) expect([path, rotation(path).includes("read")]).toEqual([path, false]);
  });
});

/** Where values come from. */
const valuePaths = [
  "kv/data/payments-api/production/aws",
  "kv/data/shop/production/stripe",
  "database/creds/orders-read",
  "database/static-creds/report",
  "pki/issue/server",
  "pki/sign/server",
  "transit/decrypt/cards",
  "transit/export/encryption-key/cards",
  "transit/backup/cards",
  "sys/raw/logical",
  "sys/storage/raft/snapshot",
  "cubbyhole/x",
  "identity/oidc/token/x",
];
