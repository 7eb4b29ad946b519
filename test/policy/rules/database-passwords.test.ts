import { describe, expect, test } from "vitest";
import { complaints, policyWith } from "../support.ts";

const vault = { address: "https://vault.acme.example" };
const engine = (database: object, more: object = {}) => ({ secrets: { vault, engines: { database }, ...more } });
const shop = (connection: object, more: object = {}) => engine({ postgresql: { shop: connection } }, more);
const staticRole = (role: object, more: object = {}) =>
  shop({ staticRoles: { app: { username: "app", ...role } } }, more);
const at = "secrets.engines.database.postgresql.shop";

describe("who changes a password:", () => {
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
