import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { LogCollector } from "../../support/vault/log-collector.ts";
import { PolicyOnVault } from "../../support/vault/policy-on-vault.ts";
import { startPostgres } from "../../support/vault/postgres.ts";

const uncovered = "(the other providers in memory; what the real plugin checks itself is not covered)";
const production = "github-900123-production";
const vaultPolicy = "vault:index/policy:Policy";
const jobRole = "vault:jwt/authBackendRole:AuthBackendRole";
const Anything = z.record(z.string(), z.unknown());

const base = `version: 1
organization: { login: acme, id: 1042, teams: { payments: 4201, security: 4203 } }
repositories: [{ name: payments-api, id: 900123, owners: [team:payments], manifests: [package-lock.json] }]
environments:
  canary: { reviewers: [team:payments] }
  production: { reviewers: [team:payments], tags: ["v*"] }
scanning: { scanners: { trivy: { scanType: filesystem } } }
gate: { approvers: team:security }
secrets:
  vault: { address: "https://vault.acme.example" }
`;

describeWith(
  ["pulumi", "vault", "postgresql"],
  `One policy, from its first preview to its end, on a real Vault ${uncovered}:`,
  () => {
    let on: PolicyOnVault;
    let postgres: DatabaseServer;
    let collector: LogCollector;
    let before: Record<string, string[]>;
    const storedSecret = `fake-stored-${crypto.randomUUID()}`;
    const clientSecret = `fake-client-${crypto.randomUUID()}`;
    /** Every section that makes something in Vault. */
    const policy = () => `${base}  auth:
    jwt: { issuer: "ISSUER", issuerCa: issuer.pem, tokenTtl: 15m }
    kubernetes: { host: "https://kubernetes.acme.example", caCertificate: issuer.pem }
    oidc: { discoveryUrl: "ISSUER", caCertificate: issuer.pem, clientId: vault }
  engines:
    database:
      postgresql: { payments-db: { host: ${postgres.host}, port: ${postgres.port}, tls: off, roles: { payments-read: {} } } }
    pki: { domains: [acme.example] }
    transit: { keys: { releases: { deletable: true } } }
  jobs:
    payments-api/production: { database: [payments-read], sign: [releases] }
  workloads:
    payments: { namespace: payments, serviceAccounts: [payments], secrets: [payments-api/production/*], certificates: [server] }
  people:
    payments: { read: [payments-api/canary/*], write: [payments-api/production/*] }
    security: { operate: true, provision: true }
  limits: { loginsPerSecond: 40 }
  audit: { filePath: ${auditFile()}, syslog: false, socket: { address: "${collector.address}" } }
`;
    const auditFile = () => join(on.vault.folder, "audit.log");
    const changed = () =>
      policy().replace("tokenTtl: 15m", "tokenTtl: 10m").replace("payments-read: {}", "payments-read: { ttl: 10m }");
    const inVault = (path: string) => on.vault.client().read(path, Anything);
    /** The steps of a command that are about Vault. */
    const vaultSteps = ({ steps }: { steps: string[] }) => steps.filter((step) => / vault:/.test(step));

    beforeAll(async () => {
      [on, postgres, collector] = await Promise.all([PolicyOnVault.start(), startPostgres(), LogCollector.start()]);
      before = await on.inVault();
      on.write(policy());
    });
    afterAll(async () => {
      await on?.stop();
      await postgres?.stop();
      await collector?.stop();
    });

    test("a preview makes nothing", async () => {
      const preview = await on.preview();

      expect(preview.errors).toEqual([]);
      expect(vaultSteps(preview)).toContain(`create ${vaultPolicy} payments-api-production`);
      expect(await on.inVault()).toEqual(before);
    });

    test("without the password of Vault's own user an up makes no database role, and says which variable is missing", async () => {
      on.environment.SALLYPORT_HANDOVER_OIDC = clientSecret;

      const up = await on.up("--continue-on-error");

      expect(up.exitCode).not.toBe(0);
      expect(up.errors.join("\n")).toMatch(
        /secrets\.engines\.database\.postgresql\.payments-db.*SALLYPORT_HANDOVER_PAYMENTS_DB/s,
      );
      expect(await on.vault.client().list("database/roles")).toEqual([]);
    });

    test("with it the next up makes the rest, and another one changes nothing", async () => {
      on.environment.SALLYPORT_HANDOVER_PAYMENTS_DB = postgres.bootstrap.password;

      expect((await on.up()).errors).toEqual([]);
      expect(await on.up()).toMatchObject({ exitCode: 0, steps: [] });

      await expect(postgres.query("select 1", postgres.bootstrap)).rejects.toThrow("password authentication failed");
      const now = await on.inVault();
      expect(now.mounts).toEqual(expect.arrayContaining(["database/", "kv/", "pki-root/", "pki/", "transit/"]));
      expect(now.auth).toEqual(expect.arrayContaining(["github-actions/", "kubernetes/", "oidc/"]));
      expect(now.audit).toEqual(["file/", "socket/"]);
      expect(now.quotas).toContain("logins-jwt");
      expect(now.policies).toEqual(
        expect.arrayContaining([
          production,
          "github-900123-canary",
          "team-payments",
          "team-security",
          "workload-payments",
        ]),
      );
      expect(await inVault(`auth/github-actions/role/${production}`)).toMatchObject({
        bound_claims: { repository_id: "900123", environment: "production" },
        token_policies: [production],
        token_ttl: 900,
      });
      expect(await inVault("database/roles/payments-read")).toMatchObject({ db_name: "payments-db" });
      expect(await inVault("auth/oidc/config")).toMatchObject({ oidc_client_id: "vault" });
    });

    test("a refresh of what nobody touched changes nothing", async () => {
      expect((await on.refresh()).errors).toEqual([]);
      expect(await on.up()).toMatchObject({ exitCode: 0, steps: [] });
    });

    test("what somebody changed in Vault by hand is found by a refresh, shown by a preview and repaired by an up", async () => {
      const root = on.vault.client();
      const policyPath = `sys/policies/acl/${production}`;
      const rolePath = `auth/github-actions/role/${production}`;
      const [policyBefore, role] = [await inVault(policyPath), await inVault(rolePath)];
      await root.write("POST", policyPath, { policy: 'path "*" {\n  capabilities = ["sudo"]\n}\n' });
      await root.write("POST", rolePath, { ...role, token_ttl: 3600, token_max_ttl: 3600 });
      await root.write("DELETE", "sys/policies/acl/workload-payments");
      await root.write("POST", "sys/mounts/transit/tune", { description: "changed by hand" });
      const repairs = [
        `create ${vaultPolicy} payments`,
        "update vault:index/mount:Mount foundation",
        `update ${vaultPolicy} payments-api-production`,
        `update ${jobRole} payments-api-production`,
      ];

      expect((await on.refresh()).errors).toEqual([]);
      expect((await on.preview()).steps).toEqual(repairs);
      expect((await on.up()).steps).toEqual(repairs);

      expect(await inVault(policyPath)).toEqual(policyBefore);
      expect(await inVault(rolePath)).toMatchObject({ token_ttl: 900, token_max_ttl: 900 });
      expect(await root.list("sys/policies/acl")).toContain("workload-payments");
    });

    test("a changed setting is an update in place", async () => {
      const accessor = (await inVault("sys/auth/github-actions")).accessor;
      on.write(changed());

      const up = await on.up();

      expect(up.errors).toEqual([]);
      expect(vaultSteps(up)).toEqual([
        "update vault:database/secretBackendRole:SecretBackendRole payments-db-payments-read",
        `update ${jobRole} payments-api-canary`,
        `update ${jobRole} payments-api-production`,
        `update ${jobRole} payments-api-secret-rotation`,
        `update ${jobRole} payments-api-staging`,
      ]);
      expect(await inVault(`auth/github-actions/role/${production}`)).toMatchObject({ token_ttl: 600 });
      expect(await inVault("database/roles/payments-read")).toMatchObject({ default_ttl: 600 });
      expect((await inVault("sys/auth/github-actions")).accessor).toBe(accessor);
    });

    test("a renamed environment: what speaks of it is updated; its role and Vault policy, which Vault cannot rename, are made anew", async () => {
      const root = on.vault.client();
      await root.write("POST", "kv/data/payments-api/canary/stripe", {
        options: { cas: 0 },
        data: { key: storedSecret },
      });
      on.write(changed().replaceAll("canary", "trial"));

      const up = await on.up();

      expect(up.errors).toEqual([]);
      expect(vaultSteps(up)).toEqual([
        `create ${vaultPolicy} payments-api-trial`,
        `create ${jobRole} payments-api-trial`,
        `delete ${vaultPolicy} payments-api-canary`,
        `delete ${jobRole} payments-api-canary`,
        `update ${vaultPolicy} payments`,
      ]);
      expect(await root.list("kv/metadata/payments-api/canary")).toEqual(["stripe"]);
    });

    test("no secret is in the state, its history, the logs, Vault's audit or anything that was printed", async () => {
      const audited = [readFileSync(auditFile(), "utf8"), collector.received];
      const kept = [await on.stack.exported("--show-secrets"), await on.stack.written()];
      const traces = [...kept, ...audited, ...on.printed].join("\n");

      for (const trail of [...kept, ...audited]) expect(trail).toContain(production);
      const secrets = { storedSecret, clientSecret, bootstrap: postgres.bootstrap.password, token: on.vault.rootToken };
      const found = Object.entries(secrets).filter(([, secret]) =>
        [secret, Buffer.from(secret).toString("base64")].some((form) => traces.includes(form)),
      );
      expect(found.map(([name]) => name)).toEqual([]);
    });

    test("destroy leaves Vault as it was before", async () => {
      expect((await on.destroy()).errors).toEqual([]);
      expect(await on.inVault()).toEqual(before);
    });
  },
);
