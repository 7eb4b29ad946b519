import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { EngineStack } from "../../support/engine.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import { startIssuer } from "../../support/vault/issuer.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Credentials = z.object({ username: z.string(), password: z.string() });

const policyOf = (issuer: string, port: number) => `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123, owners: [team:security] }]
scanning: { scanners: { trivy: { scanType: filesystem } } }
gate: { approvers: "team:security" }
secrets:
  vault: { address: "https://vault.acme.example" }
  auth: { jwt: { issuer: "${issuer}", issuerCa: issuer.pem } }
  engines:
    database: { postgresql: { orders: { host: 127.0.0.1, port: ${port}, tls: "off", roles: { reader: {} } } } }
`;

describeWith(["pulumi", "vault", "postgresql"], "A destroy by the engine, with real Vault and PostgreSQL,", () => {
  test("removes the users that Vault made and that would have lived on", { timeout: 180_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-destroy-"));
    const [vault, server, issuer] = await Promise.all([VaultServer.start(), startPostgres(), startIssuer()]);
    copyFileSync(issuer.caFile, join(folder, "issuer.pem"));
    writeFileSync(join(folder, "sallyport.yaml"), policyOf(issuer.url, server.port));
    const stack = await EngineStack.create(
      "stacks/repo",
      {
        "aws:region": "eu-central-1",
        "github:owner": "acme",
        "vault:address": "https://vault.acme.example",
        "sallyport:policy": join(folder, "sallyport.yaml"),
      },
      {
        planes: { vault: new VaultPlane(vault.client()) },
        environment: { ...vault.environment(), SALLYPORT_HANDOVER_ORDERS: server.bootstrap.password },
      },
    );
    try {
      await stack.deploy();
      const { username: user, password } = await vault.client().read("database/creds/reader", Credentials);
      expect(await server.query("select 1", { user, password })).toEqual([["1"]]);

      expect((await stack.destroy()).errors).toEqual([]);

      expect(await server.query(`select count(*) from pg_roles where rolname = '${user}'`)).toEqual([["0"]]);
    } finally {
      await stack.stop();
      await Promise.all([vault.stop(), server.stop(), issuer.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
