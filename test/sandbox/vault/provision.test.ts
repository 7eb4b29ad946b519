import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPolicy } from "@sallyport/policy";
import { policyText, teamRules } from "@sallyport/vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import { EngineStack } from "../../support/engine.ts";
import { VaultPlane } from "../../support/providers/vault/vault-plane.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { LogCollector } from "../../support/vault/log-collector.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/*
 * `pulumi up` of everything that a policy can ask for in Vault, with the token of a team that provisions instead of the root
 * token. The attached provider works with that token itself, where the real one makes a child of it.
 */

const Token = z.object({ auth: z.object({ client_token: z.string() }) });
const Named = z.record(z.string(), z.unknown());
const Entry = z.object({
  type: z.string(),
  error: z.string().optional(),
  request: z.object({ operation: z.string().optional(), path: z.string().optional() }),
});

describeWith(["pulumi", "vault", "postgresql"], "A team that provisions", () => {
  let folder: string;
  let vault: VaultServer;
  let server: DatabaseServer;
  let issuer: Issuer;
  let collector: LogCollector;
  let stack: EngineStack;
  let auditFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-policy-"));
    [vault, server, issuer, collector] = await Promise.all([
      VaultServer.start(),
      startPostgres(),
      startIssuer(),
      LogCollector.start(),
    ]);
    copyFileSync(issuer.caFile, join(folder, "issuer.pem"));
    await server.query("create role report login");
    auditFile = join(vault.folder, "audit.log");
    writeFileSync(policyFile(), policyOf());
    const token = await tokenOf("platform");
    stack = await EngineStack.create(
      "stacks/repo",
      { ...accounts, "sallyport:policy": policyFile() },
      {
        planes: { vault: new VaultPlane(vault.client(token), false) },
        environment: {
          ...vault.environment(token),
          SALLYPORT_HANDOVER_ORDERS: server.bootstrap.password,
          SALLYPORT_HANDOVER_OIDC: "fake-client-secret",
        },
      },
    );
  });
  afterAll(async () => {
    await stack.stop();
    await Promise.all([vault.stop(), server.stop(), issuer.stop(), collector.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const policyFile = () => join(folder, "sallyport.yaml");
  const policyOf = () =>
    basePolicy
      .replaceAll("ISSUER", issuer.url)
      .replace("HOST", server.host)
      .replace("PORT", `${server.port}`)
      .replace("AUDITFILE", auditFile)
      .replace("COLLECTOR", collector.address);

  /** A token as a member of the team has it. */
  async function tokenOf(team: string): Promise<string> {
    const { secrets } = readPolicy(policyFile()).policy;
    if (!secrets) throw new Error("the policy lost its secrets");
    const root = vault.client();
    await root.write("PUT", "sys/policies/acl/test", {
      policy: policyText("test", teamRules({ policy: secrets, team })),
    });
    const body = { policies: ["test"], no_default_policy: true };
    return (await root.send("POST", "auth/token/create", body, Token)).auth.client_token;
  }

  /** What the audit log has of an operation: the paths. */
  function logged(operation: RegExp): string[] {
    return readFileSync(auditFile, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Entry.parse(JSON.parse(line)))
      .filter(({ type, request }) => type === "response" && operation.test(request.operation ?? ""))
      .map(({ request }) => request.path ?? "");
  }

  test("makes everything, and it all stands in the log, in both of its places", async () => {
    const up = await stack.up();

    expect(up.errors).toEqual([]);
    const made = logged(/^(create|update|patch)$/);
    expect(made).toEqual(
      expect.arrayContaining([
        "sys/mounts/kv",
        "sys/mounts/database",
        "sys/mounts/pki",
        "sys/auth/github-actions",
        "sys/auth/oidc",
        "sys/policies/acl/github-900123-production",
        "sys/policies/acl/workload-payments",
        "sys/policies/acl/team-platform",
        "sys/quotas/rate-limit/requests",
        "sys/quotas/rate-limit/logins-jwt",
        "database/rotate-root/orders",
        "database/static-roles/report",
        "transit/keys/releases",
      ]),
    );
    expect(collector.received).toContain('"path":"sys/mounts/kv"');
    expect(readFileSync(auditFile, "utf8")).not.toContain(server.bootstrap.password);
    expect(Object.keys(await vault.client().read("sys/audit", Named)).toSorted()).toEqual(["file/", "socket/"]);
  });

  test("finds nothing to change afterwards", async () => {
    expect((await stack.refresh()).errors).toEqual([]);
    expect(await stack.up()).toMatchObject({ exitCode: 0, steps: [] });
  });

  test("removes everything, the log last", async () => {
    expect((await stack.destroy()).errors).toEqual([]);

    expect(logged(/^delete$/)).toEqual(
      expect.arrayContaining(["sys/mounts/kv", "sys/auth/github-actions", "sys/quotas/rate-limit/requests"]),
    );
    expect(Object.keys(await vault.client().read("sys/auth", Named))).toEqual(["token/"]);
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
  teams: { payments: 4201, security: 4203, platform: 4204 }
repositories:
  - { name: payments-api, id: 900123, owners: [team:payments], manifests: [package-lock.json] }
environments:
  production: { reviewers: [team:payments] }
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
      postgresql:
        orders: { host: HOST, port: PORT, tls: off, roles: { reader: {} }, staticRoles: { report: { username: report } } }
    pki: { domains: [acme.example] }
    transit: { keys: { releases: { deletable: true } } }
  jobs:
    payments-api/production: { database: [reader], certificates: [server], sign: [releases] }
  workloads:
    payments: { namespace: payments, serviceAccounts: [payments], secrets: [payments-api/production/*] }
  people:
    payments: { read: [payments-api/production/*] }
    platform: { provision: true }
  audit: { filePath: AUDITFILE, syslog: false, socket: { address: "COLLECTOR" } }
`;
