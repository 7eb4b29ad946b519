import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const engine = (database: object, more: object = {}) => ({ secrets: { vault, engines: { database }, ...more } });
const shop = (connection: object, more: object = {}) => engine({ postgresql: { shop: connection } }, more);
const staticRole = (role: object, more: object = {}) =>
  shop({ staticRoles: { app: { username: "app", ...role } } }, more);
const at = "secrets.engines.database.postgresql.shop";
const mysqlAt = "secrets.engines.database.mysql.shop";

test("a connection with roles of both kinds is taken", () => {
  const connection = { roles: { reader: {} }, staticRoles: { app: { username: "app" } } };

  expect(() => policyWith(shop(connection))).not.toThrow();
});

describe("names", () => {
  test("a connection of each product cannot have the same one", () => {
    expect(conflicts(engine({ postgresql: { shop: {} }, mysql: { shop: { database: "shop" } } }))).toEqual([
      `${mysqlAt} <-> ${at}`,
    ]);
  });

  test("two connections cannot share the variable of their bootstrap passwords, nor one with the login of people", () => {
    const distinct = engine({ postgresql: { shop: {}, "shop-2": {} }, mysql: { shop2: { database: "shop" } } });
    const shared = engine({
      postgresql: { "shop-2": {} },
      mysql: { shop_2: { database: "shop" }, oidc: { database: "shop" } },
    });

    expect(() => policyWith(distinct)).not.toThrow();
    expect(complaints(shared)).toEqual([
      expect.stringContaining("shop_2 shares the variable of its bootstrap password (SALLYPORT_HANDOVER_SHOP_2)"),
      expect.stringContaining("oidc shares the variable of its bootstrap password (SALLYPORT_HANDOVER_OIDC)"),
    ]);
  });

  test("two roles cannot have the same one, on whichever connection and of whichever kind", () => {
    const one = { roles: { reader: {} }, staticRoles: { app: { username: "app" } } };
    const other = { database: "shop", roles: { app: {} }, staticRoles: { reader: { username: "reader" } } };

    expect(conflicts(engine({ postgresql: { shop: one }, mysql: { stock: other } }))).toEqual([
      "secrets.engines.database.postgresql.shop.staticRoles.app <-> secrets.engines.database.mysql.stock.roles.app",
      "secrets.engines.database.mysql.stock.staticRoles.reader <-> secrets.engines.database.postgresql.shop.roles.reader",
    ]);
  });

  test("two static roles cannot change the password of one user", () => {
    const staticRoles = { app: { username: "app" }, web: { username: "app" } };

    expect(complaints(shop({ staticRoles }))).toEqual([
      expect.stringContaining(`${at}.staticRoles.web.username (app) is the user of another role too`),
    ]);
  });

  test("no static role changes the password of Vault's own user", () => {
    expect(complaints(staticRole({ username: "vault" }))).toEqual([
      expect.stringContaining(`${at}.staticRoles.app.username (vault) is Vault's own user`),
    ]);
  });

  test("the same user on two servers is two users", () => {
    const staticRoles = (name: string) => ({ staticRoles: { [name]: { username: "app" } } });

    expect(() =>
      policyWith(engine({ postgresql: { shop: staticRoles("one"), stock: staticRoles("two") } })),
    ).not.toThrow();
  });
});

describe("the password of an existing user", () => {
  test.each([
    ["a period and a schedule", { rotation: "7d", schedule: "0 3 * * 0" }, `${at}.staticRoles.app.schedule`],
    ["a shorter life than Vault allows", { rotation: "4s" }, `${at}.staticRoles.app.rotation`],
    ["a window without a schedule", { rotation: "7d", window: "2h" }, `${at}.staticRoles.app.window`],
    ["a window that Vault refuses", { schedule: "0 3 * * *", window: "59m" }, `${at}.staticRoles.app.window`],
    ["a longer life than the policy allows", { rotation: "31d" }, `${at}.staticRoles.app.rotation`],
    ["a schedule that waits longer", { schedule: "0 3 1 1,7 *" }, `${at}.staticRoles.app.schedule`],
    ["a schedule that never comes", { schedule: "0 3 31 2 *" }, `${at}.staticRoles.app.schedule`],
  ])("cannot have %s", (_, role, path) => {
    expect(complaints(staticRole(role))).toEqual([expect.stringContaining(path)]);
  });

  test.each([
    ["nothing but a user", {}],
    ["the longest life", { rotation: "30d" }],
    ["a schedule with a window", { schedule: "0 3 * * 0", window: "1h" }],
  ])("may have %s", (_, role) => {
    expect(() => policyWith(staticRole(role))).not.toThrow();
  });

  test("says how long a schedule waits", () => {
    expect(complaints(staticRole({ schedule: "0 3 1 1,7 *" }))).toEqual([
      expect.stringContaining(
        '("0 3 1 1,7 *") waits 184d at the longest, which is longer than a database password may live (30d)',
      ),
    ]);
  });

  test("lives as long as the policy raises the longest life to", () => {
    expect(() => policyWith(staticRole({ rotation: "60d" }, { rotation: { databasePasswords: "60d" } }))).not.toThrow();
  });
});

describe("a user made on demand", () => {
  const role = (settings: object) => shop({ roles: { reader: settings } });

  test.each([
    ["no name", { statements: ["CREATE ROLE x PASSWORD '{{password}}'"] }, "statements have no {{name}}"],
    ["no password", { statements: ['CREATE ROLE "{{name}}"'] }, "statements have no {{password}}"],
    ["a revocation of nobody", { revocation: ["DROP ROLE x"] }, "revocation has no {{name}}"],
    ["a life above its longest one", { ttl: "2h", maxTtl: "1h" }, "ttl (2h) is longer than the longest life"],
  ])("cannot have %s", (_, settings, complaint) => {
    expect(complaints(role(settings))).toEqual([expect.stringContaining(`${at}.roles.reader.${complaint}`)]);
  });

  test.each(["name", "username"])("may be called {{%s}} in statements of its own", (word) => {
    const statements = [`CREATE ROLE "{{${word}}}" LOGIN`, `ALTER ROLE "{{${word}}}" PASSWORD '{{password}}'`];

    expect(() => policyWith(role({ statements, revocation: [`DROP ROLE "{{${word}}}"`] }))).not.toThrow();
  });

  test.each(["mysql", "sys", undefined])("never reads the database %s of MySQL itself", (database) => {
    const connection = { ...(database && { database }), roles: { reader: {} } };

    expect(conflicts(engine({ mysql: { shop: connection } }))).toEqual([
      `${mysqlAt}.roles.reader <-> ${mysqlAt}.database`,
    ]);
  });

  test("may work there by statements of its own", () => {
    const statements = ["CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'"];

    expect(() => policyWith(engine({ mysql: { shop: { roles: { monitor: { statements } } } } }))).not.toThrow();
  });
});

test.each(["off", "encrypted"])("an authority that nobody looks at with tls: %s is refused", (tls) => {
  expect(conflicts(shop({ tls, caCertificate: "ca.pem" }))).toEqual([`${at}.caCertificate <-> ${at}.tls`]);
});

test("an authority is taken where it is looked at", () => {
  expect(() => policyWith(shop({ caCertificate: "ca.pem" }))).not.toThrow();
});
