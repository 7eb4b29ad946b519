import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type VaultClient, VaultError } from "@sallyport/vault-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { describeWith } from "../../support/describe-with.ts";
import type { DatabaseServer } from "../../support/vault/database-server.ts";
import { type Issuer, startIssuer } from "../../support/vault/issuer.ts";
import { LogCollector } from "../../support/vault/log-collector.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

/** @see https://developer.hashicorp.com/vault/docs/audit#audit-device-schema */
const Entry = z.looseObject({
  type: z.enum(["request", "response"]),
  error: z.string().optional(),
  auth: z.looseObject({}).optional(),
  request: z.looseObject({ id: z.string(), path: z.string(), operation: z.string() }),
  response: z.looseObject({}).optional(),
});
type Entry = z.infer<typeof Entry>;

const Login = z.object({ auth: z.object({ client_token: z.string() }) });
const Secret = z.object({ data: z.object({ word: z.string() }) });
const Credentials = z.object({ username: z.string(), password: z.string() });
const Hash = z.object({ hash: z.string() });
const hashed = expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/);

/** Vault and the network take their time on a busy machine. */
const patience = { timeout: 20_000 };

describeWith(["vault", "postgresql"], "The audit devices of Vault", () => {
  const canary = `fake-canary-${randomBytes(8).toString("hex")}`;
  let vault: VaultServer;
  let postgres: DatabaseServer;
  let issuer: Issuer;
  let collector: LogCollector;
  let root: VaultClient;
  let auditFile: string;
  let auditPath: string;

  beforeAll(async () => {
    [vault, postgres, issuer, collector] = await Promise.all([
      VaultServer.start(),
      startPostgres(),
      startIssuer(),
      LogCollector.start(),
    ]);
    root = vault.client();
    await prepare();
  });
  afterAll(() => Promise.all([vault.stop(), postgres.stop(), issuer.stop(), collector.stop()]));

  async function prepare(): Promise<void> {
    auditFile = join(vault.folder, "entries.log");
    auditPath = join(vault.folder, "audit.log");
    writeFileSync(auditFile, "");
    symlinkSync(auditFile, auditPath);
    await root.write("PUT", "sys/audit/file", { type: "file", options: { file_path: auditPath, mode: "0000" } });
    const socket = { address: collector.address, socket_type: "tcp", write_timeout: "2s" };
    await root.write("PUT", "sys/audit/socket", { type: "socket", options: socket });

    await root.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
    await root.write("POST", "kv/data/app", { data: { word: canary } });
    await root.write("PUT", "sys/policies/acl/job", {
      policy: 'path "kv/data/app" { capabilities = ["read"] }\npath "database/creds/job" { capabilities = ["read"] }',
    });
    await root.write("POST", "sys/auth/jobs", { type: "jwt" });
    await root.write("POST", "auth/jobs/config", { oidc_discovery_url: issuer.url, oidc_discovery_ca_pem: issuer.ca });
    await root.write("POST", "auth/jobs/role/job", {
      role_type: "jwt",
      user_claim: "sub",
      bound_audiences: ["vault"],
      bound_claims: { repository_id: "1" },
      token_policies: ["job"],
    });
    await root.write("POST", "sys/mounts/database", { type: "database" });
    const { host, port, database, bootstrap } = postgres;
    await root.write("POST", "database/config/shop", {
      plugin_name: "postgresql-database-plugin",
      allowed_roles: ["job"],
      connection_url: `postgresql://{{username}}:{{password}}@${host}:${port}/${database}?sslmode=disable`,
      username: bootstrap.user,
      password: bootstrap.password,
    });
    await root.write("POST", "database/roles/job", {
      db_name: "shop",
      creation_statements: [`create role "{{name}}" login password '{{password}}' valid until '{{expiration}}'`],
      default_ttl: "60s",
    });
  }

  const jobToken = (repository: string) => issuer.sign({ sub: "job-1", aud: "vault", repository_id: repository });

  async function logIn(jwt: string): Promise<string> {
    const anonymous = vault.unauthenticated();
    const { auth } = await anonymous.send("POST", "auth/jobs/login", { role: "job", jwt }, Login);
    anonymous.close();
    return auth.client_token;
  }

  const written = () => readFileSync(auditFile, "utf8");

  /** What is written to the file while something is done. */
  async function textOf(work: () => Promise<unknown>): Promise<string> {
    const before = written().length;
    await work();
    return written().slice(before);
  }

  test("tell who logged in with which role, and hold neither the job's token nor Vault's", async () => {
    const jwt = await jobToken("1");
    let token = "";
    const text = await textOf(async () => {
      token = await logIn(jwt);
    });

    const [request, response, ...more] = entriesIn(text);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      type: "request",
      request: {
        operation: "update",
        path: "auth/jobs/login",
        remote_address: "127.0.0.1",
        data: { jwt: hashed, role: hashed },
      },
    });
    expect(response).toMatchObject({
      type: "response",
      auth: { client_token: hashed, metadata: { role: "job" }, policies: ["default", "job"] },
    });
    expect(response?.request.id).toBe(request?.request.id);
    expectNowhere(text, [jwt, token]);
  });

  test("tell that a login was refused; the reason is a hash, as is the token that was refused", async () => {
    const jwt = await jobToken("2");
    let reason = "";
    const text = await textOf(async () => {
      reason = await logIn(jwt).catch((error: VaultError) => error.message);
    });

    expect(reason).toContain('claim "repository_id" does not match');
    const response = entriesIn(text).at(-1);
    expect(response).toMatchObject({
      type: "response",
      request: { path: "auth/jobs/login" },
      response: { data: { error: hashed } },
    });
    expect(response?.auth).not.toHaveProperty("client_token");
    expectNowhere(text, [jwt]);
  });

  test("tell who read a secret; its value is a hash, that of which Vault answers for whoever knows the value", async () => {
    const token = await logIn(await jobToken("1"));
    const text = await textOf(() => vault.client(token).read("kv/data/app", Secret));

    const { hash } = await root
      .send("POST", "sys/audit-hash/file", { input: canary }, z.object({ data: Hash }))
      .then(({ data }) => data);
    expect(entriesIn(text).at(-1)).toMatchObject({
      type: "response",
      auth: { display_name: "jobs-job-1", metadata: { role: "job" } },
      request: { operation: "read", path: "kv/data/app", client_token: hashed },
      response: { data: { data: { word: hash } } },
    });
    expectNowhere(text, [canary, token]);
  });

  test("tell of a refused read who asked", async () => {
    const token = await logIn(await jobToken("1"));
    const text = await textOf(() =>
      expect(vault.client(token).read("kv/data/other", Secret)).rejects.toThrow(/permission denied/),
    );

    expect(entriesIn(text)[0]).toMatchObject({
      auth: { display_name: "jobs-job-1", policy_results: { allowed: false } },
      request: { operation: "read", path: "kv/data/other" },
      error: expect.stringContaining("permission denied"),
    });
    expectNowhere(text, [token]);
  });

  test("tell who had a database user made; its password is a hash", async () => {
    const client = vault.client(await logIn(await jobToken("1")));
    let made = { username: "", password: "" };
    const text = await textOf(async () => {
      made = await client.read("database/creds/job", Credentials);
    });

    expect(await postgres.query("select current_user", { user: made.username, password: made.password })).toEqual([
      [made.username],
    ]);
    expect(entriesIn(text).at(-1)).toMatchObject({
      auth: { display_name: "jobs-job-1" },
      request: { operation: "read", path: "database/creds/job" },
      response: { data: { username: hashed, password: hashed }, secret: { lease_id: expect.any(String) } },
    });
    expectNowhere(text, [made.password]);
  });

  test("hold the same requests in both places, and nowhere a password that Vault was given", async () => {
    await expect
      .poll(() => requestsIn(collector.received))
      .toEqual(expect.arrayContaining(requestsIn(written()).slice(-8)));
    for (const text of [written(), collector.received]) {
      expectNowhere(text, [canary, postgres.bootstrap.password, vault.rootToken]);
    }
  });

  /** The disk is full: the file that Vault opens next takes no byte. */
  async function fillDisk(): Promise<void> {
    await point("/dev/full");
    await expect.poll(() => textOf(() => root.find("sys/mounts", z.unknown()).catch(() => {})), patience).toBe("");
  }

  async function emptyDisk(): Promise<void> {
    await point(auditFile);
    await expect.poll(() => textOf(() => root.find("sys/mounts", z.unknown()).catch(() => {})), patience).not.toBe("");
  }

  async function point(target: string): Promise<void> {
    rmSync(auditPath);
    symlinkSync(target, auditPath);
    vault.reload();
  }

  test("are enough when one of them is left: a full disk, or a collector that is gone", async () => {
    const token = await logIn(await jobToken("1"));
    const client = vault.client(token);
    await fillDisk();
    const before = collector.received.length;
    expect(await client.read("kv/data/app", Secret)).toEqual({ data: { word: canary } });
    await expect.poll(() => collector.received.slice(before), patience).toContain('"path":"kv/data/app"');

    await emptyDisk();
    await collector.stop();
    const text = await textOf(async () =>
      expect(await client.read("kv/data/app", Secret)).toEqual({ data: { word: canary } }),
    );
    expect(entriesIn(text).map(({ request }) => request.path)).toEqual(["kv/data/app", "kv/data/app"]);
    await collector.resume();
  });

  test("stop Vault when it can write to none: no value goes out unseen, and the error says where to look", async () => {
    const client = vault.client(await logIn(await jobToken("1")));
    await fillDisk();
    await collector.stop();

    const failure = await client.read("kv/data/app", Secret).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(VaultError);
    expect(failure).toMatchObject({ status: 500, request: "GET kv/data/app" });
    expect(String(failure)).toContain("Vault keeps the reason to its log; often it can write to no audit device.");
    expect(String(failure)).not.toContain(canary);
    await expect.poll(() => vault.log(), patience).toContain("failed to audit request");

    await collector.resume();
    await emptyDisk();
    expect(await client.read("kv/data/app", Secret)).toEqual({ data: { word: canary } });
  });
});

function entriesIn(text: string): Entry[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => Entry.parse(JSON.parse(line)));
}

const requestsIn = (text: string) => entriesIn(text).map(({ type, request }) => `${type} ${request.id}`);

function expectNowhere(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(text.includes(secret)).toBe(false);
  }
}
