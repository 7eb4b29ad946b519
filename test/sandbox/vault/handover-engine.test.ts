import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { EngineStack } from "../../support/engine.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Metadata = z.object({ custom_metadata: z.record(z.string(), z.string()).nullable() });
const Credentials = z.object({ data: z.object({ username: z.string(), password: z.string() }) });
const Config = z.object({ oidc_client_id: z.string() });

const roles = ["vault:database/secretBackendRole:SecretBackendRole orders-reader"];
const connection = "vault:database/secretBackendConnection:SecretBackendConnection orders";
const peopleRole = "vault:jwt/authBackendRole:AuthBackendRole foundation";
const clientSecret = "fake-client-secret-canary";

describeWith(
  ["pulumi", "vault", "postgresql"],
  "Handovers by `pulumi up`, on the engine, real Vault and PostgreSQL,",
  () => {
    let folder: string;
    let vault: VaultServer;
    let server: DatabaseServer;
    let issuer: Issuer;
    let stack: EngineStack;
    let environment: Record<string, string>;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
      [vault, server, issuer] = await Promise.all([VaultServer.start(), startPostgres(), startIssuer()]);
      copyFileSync(issuer.caFile, join(folder, "issuer.pem"));
      writePolicy();
      environment = { ...vault.environment(), SALLYPORT_HANDOVER_OIDC: clientSecret };
      stack = await EngineStack.create(
        "stacks/repo",
        { ...accounts, "sallyport:policy": policyFile() },
        { planes: { vault: new VaultPlane(vault.client()) }, environment },
      );
    });
    afterEach(async () => {
      await stack.stop();
      await Promise.all([vault.stop(), server.stop(), issuer.stop()]);
      rmSync(folder, { recursive: true, force: true });
    });

    const policyFile = () => join(folder, "sallyport.yaml");
    const writePolicy = (change: (policy: string) => string = (policy) => policy) =>
      writeFileSync(
        policyFile(),
        change(
          basePolicy.replaceAll("ISSUER", issuer.url).replace("HOST", server.host).replace("PORT", `${server.port}`),
        ),
      );
    const give = () => Object.assign(environment, { SALLYPORT_HANDOVER_ORDERS: server.bootstrap.password });
    const forget = () => {
      delete environment.SALLYPORT_HANDOVER_ORDERS;
      delete environment.SALLYPORT_HANDOVER_OIDC;
    };
    const logIn = () => server.query("select 1", server.bootstrap);
    const refusal = /password authentication failed for user "vault"/;

    test("a missing password stops the role, not the connection, and names its variable; up with it completes", async () => {
      const failed = await stack.up();

      expect(failed.exitCode).not.toBe(0);
      const said = failed.errors.join("\n");
      expect(said).toContain("secrets.engines.database.postgresql.orders waits for its bootstrap password");
      expect(said).toContain("SALLYPORT_HANDOVER_ORDERS is not set");
      expect(said).toContain("Then run `pulumi up` again.");
      expect(await stack.state()).toContain(connection);
      for (const role of roles) expect(await stack.state()).not.toContain(role);
      expect(await logIn()).toEqual([["1"]]);

      give();
      const up = await stack.up();
      expect(up.errors).toEqual([]);
      for (const role of roles) expect(up.steps).toContain(`create ${role}`);
      await expect(logIn()).rejects.toThrow(refusal);
    });

    test("up hands over before the roles; then nothing asks for the secrets any more, and an update keeps the password", async () => {
      give();
      const preview = await stack.preview();
      expect(preview.errors).toEqual([]);
      expect(await logIn()).toEqual([["1"]]);

      const up = await stack.up();
      expect(up.errors).toEqual([]);
      expect(up.output).toMatch(/secrets\.engines\.database\.postgresql\.orders: handed over to Vault at \d{4}-/);
      await expect(logIn()).rejects.toThrow(refusal);
      const client = vault.client();
      const issued = async () =>
        (await client.read("database/creds/reader", Credentials.shape.data)) as { username: string; password: string };
      const { username, password } = await issued();
      expect(await server.query("select 1", { user: username, password })).toEqual([["1"]]);
      const record = await client.read("kv/metadata/sallyport/database/orders", Metadata);
      expect(record.custom_metadata).toMatchObject({ class: "databasePassword", owner: "team:security" });

      forget();
      expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
      expect((await stack.refresh()).errors).toEqual([]);
      expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });

      writePolicy((policy) => policy.replace("roles: { reader: {} }", "roles: { reader: {}, auditor: {} }"));
      const changed = await stack.up();
      expect(changed.errors).toEqual([]);
      expect(changed.steps).toContain(`update ${connection}`);
      const again = await issued();
      expect(await server.query("select 1", { user: again.username, password: again.password })).toEqual([["1"]]);
      await expect(logIn()).rejects.toThrow(refusal);

      const outcomes = [preview, up, changed].map(({ output }) => output);
      for (const text of [await stack.exported(), ...outcomes, vault.log()]) {
        expect(text).not.toContain(server.bootstrap.password);
        expect(text).not.toContain(clientSecret);
      }
    });

    test("a wrong password stops the role with what the server says, and the right one completes", async () => {
      environment.SALLYPORT_HANDOVER_ORDERS = "fake-wrong-canary";
      const failed = await stack.up();
      expect(failed.errors.join("\n")).toMatch(refusal);
      expect(failed.output).not.toContain("fake-wrong-canary");
      for (const role of roles) expect(await stack.state()).not.toContain(role);

      give();
      expect((await stack.up()).errors).toEqual([]);
      await expect(logIn()).rejects.toThrow(refusal);
    });

    test("people's login has its configuration before its role, and changes only with the client secret", async () => {
      give();
      delete environment.SALLYPORT_HANDOVER_OIDC;
      const failed = await stack.up();
      expect(failed.errors.join("\n")).toContain("SALLYPORT_HANDOVER_OIDC is not set");
      expect(await stack.state()).not.toContain(peopleRole);

      environment.SALLYPORT_HANDOVER_OIDC = clientSecret;
      expect((await stack.up()).errors).toEqual([]);
      expect(await stack.state()).toContain(peopleRole);
      const client = vault.client();
      expect(await client.read("auth/oidc/config", Config)).toMatchObject({ oidc_client_id: "vault-client" });

      forget();
      writePolicy((policy) => policy.replace("vault-client", "other-client"));
      const refused = await stack.up();
      expect(refused.errors.join("\n")).toContain("Vault takes a change only with the client secret");
      expect(await client.read("auth/oidc/config", Config)).toMatchObject({ oidc_client_id: "vault-client" });

      environment.SALLYPORT_HANDOVER_OIDC = clientSecret;
      expect((await stack.up()).errors).toEqual([]);
      expect(await client.read("auth/oidc/config", Config)).toMatchObject({ oidc_client_id: "other-client" });
    });
  },
);

const accounts = {
  "aws:region": "eu-central-1",
  "github:owner": "acme",
  "vault:address": "https://vault.acme.example",
};

const basePolicy = `version: 1
organization:
  login: acme
  id: 1042
  teams: { payments: 4201, security: 4203 }
repositories:
  - name: payments-api
    id: 900123
    owners: [team:payments]
    manifests: [package-lock.json]
environments:
  canary: { reviewers: [team:payments] }
  production: { reviewers: [team:payments], tags: ["v*"] }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
secrets:
  vault: { address: "https://vault.acme.example" }
  auth:
    jwt: { issuer: "ISSUER", issuerCa: issuer.pem }
    oidc: { discoveryUrl: "ISSUER", clientId: vault-client, caCertificate: issuer.pem }
  people: { security: { operate: true } }
  engines:
    database:
      postgresql:
        orders: { host: HOST, port: PORT, tls: "off", roles: { reader: {} } }
`;
