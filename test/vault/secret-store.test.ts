import { SecretsPolicy } from "@sallyport/policy";
import { SecretStore, versionSettings } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const kv = (settings: object) =>
  SecretsPolicy.parse({ vault: { address: "https://vault.acme.example" }, engines: { kv: settings } }).engines.kv;

test("mounts a versioned store where the policy says", async () => {
  const deployed = await deploy(() => new SecretStore("acme", { policy: kv({ path: "payments" }) }));

  expect(deployed.only("vault:index/mount:Mount")).toMatchObject({
    path: "payments",
    type: "kv",
    options: { version: "2" },
  });
});

test("configures that mount, after it exists", async () => {
  const deployed = await deploy(() => new SecretStore("acme", { policy: kv({ path: "payments" }) }));
  const settings = deployed.resource("vault:kv/secretBackendV2:SecretBackendV2");

  expect(settings.inputs.mount).toBe("payments");
  expect(settings.dependencies).toEqual([deployed.resource("vault:index/mount:Mount").urn]);
});

describe("versions", () => {
  test("are kept, ten of them, and written only over the version that the writer knows", () => {
    expect(versionSettings(kv({}))).toEqual({ maxVersions: 10, casRequired: true });
  });

  test("are as many, as free and as old as the policy says", () => {
    expect(versionSettings(kv({ maxVersions: 3, casRequired: false, deleteVersionAfter: "90d" }))).toEqual({
      maxVersions: 3,
      casRequired: false,
      deleteVersionAfter: 7_776_000,
    });
  });
});

test("can be protected like any other resource", async () => {
  const deployed = await deploy(() => new SecretStore("acme", { policy: kv({}) }, { protect: true }));

  expect(deployed.resource("vault:index/mount:Mount").protect).toBe(true);
});

test("names its resources after itself, also in a preview", async () => {
  const deployed = await deploy(() => new SecretStore("acme", { policy: kv({}) }), { preview: true });
  const children = deployed.resources.filter(({ type }) => type.startsWith("vault:"));

  expect(children.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "vault:index/mount:Mount acme",
    "vault:kv/secretBackendV2:SecretBackendV2 acme",
  ]);
});
