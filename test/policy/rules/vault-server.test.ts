import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const audited = (audit: object) => ({ secrets: { vault, audit } });

describe("audit devices", () => {
  test.each([
    ["the two that come by themselves", {}],
    ["a socket instead of syslog", { syslog: false, socket: { address: "127.0.0.1:9000" } }],
    ["all three", { socket: { address: "/run/vault.sock", transport: "unix" } }],
  ])("are enough with %s", (_, audit) => {
    expect(policyWith(audited(audit)).secrets?.audit).toMatchObject(audit);
  });

  test("are too few with a file alone, and the rule says what to do", () => {
    expect(complaints(audited({ syslog: false }))).toEqual([
      expect.stringMatching(
        /secrets\.audit\.syslog is false .*Vault answers nobody.*Set it to true, or set secrets\.audit\.socket/,
      ),
    ]);
  });
});

describe("what only Vault Enterprise has", () => {
  const engines = { database: {} };

  test.each([
    ["a namespace", { vault: { ...vault, namespace: "teams" } }, "secrets.vault.namespace"],
    ["a limit of leases", { vault, engines, limits: { leases: 100 } }, "secrets.limits.leases"],
  ])("%s needs the edition to be declared", (_, secrets, setting) => {
    expect(conflicts({ secrets })).toEqual([`${setting} <-> secrets.vault.edition`]);
    expect(
      policyWith({ secrets: { ...secrets, vault: { ...secrets.vault, edition: "enterprise" } } }).secrets,
    ).toMatchObject({ ...secrets, vault: { ...secrets.vault, edition: "enterprise" } });
  });
});

test("a limit of leases needs the engine that makes them", () => {
  const secrets = { vault: { ...vault, edition: "enterprise" }, limits: { leases: 100 } };

  expect(conflicts({ secrets })).toEqual(["secrets.limits.leases <-> secrets.engines"]);
  expect(policyWith({ secrets: { ...secrets, engines: { database: {} } } }).secrets?.limits.leases).toBe(100);
});
