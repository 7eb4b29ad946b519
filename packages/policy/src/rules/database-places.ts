import type { Policy } from "../policy.js";
import { databaseConnections, type NamedConnection } from "../secrets/database.js";
import { duplicates, type Path } from "./rule.js";

type Secrets = Pick<Policy, "secrets">;

/** Every connection of the policy. */
export function connectionsOf({ secrets }: Secrets): NamedConnection[] {
  return databaseConnections(secrets?.engines.database);
}

/** Where a setting of a connection stands. */
export function pathOf({ product, name }: Pick<NamedConnection, "product" | "name">, ...rest: Path): Path {
  return ["secrets", "engines", "database", product, name, ...rest];
}

/** Roles that make users, of all connections. */
export function dynamicRoles(policy: Secrets) {
  return connectionsOf(policy).flatMap((connection) =>
    Object.entries(connection.roles).map(([name, role]) => ({
      connection,
      role,
      path: pathOf(connection, "roles", name),
    })),
  );
}

/** Roles whose user exists, of all connections. */
export function staticRoles(policy: Secrets) {
  return connectionsOf(policy).flatMap((connection) =>
    Object.entries(connection.staticRoles).map(([name, role]) => ({
      connection,
      role,
      path: pathOf(connection, "staticRoles", name),
    })),
  );
}

/** Entries that have the value of an earlier one, and where that stands. */
export function repeated(
  entries: readonly { value: string; path: Path }[],
): { value: string; path: Path; first: Path }[] {
  return duplicates(entries.map(({ value }) => value)).flatMap(([first, later]) => {
    const [one, other] = [entries[first], entries[later]];
    return one && other ? [{ ...other, first: one.path }] : [];
  });
}
