import { VaultError } from "@sallyport/vault-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Secret = z.object({ data: z.object({ word: z.string() }) });

describeWith("vault", "Work on a Vault that is sealed or stopped (raft storage)", () => {
  let vault: VaultServer;
  beforeAll(async () => {
    vault = await VaultServer.start({ storage: "raft" });
    await vault.client().write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
  });
  afterAll(() => vault.stop());

  /** Writes one secret after the other; a second run goes on where the first was stopped. */
  async function work(interrupt: (written: number) => Promise<unknown>): Promise<number> {
    const client = vault.client();
    let written = 0;
    for (const name of ["a", "b", "c", "d"]) {
      if (await client.find(`kv/data/${name}`, Secret)) continue;
      await interrupt(written);
      await client.write("POST", `kv/data/${name}`, { data: { word: `fake-${name}` }, options: { cas: 0 } });
      written += 1;
    }
    return written;
  }

  async function failureOf(work: Promise<unknown>): Promise<VaultError> {
    const error = await work.then(
      () => undefined,
      (failure) => failure,
    );
    expect(error).toBeInstanceOf(VaultError);
    return error as VaultError;
  }

  test("ends with what to do when Vault is sealed in the middle, and completes when run again", async () => {
    const failure = await failureOf(work(async (written) => written === 2 && (await vault.seal())));

    expect(failure).toMatchObject({ status: 503, request: "POST kv/data/c" });
    expect(failure.message).toContain("Vault is sealed: unseal it, then try again.");
    expect(failure.message).not.toContain("fake-c");
    await vault.unseal();
    expect(await work(async () => {})).toBe(2);
    expect(await vault.client().read("kv/data/c", Secret)).toMatchObject({ data: { word: "fake-c" } });
  });

  test("says that nobody answers when Vault is killed, and finds after the restart what was written before", async () => {
    const client = vault.client();
    await client.write("POST", "kv/data/before", { data: { word: "fake-before" } });
    await vault.kill();

    const failure = await failureOf(client.write("POST", "kv/data/after", { data: { word: "fake-after" } }));
    expect(failure.message).toMatch(
      /^POST kv\/data\/after cannot be asked \((ECONNREFUSED|ECONNRESET)\)\. Check VAULT_ADDR/,
    );

    await vault.restart();
    await vault.unseal();
    expect(await client.read("kv/data/before", Secret)).toMatchObject({ data: { word: "fake-before" } });
    expect(await client.find("kv/data/after", Secret)).toBeUndefined();
  });
});
