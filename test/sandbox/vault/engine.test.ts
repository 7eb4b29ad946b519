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

const title =
  "stacks/repo on the engine and a real Vault (the other providers in memory; what the real plugin checks itself is not covered)";

describeWith(["pulumi", "vault", "postgresql"], title, () => {
  let folder: string;
  let vault: VaultServer;
  let issuer: Issuer;
  let postgres: DatabaseServer;
  let stack: EngineStack;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    [vault, issuer, postgres] = await Promise.all([VaultServer.start(), startIssuer(), startPostgres()]);
    copyFileSync(issuer.caFile, join(folder, "issuer.pem"));
    writePolicy();
    stack = await EngineStack.create(
      "stacks/repo",
      { ...accounts, "sallyport:policy": policyFile() },
      { planes: { vault: new VaultPlane(vault.client()) }, environment: { ...vault.environment(), ...bootstrap() } },
    );
  });
  afterEach(async () => {
    await stack.stop();
    await Promise.all([vault.stop(), issuer.stop(), postgres.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const bootstrap = () => ({
    SALLYPORT_HANDOVER_PAYMENTS_DB: postgres.bootstrap.password,
    SALLYPORT_HANDOVER_OIDC: "fake-client-secret",
  });
  const policyFile = () => join(folder, "sallyport.yaml");
  const writePolicy = (change: (policy: string) => string = (policy) => policy) =>
    writeFileSync(
      policyFile(),
      change(basePolicy.replaceAll("ISSUER", issuer.url).replace("PORT", `${postgres.port}`)),
    );

  /** Everything that can be made in Vault, by name. */
  async function inVault(): Promise<Record<string, string[]>> {
    const root = vault.client();
    const namesAt = async (path: string) => Object.keys(await root.read(path, z.record(z.string(), z.unknown())));
    return {
      mounts: (await namesAt("sys/mounts")).toSorted(),
      auth: (await namesAt("sys/auth")).toSorted(),
      policies: (await root.list("sys/policies/acl")).toSorted(),
    };
  }

  test("a preview makes nothing; up makes what it showed; up again and refresh change nothing; destroy leaves nothing", async () => {
    const before = await inVault();

    const preview = await stack.preview();
    expect(preview.errors).toEqual([]);
    expect(await inVault()).toEqual(before);

    const up = await stack.up();
    expect(up.errors).toEqual([]);
    expect(up.steps).toEqual(preview.steps);
    const after = await inVault();
    expect(after.mounts).toContain("kv/");
    expect(after.auth).toContain("github-actions/");
    expect(after.policies).toEqual(expect.arrayContaining(["github-900123-canary", "github-900123-production"]));

    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
    expect((await stack.refresh()).errors).toEqual([]);
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });

    expect((await stack.destroy()).errors).toEqual([]);
    expect(await inVault()).toEqual(before);
  });
});

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
    kubernetes: { host: "https://kubernetes.acme.example", caCertificate: issuer.pem }
    oidc: { discoveryUrl: "ISSUER", clientId: vault, caCertificate: issuer.pem }
  engines:
    database:
      postgresql: { payments-db: { host: 127.0.0.1, port: PORT, tls: off, roles: { payments-read: {} } } }
    pki: { domains: [acme.example] }
    transit: { keys: { releases: { deletable: true } } }
  jobs:
    payments-api/production: { database: [payments-read], sign: [releases] }
  workloads:
    payments: { namespace: payments, serviceAccounts: [payments], secrets: [payments-api/production/*], certificates: [server] }
  people:
    payments: { read: [payments-api/canary/*], write: [payments-api/production/*] }
    security: { operate: true, provision: true }
`;
