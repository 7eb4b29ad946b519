import * as pulumi from "@pulumi/pulumi";
import { databaseConnections, RotationPolicy, SecretsPolicy } from "@sallyport/policy";
import { connectionSettings, DatabaseConnection, DatabaseEngine, dynamicRole, staticRole } from "@sallyport/vault";
import { describe, expect, test } from "vitest";
import { deploy } from "../support/deploy.ts";

const connectionType = "vault:database/secretBackendConnection:SecretBackendConnection";
const roleType = "vault:database/secretBackendRole:SecretBackendRole";
const staticRoleType = "vault:database/secretBackendStaticRole:SecretBackendStaticRole";
const rotation = RotationPolicy.parse({});

function policyOf(database: object) {
  const { engines } = SecretsPolicy.parse({ vault: { address: "https://vault.acme.example" }, engines: { database } });
  if (!engines.database) throw new Error("the policy lost its database engine");
  return engines.database;
}

function connectionOf(product: "postgresql" | "mysql", settings: object) {
  const [connection] = databaseConnections(policyOf({ [product]: { shop: settings } }));
  if (!connection) throw new Error("the policy lost its connection");
  return connection;
}

const both = { roles: { reader: {}, writer: { access: "write" } }, staticRoles: { app: { username: "app" } } };

/** A connection of a PostgreSQL server, with an engine of its own. */
function deployed(args: { caCertificate?: string; handover?: () => pulumi.ResourceHook } = {}) {
  const policy = policyOf({ path: "databases", postgresql: { shop: both } });
  return deploy(() => {
    const engine = new DatabaseEngine("acme", { policy });
    const { handover, ...rest } = args;
    for (const connection of databaseConnections(policy)) {
      new DatabaseConnection(connection.name, {
        policy,
        rotation,
        connection,
        engine,
        ...rest,
        ...(handover && { handover: handover() }),
      });
    }
  });
}

test("is made in the engine, and named after itself and its roles", async () => {
  const { resources } = await deployed();

  expect(
    resources
      .filter(({ custom }) => custom)
      .map(({ type, name, inputs }) => [type, name, inputs.backend ?? inputs.path]),
  ).toEqual(
    expect.arrayContaining([
      ["vault:index/mount:Mount", "acme", "databases"],
      [connectionType, "shop", "databases"],
      [roleType, "shop-reader", "databases"],
      [roleType, "shop-writer", "databases"],
      [staticRoleType, "shop-app", "databases"],
    ]),
  );
});

test("holds no password, and names each role that may use it", async () => {
  const connection = (await deployed()).only(connectionType);

  expect(connection).toEqual({
    allowedRoles: ["app", "reader", "writer"],
    backend: "databases",
    name: "shop",
    postgresql: {
      connectionUrl: "postgresql://{{username}}:{{password}}@shop:5432/postgres?sslmode=verify-full",
      passwordAuthentication: "scram-sha-256",
      username: "vault",
    },
    verifyConnection: false,
  });
});

test("goes with the engine, which first removes the users that it made", async () => {
  const { resource, resources } = await deployed();
  const { urn } = resource("vault:index/mount:Mount");
  const ofConnection = resources.filter(({ type }) => type.startsWith("vault:database/"));

  expect(ofConnection).toHaveLength(4);
  expect(ofConnection.map(({ deletedWith }) => deletedWith)).toEqual(ofConnection.map(() => urn));
});

test("hands over before each role is made, and not before the connection", async () => {
  const { all, resource } = await deployed({ handover: () => new pulumi.ResourceHook("hand over shop", () => {}) });

  expect([...all(roleType), ...all(staticRoleType)].map(({ hooks }) => hooks.beforeCreate)).toEqual(
    Array.from({ length: 3 }, () => ["hand over shop"]),
  );
  expect(resource(connectionType).hooks).toEqual({});
});

test("makes roles after the connection, which allows them", async () => {
  const { resource } = await deployed();

  expect(resource(roleType, "shop-reader").dependencies).toContain(resource(connectionType).urn);
  expect(resource(staticRoleType).dependencies).toContain(resource(connectionType).urn);
});

