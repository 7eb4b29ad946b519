import { createVerify } from "node:crypto";
import { SecretsPolicy } from "@sallyport/policy";
import { TransitEngine } from "@sallyport/vault";
import type { VaultClient } from "@sallyport/vault-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { deploy } from "../../support/deploy.ts";
import { describeWith } from "../../support/describe-with.ts";
import { MadeInVault } from "../../support/vault/made-in-vault.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const answer = <T extends z.ZodRawShape>(shape: T) => z.object({ data: z.object(shape) });
const Key = z.looseObject({
  type: z.string(),
  latest_version: z.number(),
  keys: z.record(z.string(), z.looseObject({ public_key: z.string() })),
});
const base64 = (text: string) => Buffer.from(text).toString("base64");

describeWith("vault", "The transit engine, in a real Vault,", () => {
  let vault: VaultServer;
  let root: VaultClient;
  let made: MadeInVault;

  async function make(keys: object): Promise<void> {
    const { engines } = SecretsPolicy.parse({
      vault: { address: "https://vault.acme.example" },
      engines: { transit: { keys } },
    });
    const { transit } = engines;
    if (!transit) throw new Error("the policy lost its transit engine");
    const deployed = await deploy(() => new TransitEngine("acme", { policy: transit }));
    await made.apply(deployed.resources);
  }

  beforeAll(async () => {
    vault = await VaultServer.start();
    root = vault.client();
    made = new MadeInVault(vault);
    await make({
      releases: {},
      cards: { type: "aes256-gcm96" },
      quick: { type: "ed25519", rotation: "1h" },
    });
  });
  afterAll(() => vault.stop());

  const sign = async (key: string, text: string) =>
    (await root.send("POST", `transit/sign/${key}`, { input: base64(text) }, answer({ signature: z.string() }))).data
      .signature;
  const verify = async (key: string, text: string, signature: string) =>
    (
      await root.send(
        "POST",
        `transit/verify/${key}`,
        { input: base64(text), signature },
        answer({ valid: z.boolean() }),
      )
    ).data.valid;

  test("a key signs; another text or another key's signature is not valid", async () => {
    const signature = await sign("releases", "release 1");

    expect(await verify("releases", "release 1", signature)).toBe(true);
    expect(await verify("releases", "release 2", signature)).toBe(false);
  });

  test("a signature is valid for whoever has the public key, without Vault", async () => {
    const signature = (await sign("releases", "release 1")).split(":").at(-1) ?? "";
    const { keys } = await root.read("transit/keys/releases", Key);

    const verifies = (text: string) =>
      createVerify("sha256")
        .update(text)
        .verify(keys["1"]?.public_key ?? "", signature, "base64");
    expect(verifies("release 1")).toBe(true);
    expect(verifies("release 2")).toBe(false);
  });

  test("a rotation makes a new version that signs, and what the old one signed stays valid", async () => {
    const old = await sign("releases", "release 1");
    const { latest_version: before } = await root.read("transit/keys/releases", Key);
    await root.write("POST", "transit/keys/releases/rotate");

    const fresh = await sign("releases", "release 1");
    expect([old, fresh].map((signature) => signature.split(":")[1])).toEqual([`v${before}`, `v${before + 1}`]);
    expect(await verify("releases", "release 1", old)).toBe(true);
    expect(await verify("releases", "release 1", fresh)).toBe(true);
  });

  test("what an old version encrypted is still read after a rotation", async () => {
    const { ciphertext } = (
      await root.send(
        "POST",
        "transit/encrypt/cards",
        { plaintext: base64("fake card") },
        answer({ ciphertext: z.string() }),
      )
    ).data;
    await root.write("POST", "transit/keys/cards/rotate");

    const { plaintext } = (
      await root.send("POST", "transit/decrypt/cards", { ciphertext }, answer({ plaintext: z.string() }))
    ).data;
    expect(Buffer.from(plaintext, "base64").toString()).toBe("fake card");
  });

  test("Vault makes a new version by itself after the time of the policy", async () => {
    expect(await root.read("transit/keys/releases", z.looseObject({}))).toMatchObject({
      auto_rotate_period: 7_776_000,
      min_decryption_version: 1,
      min_encryption_version: 0,
    });
    expect(await root.read("transit/keys/quick", z.looseObject({}))).toMatchObject({ auto_rotate_period: 3600 });
  });

  test.each([
    ["signing-key", "releases"],
    ["encryption-key", "cards"],
    ["hmac-key", "cards"],
  ])("nobody exports a key as %s", async (kind, key) => {
    await expect(root.read(`transit/export/${kind}/${key}`, z.unknown())).rejects.toThrow(/not exportable/);
  });

  test("nobody takes a backup, not even whoever may do everything", async () => {
    await expect(root.read("transit/backup/releases", z.unknown())).rejects.toThrow(
      /exporting is disallowed|not allowed/,
    );
  });

  test("a key is not deleted unless the policy says so", async () => {
    await expect(root.write("DELETE", "transit/keys/releases")).rejects.toThrow(/deletion is not allowed/);

    await make({ releases: { deletable: true }, cards: { type: "aes256-gcm96" }, quick: { type: "ed25519" } });
    await root.write("DELETE", "transit/keys/releases");
    expect(await root.find("transit/keys/releases", z.unknown())).toBeUndefined();
    await expect(root.write("DELETE", "transit/keys/cards")).rejects.toThrow(/deletion is not allowed/);
  });
});
