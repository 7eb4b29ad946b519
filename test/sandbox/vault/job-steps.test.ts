import { revokeVaultToken, type VaultRead, vaultSecrets } from "@sallyport/github";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { loopback, runBeside } from "../../github/loopback.ts";
import { sample } from "../../github/sample.ts";
import { describeWith } from "../../support/describe-with.ts";
import { startIssuer } from "../../support/vault/issuer.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * The generated steps of a job, with bash, curl and jq, on a real Vault; the address where a job asks GitHub for its identity
 * is a stand-in that signs with a loopback issuer.
 */

const canary = "canary-first-line\ncanary-second-line";
const read: VaultRead = {
  path: "kv/data/payments-api/production/stripe",
  in: ".data.data",
  outputs: { STRIPE_KEY: "key" },
};

/** A Vault that lets in the jobs of production, and where they get their identity. */
async function world() {
  const [vault, issuer] = [await VaultServer.start(), await startIssuer()];
  onTestFinished(async () => {
    await vault.stop();
    await issuer.stop();
  });
  const root = vault.client();
  await root.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
  await root.write("POST", "sys/auth/github-actions", { type: "jwt" });
  await root.write("POST", "auth/github-actions/config", {
    oidc_discovery_url: issuer.url,
    oidc_discovery_ca_pem: issuer.ca,
    bound_issuer: issuer.url,
  });
  await root.write("PUT", "sys/policies/acl/production", {
    policy: `path "kv/data/payments-api/production/*" { capabilities = ["read"] }
path "auth/token/revoke-self" { capabilities = ["update"] }`,
  });
  await root.write("POST", "auth/github-actions/role/github-900123-production", {
    role_type: "jwt",
    user_claim: "repository_id",
    bound_audiences: ["https://vault.acme.example"],
    bound_claims: { environment: "production" },
    token_policies: ["production"],
    token_no_default_policy: true,
  });
  const identity = async (environment: string) => {
    const token = await issuer.sign({
      repository_id: "900123",
      environment,
      aud: "https://vault.acme.example",
      sub: "job",
    });
    const { url } = await loopback((_, response) => response.end(JSON.stringify({ value: token })));
    return {
      VAULT_ADDR: vault.address,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/?a=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
    };
  };
  return { vault, root, identity };
}

const inputs = sample({ secrets: { vault: { address: "https://vault.acme.example" } } });
const [login] = vaultSecrets({ ...inputs, environment: "production" }, [read]);
const [logout] = revokeVaultToken(inputs, [read]);

describeWith("vault", "the steps of a job, on a real Vault,", () => {
  test("read the secret, show nothing but masks, and leave a token that is refused afterwards", async () => {
    const { vault, root, identity } = await world();
    await root.write("POST", read.path, { data: { key: canary } });
    const env = await identity("production");
    const done = await runBeside(login, env);

    expect(done, done.stderr).toMatchObject({ status: 0, stderr: "" });
    expect(done.outputs).toContain(canary);
    const shown = done.stdout.split("\n").filter(Boolean);
    expect(shown.filter((line) => !line.startsWith("::add-mask::"))).toEqual([]);
    expect(shown).toEqual(expect.arrayContaining(canary.split("\n").map((line) => `::add-mask::${line}`)));

    const [, token = ""] = /^token<<\S+\n(.+)$/m.exec(done.outputs) ?? [];
    const job = vault.client(token);
    await expect(job.read(read.path, z.unknown())).resolves.toBeDefined();
    expect(await runBeside(logout, { VAULT_ADDR: vault.address, VAULT_TOKEN: token })).toMatchObject({ status: 0 });
    await expect(job.read(read.path, z.unknown())).rejects.toThrow(/403/);
  });

  test("end without a secret for a job of another environment, and for a secret that nobody wrote", async () => {
    const { identity } = await world();
    const stranger = await runBeside(login, await identity("staging"));
    const early = await runBeside(login, await identity("production"));

    expect(stranger.status).toBe(1);
    expect(stranger.outputs).toBe("");
    expect(stranger.stdout).toContain("did not let this job in as github-900123-production");
    expect(early.status).toBe(1);
    expect(early.stdout).toContain(`Vault did not give ${read.path} to github-900123-production`);
  });
});
