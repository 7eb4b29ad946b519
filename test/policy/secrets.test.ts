import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

const vault = { address: "https://vault.acme.example" };

test("the address of Vault is enough; rotation has the times of the requirements", () => {
  expect(policyWith({ secrets: { vault } }).secrets).toEqual({
    vault: { ...vault, edition: "community" },
    auth: {
      jwt: {
        path: "github-actions",
        issuer: "https://token.actions.githubusercontent.com",
        publicKeys: [],
        subjects: ["id", "name"],
        tokenTtl: "15m",
        tokenType: "service",
      },
    },
    engines: { kv: { path: "kv", maxVersions: 10, casRequired: true } },
    jobs: {},
    workloads: {},
    people: {},
    stored: {},
    rotation: {
      databasePasswords: "30d",
      apiKeys: "90d",
      certificates: "365d",
      ahead: "7d",
      overlap: "24h",
      schedule: "23 3 * * *",
    },
    limits: { requestsPerSecond: 1000, loginsPerSecond: 50 },
  });
});

test("the auth methods and engines of the requirements are taken", () => {
  const secrets = {
    vault,
    auth: { jwt: {}, kubernetes: {} },
    engines: { kv: {}, database: { postgresql: { payments: {} } }, pki: { domains: ["acme.example"] } },
    audit: {},
  };

  expect(policyWith({ secrets }).secrets).toMatchObject({
    auth: { kubernetes: { path: "kubernetes", audience: "vault" } },
    engines: { database: { path: "database" }, pki: { path: "pki" } },
    audit: { filePath: "/var/log/vault/audit.log" },
  });
});

test.each(["kv", "payments", "team-a/kv", "a/b/c", "system", "authors"])("takes the mount path %s", (path) => {
  expect(() => policyWith({ secrets: { vault, engines: { kv: { path } } } })).not.toThrow();
});

test.each(["/kv", "kv/", "KV", "a//b", "", "a b", "sys", "sys/kv", "auth", "auth/jwt", "identity", "cubbyhole"])(
  "refuses the mount path %j",
  (path) => {
    expect(complaints({ secrets: { vault, engines: { kv: { path } } } })).toEqual([
      expect.stringContaining("secrets.engines.kv.path must be a mount path"),
    ]);
  },
);
