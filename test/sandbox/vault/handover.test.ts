import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NamedConnection, parsePolicy } from "@sallyport/policy";
import { teamPolicyText } from "@sallyport/vault";
import {
  type DatabaseHandover,
  HandoverError,
  type HandoverOptions,
  handOver,
  handoversOf,
  type VaultClient,
} from "@sallyport/vault-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { documentOf, messagesOf, runCli } from "../../cli/run-cli.ts";
import { describeWith } from "../../support/describe-with.ts";
import type { DatabaseServer, DatabaseUser } from "../../support/vault/database-server.ts";
import { startMariaDb } from "../../support/vault/mariadb.ts";
import { startPostgres } from "../../support/vault/postgres.ts";
import { VaultServer } from "../../support/vault/vault-server.ts";

const Metadata = z.object({ custom_metadata: z.record(z.string(), z.string()).nullable() });
const Credentials = z.object({ data: z.object({ username: z.string(), password: z.string() }), lease_id: z.string() });
const Token = z.object({ auth: z.object({ client_token: z.string() }) });
const Config = z.object({ verify_connection: z.boolean(), allowed_roles: z.array(z.string()) });

interface Product {
  name: NamedConnection["product"];
  tool: string;
  start: () => Promise<DatabaseServer>;
  plugin: string;
  url: (server: DatabaseServer) => string;
  /** What the server says to a wrong password. */
  refusal: RegExp;
  creation: string;
  changePassword: (user: string, password: string) => string;
}

const products: Product[] = [
  {
    name: "postgresql",
    tool: "postgresql",
    start: startPostgres,
    plugin: "postgresql-database-plugin",
    url: ({ host, port, database }) =>
      `postgresql://{{username}}:{{password}}@${host}:${port}/${database}?sslmode=disable`,
    refusal: /password authentication failed for user "vault"/,
    creation: `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';`,
    changePassword: (user, password) => `ALTER ROLE ${user} PASSWORD '${password}'`,
  },
  {
    name: "mysql",
    tool: "mariadbd",
    start: startMariaDb,
    plugin: "mysql-database-plugin",
    url: ({ host, port, database }) => `{{username}}:{{password}}@tcp(${host}:${port})/${database}`,
    refusal: /Access denied for user 'vault'/,
    creation: "CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'; GRANT SELECT ON shop.* TO '{{name}}'@'%';",
    changePassword: (user, password) => `ALTER USER '${user}'@'%' IDENTIFIED BY '${password}'`,
  },
];