describe("the way to the server", () => {
  test.each([
    ["postgresql", "off", "postgresql://{{username}}:{{password}}@db.acme.example:6000/shop?sslmode=disable"],
    ["postgresql", "encrypted", "postgresql://{{username}}:{{password}}@db.acme.example:6000/shop?sslmode=require"],
    ["postgresql", "verified", "postgresql://{{username}}:{{password}}@db.acme.example:6000/shop?sslmode=verify-full"],
    ["mysql", "off", "{{username}}:{{password}}@tcp(db.acme.example:6000)/shop?tls=false"],
    ["mysql", "encrypted", "{{username}}:{{password}}@tcp(db.acme.example:6000)/shop?tls=skip-verify"],
    ["mysql", "verified", "{{username}}:{{password}}@tcp(db.acme.example:6000)/shop?tls=true"],
  ] as const)("of %s with tls: %s is %s", (product, tls, url) => {
    const settings = connectionOf(product, { host: "db.acme.example", port: 6000, database: "shop", tls });

    expect(connectionSettings(settings)).toMatchObject({ [product]: { connectionUrl: url } });
  });

  test.each(["postgresql", "mysql"] as const)("of %s is verified by the authority of the policy", (product) => {
    const ca = "fake certificate";

    expect(connectionSettings(connectionOf(product, {}), ca)).toMatchObject({ [product]: { tlsCa: ca } });
    expect(JSON.stringify(connectionSettings(connectionOf(product, { tls: "encrypted" }), ca))).not.toContain("tlsCa");
  });
});

describe("a user made on demand", () => {
  const reader = (product: "postgresql" | "mysql", role: object, database = "shop") => {
    const connection = connectionOf(product, { database, roles: { reader: role } });
    if (!connection.roles.reader) throw new Error("the connection lost its role");
    return dynamicRole(connection, connection.roles.reader);
  };

  test("lives an hour, or as long as the policy says", () => {
    expect(reader("postgresql", {})).toMatchObject({ defaultTtl: 3600, maxTtl: 86_400 });
    expect(reader("mysql", { ttl: "5m", maxTtl: "10m" })).toMatchObject({ defaultTtl: 300, maxTtl: 600 });
  });

  test.each([
    ["postgresql", "read", "GRANT SELECT ON ALL TABLES"],
    ["postgresql", "write", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"],
    ["mysql", "read", "GRANT SELECT ON `shop`"],
    ["mysql", "write", "GRANT SELECT, INSERT, UPDATE, DELETE ON `shop`"],
  ] as const)("of %s may %s", (product, access, grant) => {
    expect(reader(product, { access }).creationStatements.join("\n")).toContain(grant);
  });

  test("of MySQL opens no database of a similar name", () => {
    expect(reader("mysql", {}, "shop_eu").creationStatements.at(-1)).toBe(
      "GRANT SELECT ON `shop\\_eu`.* TO '{{name}}'@'%'",
    );
  });

  test("of PostgreSQL ends by itself, too", () => {
    expect(reader("postgresql", {}).creationStatements[0]).toContain("VALID UNTIL '{{expiration}}'");
  });

  test("is made and removed by the statements of the policy", () => {
    const own = { statements: ["CREATE {{name}} {{password}}"], revocation: ["DROP {{name}}"] };

    expect(reader("postgresql", own)).toMatchObject({
      creationStatements: own.statements,
      revocationStatements: own.revocation,
    });
  });
});

describe("the password of an existing user", () => {
  const app = (role: object, times: object = {}) => {
    const { app: parsed } = connectionOf("postgresql", {
      staticRoles: { app: { username: "app", ...role } },
    }).staticRoles;
    if (!parsed) throw new Error("the connection lost its role");
    return staticRole(parsed, RotationPolicy.parse(times));
  };

  test.each([
    ["after the time of the policy", {}, { rotationPeriod: 2_592_000 }],
    ["after its own time", { rotation: "7d" }, { rotationPeriod: 604_800 }],
    ["by a schedule", { schedule: "0 3 * * 0" }, { rotationSchedule: "0 3 * * 0" }],
    [
      "by a schedule with a window",
      { schedule: "0 3 * * 0", window: "2h" },
      { rotationSchedule: "0 3 * * 0", rotationWindow: 7200 },
    ],
  ])("changes %s", (_, role, changes) => {
    expect(app(role)).toEqual({ username: "app", ...changes });
  });

  test("follows the policy when that changes", () => {
    expect(app({}, { databasePasswords: "1d" })).toEqual({ username: "app", rotationPeriod: 86_400 });
  });
});
