import { describe, expect, test } from "vitest";
import { complaints, conflicts, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const engine = (database: object) => ({ secrets: { vault, engines: { database } } });
const shop = (connection: object) => engine({ postgresql: { shop: connection } });
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
