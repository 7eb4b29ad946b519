import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SecretsPolicy } from "@sallyport/policy";
import {
  HandoverError,
  handOverOidc,
  handoversOf,
  type OidcHandover,
  type OidcHandoverOptions,
  type VaultClient,
  VaultError,
} from "@sallyport/vault-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { runCli, temporaryFolder } from "../../cli/run-cli.ts";
import { describeWith } from "../../support/describe-with.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Metadata = z.object({ custom_metadata: z.record(z.string(), z.string()).nullable() });
const Config = z.record(z.string(), z.unknown());
const AuthUrl = z.object({ data: z.object({ auth_url: z.string() }) });
const secret = "fake-client-secret-canary";

describeWith("vault", "The client secret of people's login, handed over on a real Vault,", () => {
  let vault: VaultServer;
  let client: VaultClient;
  let provider: Issuer;
  let auditFile: string;

  beforeAll(async () => {
    [vault, provider] = await Promise.all([VaultServer.start(), startIssuer()]);
    client = vault.client();
    auditFile = join(vault.folder, "audit.log");
    await client.write("PUT", "sys/audit/file", { type: "file", options: { file_path: auditFile } });
    await client.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
  });
  afterAll(() => Promise.all([vault?.stop(), provider?.stop()]));
  beforeEach(async () => {
    await client.write("DELETE", "kv/metadata/sallyport/oidc");
    await client.write("DELETE", "sys/auth/oidc");
    await client.write("POST", "sys/auth/oidc", { type: "oidc" });
  });

  function handover(oidc: object = {}): OidcHandover {
    const secrets = SecretsPolicy.parse({
      vault: { address: "https://vault.acme.example" },
      auth: { oidc: { discoveryUrl: provider.url, clientId: "vault-client", caCertificate: "ca.pem", ...oidc } },
      people: { platform: { operate: true } },
    });
    const [found] = handoversOf({ secrets });
    if (found?.kind !== "oidc") throw new Error("no login of people");
    return { ...found.oidc, caCertificate: provider.ca };
  }

  const run = (options: OidcHandoverOptions = { clientSecret: secret }, oidc: object = {}) =>
    handOverOidc(client, handover(oidc), options);
  const config = () => client.find("auth/oidc/config", Config);
  const record = async () => (await client.find("kv/metadata/sallyport/oidc", Metadata))?.custom_metadata ?? {};

  async function failure(work: Promise<unknown>): Promise<Error> {
    const error = await work.then(
      () => undefined,
      (found) => found,
    );
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  }

  test("makes a configuration that a login can begin with, and is recorded", async () => {
    const done = await run();

    expect(done).toMatchObject({ name: "oidc", outcome: "handed over" });
    expect(await config()).toMatchObject({
      oidc_discovery_url: provider.url,
      oidc_client_id: "vault-client",
      default_role: "people",
    });
    expect(JSON.stringify(await config())).not.toContain("canary");
    expect(await record()).toMatchObject({ class: "apiKey", owner: "team:platform", handed_over_at: done.at });
    const role = {
      role_type: "oidc",
      user_claim: "sub",
      allowed_redirect_uris: ["http://localhost:8250/oidc/callback"],
    };
    await client.write("POST", "auth/oidc/role/people", role);
    const body = { role: "people", redirect_uri: "http://localhost:8250/oidc/callback" };
    const { data } = await vault.unauthenticated().send("POST", "auth/oidc/oidc/auth_url", body, AuthUrl);
    expect(new URL(data.auth_url).searchParams.get("client_id")).toBe("vault-client");
  });

  test("is left alone by the next run, which needs no secret, unless it is a new one", async () => {
    const first = await run();

    expect(await run({})).toEqual({ name: "oidc", outcome: "already", at: first.at });
    expect(await run({ clientSecret: secret })).toEqual({ name: "oidc", outcome: "already", at: first.at });
    const now = () => new Date("2031-05-04T03:02:01Z");
    await run({ clientSecret: "fake-second-canary", replace: true, now });
    expect(await record()).toMatchObject({ rotated_at: "2031-05-04T03:02:01.000Z" });
  });

  test("is asked for once more after a change of the policy, for Vault takes no change without it", async () => {
    const { at } = await run();
    const changed = { clientId: "other-client" };

    const error = await failure(run({}, changed));
    expect(error).toBeInstanceOf(HandoverError);
    expect(error.message).toContain(`is not what Vault has since ${at}`);
    expect(error.message).toContain("SALLYPORT_HANDOVER_OIDC is not set");
    expect(await config()).toMatchObject({ oidc_client_id: "vault-client" });

    expect(await run({ clientSecret: secret }, changed)).toMatchObject({ outcome: "handed over" });
    expect(await config()).toMatchObject({ oidc_client_id: "other-client" });
  });

  test("is asked for by the name of its variable where it is missing, and nothing is written", async () => {
    expect((await failure(run({}))).message).toContain("SALLYPORT_HANDOVER_OIDC is not set");
    expect(await config()).toBeUndefined();
    expect(await record()).not.toHaveProperty("handed_over_at");
  });

  test("is not stored for an identity provider that does not answer, and nothing is recorded", async () => {
    const error = await failure(run({ clientSecret: secret }, { discoveryUrl: "https://127.0.0.1:1" }));

    expect(error).toBeInstanceOf(VaultError);
    expect(error.message).toContain("error checking oidc discovery URL");
    expect(error.message).not.toContain("canary");
    expect(await config()).toBeUndefined();
    expect(await record()).not.toHaveProperty("handed_over_at");
  });

  test("is written again when the configuration is gone, though a handover is recorded", async () => {
    await run();
    await client.write("DELETE", "sys/auth/oidc");
    await client.write("POST", "sys/auth/oidc", { type: "oidc" });

    expect((await failure(run({}))).message).toContain("SALLYPORT_HANDOVER_OIDC is not set");
    expect(await run()).toMatchObject({ outcome: "handed over" });
  });

  test("is in no audit entry, log or metadata in clear", async () => {
    await run();

    const audit = readFileSync(auditFile, "utf8");
    expect(audit).toContain('"oidc_client_secret":"hmac-sha256:');
    for (const text of [audit, vault.log(), JSON.stringify(await record())]) expect(text).not.toContain("canary");
  });

  describe("by `sallyport vault handover oidc`", () => {
    const cli = (args: readonly string[], env: Record<string, string> = {}) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "ca.pem"), provider.ca);
      writeFileSync(join(folder, "sallyport.yaml"), policyText(provider.url));
      const environment = { ...vault.environment(), ...env };
      return runCli(["vault", "handover", "oidc", ...args, "--policy", join(folder, "sallyport.yaml")], {
        env: environment,
      });
    };
    const given = { SALLYPORT_HANDOVER_OIDC: secret };

    test("is handed over, with the certificate that stands beside the policy, and again when it is a new one", async () => {
      for (const when of ["first", "new one"]) {
        const dry = await cli(["--dry-run"], given);
        expect(dry.stdout).toBe("oidc: would be handed over with the client secret in SALLYPORT_HANDOVER_OIDC.\n");
        const done = await cli([], given);
        expect([when, done]).toMatchObject([when, { code: 0, stderr: "" }]);
        expect(done.stdout).toMatch(/^oidc: is handed over: .* Unset SALLYPORT_HANDOVER_OIDC\.\n$/);
        expect(done.stdout).not.toContain("canary");
      }
      expect(await config()).toMatchObject({ oidc_discovery_ca_pem: provider.ca });
      expect((await cli([])).stdout).toMatch(/^oidc: was handed over at /);
    });

    test("ends with 2 and the name of the variable without it; --adopt does not help", async () => {
      const missing = await cli(["--adopt"]);

      expect(missing).toMatchObject({ code: 2, stdout: "" });
      expect(missing.stderr).toContain("SALLYPORT_HANDOVER_OIDC is not set");
      expect((await cli(["--adopt", "--dry-run"])).stdout).toBe(
        "oidc: waits to be handed over: SALLYPORT_HANDOVER_OIDC is not set.\n",
      );
    });
  });
});

function policyText(discoveryUrl: string): string {
  return `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories:
  - { name: payments-api, id: 900123, manifests: [package-lock.json] }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
secrets:
  vault: { address: "https://vault.acme.example" }
  auth: { oidc: { discoveryUrl: "${discoveryUrl}", clientId: vault-client, caCertificate: ca.pem } }
`;
}