describe.each(products)("The root credential of $name", (product) => {
  describeWith(["vault", product.tool], "handed over on a real Vault and a real server,", () => {
    let vault: VaultServer;
    let client: VaultClient;
    let server: DatabaseServer;
    let folder: string;
    let policyFile: string;
    let bootstrap: DatabaseUser;
    let auditFile: string;
    let count = 0;

    beforeAll(async () => {
      [vault, server] = await Promise.all([VaultServer.start(), product.start()]);
      client = vault.client();
      folder = mkdtempSync(join(tmpdir(), "sallyport-handover-"));
      auditFile = join(vault.folder, "audit.log");
      await client.write("PUT", "sys/audit/file", { type: "file", options: { file_path: auditFile } });
      await client.write("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
      await client.write("POST", "sys/mounts/database", { type: "database" });
      policyFile = join(folder, "sallyport.yaml");
      writeFileSync(policyFile, policyText(product.name, vault.address, server));
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([vault?.stop(), server?.stop()]);
    });

    /** As `pulumi up` leaves it: a connection without a password, at a server whose user has the bootstrap password. */
    beforeEach(async () => {
      count += 1;
      bootstrap = { user: "vault", password: `fake-boot-${count}-${product.name}%/@:canary` };
      await server.query(product.changePassword(bootstrap.user, bootstrap.password));
      await client.write("DELETE", "kv/metadata/sallyport/database/orders");
      await client.write("DELETE", "database/config/orders");
      await configure();
      const role = { db_name: "orders", creation_statements: [product.creation], default_ttl: "1h" };
      await client.write("POST", "database/roles/reader", role);
    });

    /** What the provider sends with every create and update. */
    const configure = (more: object = {}) =>
      client.write("POST", "database/config/orders", {
        plugin_name: product.plugin,
        connection_url: product.url(server),
        username: bootstrap.user,
        allowed_roles: ["reader"],
        verify_connection: false,
        ...(product.name === "postgresql" && { password_authentication: "scram-sha-256" }),
        ...more,
      });

    function handover(): DatabaseHandover {
      const { policy } = parsePolicy(readFileSync(policyFile, "utf8"));
      const [found] = handoversOf(policy);
      if (found?.kind !== "database") throw new Error("no connection");
      return found.database;
    }

    const given = (options: HandoverOptions = {}) => ({ password: bootstrap.password, ...options });
    const run = (options: HandoverOptions = given(), by = client) => handOver(by, handover(), options);
    const record = async () =>
      (await client.find("kv/metadata/sallyport/database/orders", Metadata))?.custom_metadata ?? {};
    const logIn = (as: DatabaseUser) => server.query("select 1", as);
    /** Some time after a run that was cut off. */
    const later = () => new Date(Date.now() + 121_000);

    async function failure(work: Promise<unknown>): Promise<HandoverError> {
      const error = await work.then(
        () => undefined,
        (found) => found,
      );
      expect(error).toBeInstanceOf(HandoverError);
      return error as HandoverError;
    }

    async function issued(): Promise<DatabaseUser> {
      const { data } = await client.send("GET" as "POST", "database/creds/reader", {}, Credentials);
      return { user: data.username, password: data.password };
    }

    async function expectHandedOver(): Promise<void> {
      await expect(logIn(bootstrap)).rejects.toThrow(product.refusal);
      expect(await logIn(await issued())).toEqual([["1"]]);
    }

    /** The client, but the run is cut off right before or after a request. */
    function cutOff(when: "before" | "after", path: RegExp): VaultClient {
      let isCut = false;
      return new Proxy(client, {
        get(target, name: keyof VaultClient) {
          const own = Reflect.get(target, name) as unknown;
          if (typeof own !== "function") return own;
          return async (...args: unknown[]) => {
            if (isCut) throw new Error("the run was cut off");
            const request = JSON.stringify(args);
            isCut = path.test(request);
            if (isCut && when === "before") throw new Error("the run was cut off");
            const answer = await own.apply(target, args);
            if (isCut) throw new Error("the run was cut off");
            return answer;
          };
        },
      });
    }

    test("works at the database before, is refused by it after, and Vault issues users", async () => {
      expect(await logIn(bootstrap)).toEqual([["1"]]);
      const before = Date.now();

      const done = await run();

      expect(done).toMatchObject({ name: "orders", outcome: "handed over" });
      await expectHandedOver();
      const found = await record();
      expect(found).toMatchObject({ class: "databasePassword", owner: "team:security", handed_over_at: done.at });
      expect(found.rotated_at).toBe(done.at);
      expect(Date.parse(done.at)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(found.due_at ?? "") - Date.parse(done.at)).toBe(30 * 86_400_000);
      expect(found).not.toHaveProperty("handover_begun_at");
    });

    test("is handed over once: a second run leaves the password alone", async () => {
      const first = await run();
      const again = await run({});

      expect(again).toEqual({ name: "orders", outcome: "already", at: first.at });
      expect(await record()).toMatchObject({ rotated_at: first.at });
      await expectHandedOver();
    });

    test("leaves the connection as `pulumi up` made it, and an update of it later keeps the changed password", async () => {
      const before = await client.read("database/config/orders", Config);
      await run();
      expect(await client.read("database/config/orders", Config)).toEqual(before);

      await configure({ allowed_roles: ["reader", "writer"] });

      await expectHandedOver();
      expect(await run({})).toMatchObject({ outcome: "already" });
    });

    test("is refused when it is wrong, with what the server says, and nothing is stored or recorded", async () => {
      const wrong = "fake-wrong%/@:canary";
      const error = await failure(run({ password: wrong }));

      expect(error.message).toMatch(product.refusal);
      expect(error.message).toContain(`secrets.engines.database.${product.name}.orders`);
      expect(error.message).toContain("SALLYPORT_HANDOVER_ORDERS");
      expect(error.message).not.toContain("canary");
      expect(Object.keys(await record()).filter((key) => key !== "handover_ended")).toEqual([]);
      expect(await logIn(bootstrap)).toEqual([["1"]]);
      expect(await run()).toMatchObject({ outcome: "handed over" });
    });

    test("is asked for by the name of its variable where it is missing", async () => {
      const error = await failure(run({}));

      expect(error.message).toContain("SALLYPORT_HANDOVER_ORDERS is not set");
      expect(await logIn(bootstrap)).toEqual([["1"]]);
    });

    test("waits for the connection", async () => {
      await client.write("DELETE", "database/config/orders");

      expect((await failure(run())).message).toContain("is not in Vault yet. Run `pulumi up`");
      expect(await record()).toEqual({});
    });

    describe("cut off", () => {
      const points: [string, "before" | "after", RegExp][] = [
        ["before the claim", "before", /kv\/data/],
        ["after the claim", "after", /kv\/data/],
        ["after the beginning was recorded", "after", /handover_begun_at":"/],
        ["before the password is written", "before", /"password"/],
        ["after the password was written", "after", /"password"/],
        ["before the password is changed", "before", /rotate-root/],
        ["after the password was changed", "after", /rotate-root/],
        ["before the record", "before", /handed_over_at/],
        ["after the record", "after", /handed_over_at/],
      ];

      test.each(points)("%s, it is completed by the next run", async (_, when, path) => {
        await expect(run(given(), cutOff(when, path))).rejects.toThrow("the run was cut off");

        const next = await run(given({ now: later }));

        expect(["handed over", "completed", "already"]).toContain(next.outcome);
        await expectHandedOver();
        expect(await record()).toMatchObject({ handed_over_at: next.at });
        expect(await record()).not.toHaveProperty("handover_begun_at");
      });

      test.each(points.slice(4))("%s, the next run needs no password", async (_, when, path) => {
        await expect(run(given(), cutOff(when, path))).rejects.toThrow("the run was cut off");

        expect(["completed", "already"]).toContain((await run({ now: later })).outcome);
        await expectHandedOver();
      });

      test("it says to the next run until when that has to wait", async () => {
        await expect(run(given(), cutOff("after", /"password"/))).rejects.toThrow("the run was cut off");

        expect((await failure(run())).message).toMatch(
          /^sallyport\/database\/orders is being worked on since \S+Z\. Run it again .* after \S+Z if it was cut off\.$/,
        );
      });
    });

    test("goes to one of two runs at a time; the other is told, and finds it done afterwards", async () => {
      const runs = await Promise.allSettled([run(), run(), run()]);

      const done = runs.filter(({ status }) => status === "fulfilled");
      const told = runs.flatMap((each) => (each.status === "rejected" ? [each.reason as Error] : []));
      expect(done).toHaveLength(1);
      for (const { message } of told) expect(message).toContain("sallyport/database/orders is being worked on");
      await expectHandedOver();
      expect(await run()).toMatchObject({ outcome: "already" });
    });

    describe("in doubt", () => {
      test("a record without a login says what to do, and a new password given there is handed over", async () => {
        const { at } = await run();
        const reset = { user: "vault", password: `fake-new-${count}-canary` };
        await server.query(product.changePassword(reset.user, reset.password));

        const error = await failure(run({}));
        expect(error.message).toContain(`was handed over at ${at}, but Vault cannot log in any more (`);
        expect(error.message).toMatch(product.refusal);
        expect(error.message).toContain("SALLYPORT_HANDOVER_ORDERS");

        expect(await run({ password: reset.password })).toMatchObject({ outcome: "handed over" });
        await expect(logIn(reset)).rejects.toThrow(product.refusal);
        await expectHandedOver();
      });

      test("a login without a record says what to do, and changes the password only when told to", async () => {
        await configure({ password: bootstrap.password });

        const error = await failure(run({}));
        expect(error.message).toContain("no handover is recorded: people may know it");
        expect(error.message).toContain("sallyport vault handover orders --adopt");
        expect(await logIn(bootstrap)).toEqual([["1"]]);

        expect(await run({ adopt: true })).toMatchObject({ outcome: "completed" });
        await expectHandedOver();
      });

      test("a login without a record stays when another password is given", async () => {
        await configure({ password: bootstrap.password });

        expect((await failure(run({ password: "fake-other" }))).message).toContain("--adopt");
        expect(await logIn(bootstrap)).toEqual([["1"]]);
        expect(await run()).toMatchObject({ outcome: "handed over" });
        await expectHandedOver();
      });
    });

    describe("by `sallyport vault handover`", () => {
      const cli = (args: readonly string[], env: Record<string, string> = {}) =>
        runCli(["vault", "handover", ...args, "--policy", policyFile], { env: { ...vault.environment(), ...env } });
      const password = () => ({ SALLYPORT_HANDOVER_ORDERS: bootstrap.password });

      test("ends with 0 when it is done, and when it was done before", async () => {
        const dry = await cli(["orders", "--dry-run"], password());
        expect(dry).toMatchObject({ code: 0, stderr: "" });
        expect(dry.stdout).toBe("orders: would be handed over with the password in SALLYPORT_HANDOVER_ORDERS.\n");
        expect(await logIn(bootstrap)).toEqual([["1"]]);

        const done = await cli(["orders"], password());
        expect(done).toMatchObject({ code: 0, stderr: "" });
        expect(done.stdout).toContain("orders: is handed over: the password was changed at ");
        await expectHandedOver();

        const again = await cli(["orders", "--json"]);
        expect(again).toMatchObject({ code: 0, stderr: "" });
        const { at } = await run({});
        expect(documentOf(again.stdout, "vault-handover.json")).toEqual({
          version: 1,
          dryRun: false,
          handovers: [{ name: "orders", outcome: "already", at, variable: "SALLYPORT_HANDOVER_ORDERS" }],
          problems: [],
        });
        for (const { stdout, stderr } of [dry, done, again]) expect(stdout + stderr).not.toContain("canary");
      });

      test("ends with 2 and the name of the variable when it is missing, or wrong", async () => {
        const missing = await cli(["orders"]);
        expect(missing).toMatchObject({ code: 2, stdout: "" });
        expect(missing.stderr).toContain("SALLYPORT_HANDOVER_ORDERS is not set");

        const wrong = await cli(["orders", "--json"], { SALLYPORT_HANDOVER_ORDERS: "fake-wrong-canary" });
        expect(wrong.code).toBe(2);
        expect(wrong.stdout).toMatch(/does not take the password of vault in SALLYPORT_HANDOVER_ORDERS/);
        expect(documentOf(wrong.stdout, "vault-handover.json")).toMatchObject({ handovers: [] });
        expect(wrong.stdout + wrong.stderr).not.toContain("canary");
      });

      test("ends with 2 for a connection that the policy does not have", async () => {
        const ended = await cli(["order", "--json"]);

        expect(ended.code).toBe(2);
        expect(messagesOf(ended.stdout)).toEqual([
          'CONNECTION is "order", which the policy does not have. Did you mean orders? Known: orders, oidc.',
        ]);
      });

      test("says of each what is handed over and what is not", async () => {
        await run();
        const dry = await cli(["--dry-run"]);

        expect(dry.code).toBe(0);
        expect(dry.stdout).toMatch(
          /^orders: was handed over at \S+Z\.\noidc: waits to be handed over: SALLYPORT_HANDOVER_OIDC is not set\.\n$/,
        );
      });

      test("does not hold up one connection for another credential that is missing", async () => {
        const ended = await cli([], password());

        expect(ended.code).toBe(2);
        expect(ended.stdout).toContain("orders: is handed over");
        expect(ended.stderr).toContain("SALLYPORT_HANDOVER_OIDC is not set");
      });
    });

    test("needs no more than what `provision` allows", async () => {
      const { policy } = parsePolicy(readFileSync(policyFile, "utf8"));
      if (!policy.secrets) throw new Error("the test lost its section");
      const text = teamPolicyText({ policy: policy.secrets, team: "security" });
      await client.write("PUT", "sys/policies/acl/team-security", { policy: text });
      const body = { policies: ["team-security"], no_default_policy: true };
      const { auth } = await client.send("POST", "auth/token/create", body, Token);

      expect(await run(given(), vault.client(auth.client_token))).toMatchObject({ outcome: "handed over" });
      await expectHandedOver();
    });

    test("is in no audit entry, log or metadata in clear", async () => {
      await failure(run({ password: "fake-wrong-canary" }));
      await run();

      const audit = readFileSync(auditFile, "utf8");
      expect(audit).toContain("database/rotate-root/orders");
      expect(audit).toContain('"password":"hmac-sha256:');
      for (const text of [audit, vault.log(), JSON.stringify(await record())]) expect(text).not.toContain("canary");
    });
  });
});

function policyText(product: string, address: string, { host, port, database }: DatabaseServer): string {
  return `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories:
  - { name: payments-api, id: 900123, manifests: [package-lock.json] }
scanning:
  scanners: { trivy: { scanType: filesystem } }
gate:
  approvers: team:security
secrets:
  vault: { address: "${address.replace("http:", "https:")}" }
  auth: { oidc: { discoveryUrl: "https://id.acme.example", clientId: vault } }
  people: { security: { operate: true, provision: true } }
  engines:
    database:
      ${product}:
        orders: { host: ${host}, port: ${port}, database: ${database}, tls: "off", roles: { reader: {} } }
`;
}
