import { SecretsPolicy } from "@sallyport/policy";
import { TransitEngine } from "@sallyport/vault";
import { expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const keyType = "vault:transit/secretBackendKey:SecretBackendKey";

async function deployed(keys: object) {
  const { engines } = SecretsPolicy.parse({
    vault: { address: "https://vault.acme.example" },
    engines: { transit: { path: "signing", keys } },
  });
  const { transit } = engines;
  if (!transit) throw new Error("the policy lost its transit engine");
  return deploy(() => new TransitEngine("acme", { policy: transit }));
}

test("makes keys that stay in Vault, change by themselves and cannot be deleted", async () => {
  expect((await deployed({ releases: {} })).only(keyType)).toEqual({
    allowPlaintextBackup: false,
    autoRotatePeriod: 7_776_000,
    backend: "signing",
    deletionAllowed: false,
    exportable: false,
    minDecryptionVersion: 1,
    minEncryptionVersion: 0,
    name: "releases",
    type: "ecdsa-p256",
  });
});

test("makes each key as the policy says", async () => {
  const { resource } = await deployed({
    cards: { type: "aes256-gcm96", rotation: "30d", deletable: true },
    releases: {},
  });

  expect(resource(keyType, "acme-cards").inputs).toMatchObject({
    type: "aes256-gcm96",
    autoRotatePeriod: 2_592_000,
    deletionAllowed: true,
  });
  expect(resource(keyType, "acme-releases").inputs).toMatchObject({ deletionAllowed: false });
});

test("does not let a key go with the engine: its deletion is refused like any other", async () => {
  expect((await deployed({ releases: {} })).resource(keyType).deletedWith).toBe("");
});
