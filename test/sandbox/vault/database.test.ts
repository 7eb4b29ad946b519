import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databaseConnections, RotationPolicy, SecretsPolicy } from "@sallyport/policy";
import { connectionSettings, DatabaseConnection, DatabaseEngine } from "@sallyport/vault";
import type { VaultClient } from "@sallyport/vault-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { deploy } from "../../support/deploy.ts";
import { describeWith } from "../../support/describe-with.ts";
import { type LoopbackCertificate, loopbackCertificate } from "../../support/vault/certificate.ts";
import type { DatabaseServer, DatabaseUser } from "../../support/vault/database-server.ts";
import { MadeInVault } from "../../support/vault/made-in-vault.ts";
import { startMariaDb } from "../../support/vault/mariadb.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { unprivileged } from "../../support/vault/unprivileged.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Credentials = z
  .object({ username: z.string(), password: z.string() })
  .transform(({ username, password }): DatabaseUser => ({ user: username, password }));

/** What the two products have otherwise. */
interface Product {
  name: "postgresql" | "mysql";
  tool: string;
  start: () => Promise<DatabaseServer>;
  /** SQL of the administrator: what Vault's own user needs, and a table. */
  prepare: readonly string[];
  /** What the server says to a user that is gone, or has another password now. */
  refused: RegExp;
  /** What it says to somebody who may not. */
  denied: RegExp;
  userExists: (user: string) => string;
}

const products: Product[] = [
  {
    name: "postgresql",
    tool: "postgresql",
    start: startPostgres,
    prepare: [
      "create role keeper login createrole password 'fake-bootstrap'",
      "grant usage on schema public to keeper with grant option",
      "create table orders (id int)",
      "insert into orders values (1)",
      "grant select, insert, update, delete on orders to keeper with grant option",
      "create role app login password 'fake-old'",
      "grant select on orders to app",
    ],
    refused: /password authentication failed|does not exist/,
    denied: /permission denied/,
    userExists: (user) => `select count(*) from pg_roles where rolname = '${user}'`,
  },
  {
    name: "mysql",
    tool: "mariadbd",
    start: startMariaDb,
    prepare: [
      "create user keeper@'%' identified by 'fake-bootstrap'",
      "grant create user on *.* to keeper@'%'",
      "grant select, insert, update, delete on shop.* to keeper@'%' with grant option",
      "create table orders (id int)",
      "insert into orders values (1)",
      "create user app@'%' identified by 'fake-old'",
      "grant select on shop.* to app@'%'",
    ],
    refused: /Access denied/,
    denied: /command denied/,
    userExists: (user) => `select count(*) from mysql.user where user = '${user}'`,
  },
];

const bootstrap: DatabaseUser = { user: "keeper", password: "fake-bootstrap" };
const roles = { reader: { ttl: "3s" }, writer: { access: "write", ttl: "3s" } };

describe.each(products)("$name", ({ name: product, tool, start, prepare, refused, denied, userExists }) => {
  describeWith(["vault", tool], "Vault's own user may make users and is no superuser:", () => {
    let vault: VaultServer;
    let server: DatabaseServer;
    let root: VaultClient;
    let made: MadeInVault;
    let appAtFirst: DatabaseUser;

    /** The resources of a policy with these roles. */
    async function resourcesOf(connection: object) {
      const { host, port, database } = server;
      const shop = { host, port, database, username: bootstrap.user, tls: "off", ...connection };
      const { engines } = SecretsPolicy.parse({
        vault: { address: "https://vault.acme.example" },
        engines: { database: { [product]: { shop } } },
      });
      const policy = engines.database;
      if (!policy) throw new Error("the policy lost its database engine");
      const deployed = await deploy(() => {
        const engine = new DatabaseEngine("acme", { policy });
        for (const each of databaseConnections(policy)) {
          new DatabaseConnection(each.name, { policy, rotation: RotationPolicy.parse({}), connection: each, engine });
        }
      });
      return deployed.resources.filter(({ type }) => type.startsWith("vault:"));
    }

    const credentials = (role: string) => root.read(`database/creds/${role}`, Credentials);
    const appCredentials = () => root.read("database/static-creds/app", Credentials);
    const sessionsOf = (user: DatabaseUser) => server.query("select count(*) from orders", user);

    /** Asks until it is so; the time limit of the test is the end of patience. */
    async function until(isSo: () => Promise<boolean>): Promise<void> {
      while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const isGone = async ({ user }: DatabaseUser) => (await server.query(userExists(user)))[0]?.[0] === "0";

    beforeAll(async () => {
      [vault, server] = await Promise.all([VaultServer.start(), start()]);
      root = vault.client();
      made = new MadeInVault(vault);
      for (const sql of prepare) await server.query(sql);

      const resources = await resourcesOf({ roles, staticRoles: { app: { username: "app", rotation: "5s" } } });
      const isRole = ({ type }: { type: string }) => /Role$/.test(type);
      await made.apply(resources.filter((resource) => !isRole(resource)));
      await root.write("POST", "database/config/shop", { password: bootstrap.password });
      await root.write("POST", "database/rotate-root/shop");
      await made.apply(resources.filter(isRole));
      appAtFirst = await appCredentials();
    });
    afterAll(() => Promise.all([vault.stop(), server.stop()]));

    test("a user made on demand reads and changes nothing, and is gone after its life", async () => {
      const reader = await credentials("reader");

      expect(await sessionsOf(reader)).toEqual([["1"]]);
      await expect(server.query("insert into orders values (2)", reader)).rejects.toThrow(denied);
      await expect(server.query("create table mine (id int)", reader)).rejects.toThrow(denied);
      await until(() => isGone(reader));
      await expect(sessionsOf(reader)).rejects.toThrow(refused);
    });

    test("a user of the other access changes the data, and cannot make users itself", async () => {
      const writer = await credentials("writer");

      await server.query("insert into orders values (3)", writer);
      await server.query("delete from orders where id = 3", writer);
      await expect(server.query("create user other", writer)).rejects.toThrow(/denied/);
      await until(() => isGone(writer));
    });

    // Of MySQL an open session goes on, as docs/vault/engines.md says.
    if (product === "postgresql")
      test("a session and a table of its own do not keep a user alive", async () => {
        await server.query("grant create on schema public to public");
        const writer = await credentials("writer");
        await server.query("create table left_behind (id int)", writer);
        const session = server.query("select pg_sleep(60)", writer);

        await expect(session).rejects.toThrow(/terminating connection/);
        await until(() => isGone(writer));
        expect(await server.query("select tableowner from pg_tables where tablename = 'left_behind'")).toEqual([
          ["keeper"],
        ]);
      });

    test("each who asks gets a user of their own", async () => {
      const [one, other] = await Promise.all([credentials("reader"), credentials("reader")]);

      expect(one.user).not.toBe(other.user);
    });

    test("the password of an existing user is Vault's from the beginning, and changes after its period", async () => {
      await expect(sessionsOf({ user: "app", password: "fake-old" })).rejects.toThrow(refused);
      await until(async () => (await appCredentials()).password !== appAtFirst.password);

      expect(await sessionsOf(await appCredentials())).toEqual([["1"]]);
      await expect(sessionsOf(appAtFirst)).rejects.toThrow(refused);
    });

    test("a role that the policy does not have gets no user, whoever writes it into Vault", async () => {
      await root.write("POST", "database/roles/stranger", {
        db_name: "shop",
        creation_statements: ["create user '{{name}}'"],
      });

      await expect(credentials("stranger")).rejects.toThrow(/"stranger" is not an allowed role/);
    });

    test("an update after the handover sends no password: Vault goes on with the one that only it knows", async () => {
      const more = { ...roles, auditor: {} };
      await made.apply(await resourcesOf({ roles: more, staticRoles: { app: { username: "app", rotation: "1h" } } }));

      expect(await sessionsOf(await credentials("auditor"))).toEqual([["1"]]);
      await expect(server.query("select 1", bootstrap)).rejects.toThrow(refused);
    });

    test("a schedule takes the place of a period", async () => {
      const app = { username: "app", schedule: "0 3 * * 0", window: "2h" };
      await made.apply(await resourcesOf({ roles, staticRoles: { app } }));

      const role = await root.read("database/static-roles/app", z.record(z.string(), z.unknown()));
      expect(role).toMatchObject({ rotation_schedule: "0 3 * * 0", rotation_window: 7200, username: "app" });
      expect(role).not.toHaveProperty("rotation_period");
    });

    test("the end of the engine is the end of every user that it made", async () => {
      await made.apply(await resourcesOf({ roles: { lasting: { ttl: "1h" } } }));
      const lasting = await credentials("lasting");
      expect(await isGone(lasting)).toBe(false);

      await root.write("DELETE", "sys/mounts/database");
      await until(() => isGone(lasting));
    });
  });
});

describeWith(["vault", "postgresql"], "A connection with tls: verified", () => {
  let folder: string;
  let vault: VaultServer;
  let server: DatabaseServer;
  let certificate: LoopbackCertificate;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sallyport-tls-"));
    certificate = loopbackCertificate(folder);
    [vault, server] = await Promise.all([VaultServer.start(), startPostgres()]);
    await vault.client().write("POST", "sys/mounts/database", { type: "database" });
    const [[data]] = (await server.query("show data_directory")) as [[string]];
    for (const [name, text] of Object.entries({ "tls.pem": certificate.certificate, "tls.key": certificate.key })) {
      writeFileSync(join(data, name), text, { mode: 0o600 });
      unprivileged().own(join(data, name));
    }
    for (const setting of ["ssl_cert_file = 'tls.pem'", "ssl_key_file = 'tls.key'", "ssl = on"]) {
      await server.query(`alter system set ${setting}`);
    }
    await server.query("select pg_reload_conf()");
  });
  afterAll(async () => {
    await Promise.all([vault.stop(), server.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Vault tries whether it can log in. */
  async function connect(name: string, caCertificate?: string): Promise<void> {
    const { host, port, database, bootstrap: own } = server;
    const policy = { postgresql: { shop: { host, port, database, username: own.user } } };
    const { engines } = SecretsPolicy.parse({
      vault: { address: "https://vault.acme.example" },
      engines: { database: policy },
    });
    const [connection] = databaseConnections(engines.database);
    if (!connection) throw new Error("the policy lost its connection");
    const { postgresql } = connectionSettings(connection, caCertificate) as { postgresql: Record<string, string> };
    await vault.client().write("POST", `database/config/${name}`, {
      plugin_name: "postgresql-database-plugin",
      connection_url: postgresql.connectionUrl,
      username: own.user,
      password: own.password,
      ...(postgresql.tlsCa && { tls_ca: postgresql.tlsCa }),
    });
  }

  test("is made with the authority of the policy", async () => {
    await expect(connect("ours", certificate.certificate)).resolves.toBeUndefined();
  });

  test("is not made with another one", async () => {
    const other = loopbackCertificate(folder, "other").certificate;

    await expect(connect("other", other)).rejects.toThrow(/signed by unknown authority/);
  });

  test("is not made on the roots of the server alone", async () => {
    await expect(connect("none")).rejects.toThrow(/signed by unknown authority/);
  });
});
