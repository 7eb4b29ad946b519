import { longestGap } from "../cron-gap.js";
import { seconds } from "../duration.js";
import type { Policy } from "../policy.js";
import { databaseConnections, type NamedConnection, type StaticRolePolicy } from "../secrets/database.js";
import { type Breach, duplicates, type Path, type Rule } from "./rule.js";

/** Schemas of MySQL's own: who reads `mysql` reads the password hashes of everybody. */
const systemDatabases = ["information_schema", "mysql", "performance_schema", "sys"];
const shortestPeriod = "5s";
const shortestWindow = "1h";

function connectionsOf({ secrets }: Pick<Policy, "secrets">): NamedConnection[] {
  return databaseConnections(secrets?.engines.database);
}

function pathOf({ product, name }: Pick<NamedConnection, "product" | "name">, ...rest: Path): Path {
  return ["secrets", "engines", "database", product, name, ...rest];
}

function dynamicRoles(policy: Pick<Policy, "secrets">) {
  return connectionsOf(policy).flatMap((connection) =>
    Object.entries(connection.roles).map(([name, role]) => ({
      connection,
      role,
      path: pathOf(connection, "roles", name),
    })),
  );
}

function staticRoles(policy: Pick<Policy, "secrets">) {
  return connectionsOf(policy).flatMap((connection) =>
    Object.entries(connection.staticRoles).map(([name, role]) => ({
      connection,
      role,
      path: pathOf(connection, "staticRoles", name),
    })),
  );
}

/** All connections lie in one folder in Vault. */
export const connectionsAreDistinct: Rule = {
  sections: ["secrets"],
  check: (policy) => {
    const connections = connectionsOf(policy);
    return repeated(connections.map((connection) => ({ value: connection.name, path: pathOf(connection) }))).map(
      ({ value, path, first }) => ({
        path,
        message: `has the name of another connection (${value}), and Vault has one place for both`,
        remedy: "Rename one of them",
        conflictsWith: first,
      }),
    );
  },
};

/** The bootstrap password of a connection comes in a variable that is named after it. */
export const handoverVariablesAreDistinct: Rule = {
  sections: ["secrets"],
  check: (policy) => {
    const variables = connectionsOf(policy).map((connection) => ({
      value: `SALLYPORT_HANDOVER_${connection.name.toUpperCase().replaceAll("-", "_")}`,
      path: pathOf(connection),
    }));
    const people = { value: "SALLYPORT_HANDOVER_OIDC", path: ["secrets", "auth", "oidc"] };
    return repeated([people, ...variables])
      .filter(({ path, first }) => path.at(-1) !== first.at(-1) || first === people.path)
      .map(({ value, path, first }) => ({
        path,
        message: `shares the variable of its bootstrap password (${value}) with another handover`,
        remedy: "Rename it: - and _ are the same there, and oidc is the login of people",
        conflictsWith: first,
      }));
  },
};

/** A grant names a role and not its connection. */
export const databaseRolesAreDistinct: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    repeated(
      [...dynamicRoles(policy), ...staticRoles(policy)].map(({ path }) => ({ value: String(path.at(-1)), path })),
    ).map(({ value, path, first }) => ({
      path,
      message: `has the name of another role (${value}): a grant would not say which is meant`,
      remedy: "Rename one of them, for instance with the name of its connection before it",
      conflictsWith: first,
    })),
};

function repeated(entries: readonly { value: string; path: Path }[]): { value: string; path: Path; first: Path }[] {
  return duplicates(entries.map(({ value }) => value)).flatMap(([first, later]) => {
    const [one, other] = [entries[first], entries[later]];
    return one && other ? [{ ...other, first: one.path }] : [];
  });
}

/** Two who change one password lock each other out. */
export const staticUsersAreDistinct: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    connectionsOf(policy).flatMap((connection): Breach[] => {
      const users = Object.entries(connection.staticRoles).map(([role, { username }]) => ({
        value: username,
        path: pathOf(connection, "staticRoles", role, "username"),
      }));
      const own = { value: connection.username, path: pathOf(connection, "username") };
      return repeated([own, ...users]).map(({ value, path, first }) => ({
        path,
        message:
          first === own.path
            ? `(${value}) is Vault's own user, whose password no role may change`
            : `(${value}) is the user of another role too: each would change the password of the other`,
        remedy: "Give each role a database user of its own",
        conflictsWith: first,
      }));
    }),
};

/** Vault takes a period or a schedule, a window of a schedule alone, and neither too short. */
export const rotationsAreSaidOnce: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    staticRoles(policy).flatMap(({ path, role: { rotation, schedule, window } }): Breach[] => [
      ...(rotation !== undefined && seconds(rotation) < seconds(shortestPeriod)
        ? [
            {
              path: [...path, "rotation"],
              message: `(${rotation}) is shorter than Vault allows (${shortestPeriod})`,
              remedy: "Raise it",
            },
          ]
        : []),
      ...(rotation !== undefined && schedule !== undefined
        ? [
            {
              path: [...path, "schedule"],
              message: `("${schedule}") and a rotation (${rotation}) are two times for one change`,
              remedy: "Keep one of the two",
              conflictsWith: [...path, "rotation"],
            },
          ]
        : []),
      ...(window !== undefined && schedule === undefined
        ? [
            {
              path: [...path, "window"],
              message: "has no schedule that it follows",
              remedy: "Add a schedule, or remove it",
            },
          ]
        : []),
      ...(window !== undefined && seconds(window) < seconds(shortestWindow)
        ? [
            {
              path: [...path, "window"],
              message: `(${window}) is shorter than Vault allows (${shortestWindow})`,
              remedy: "Raise it, or remove it",
            },
          ]
        : []),
    ]),
};

export const databasePasswordsRotateInTime: Rule = {
  sections: ["secrets"],
  check: (policy) => {
    const longest = policy.secrets?.rotation.databasePasswords ?? "";
    return staticRoles(policy).flatMap(({ path, role }): Breach[] => {
      const late = lateness(role, longest);
      return late
        ? [
            {
              path: [...path, late.setting],
              message: `${late.found} is longer than a database password may live (${longest})`,
              remedy: "Change it oftener, or raise secrets.rotation.databasePasswords",
              conflictsWith: ["secrets", "rotation", "databasePasswords"],
            },
          ]
        : [];
    });
  },
};

function lateness(
  { rotation, schedule }: StaticRolePolicy,
  longest: string,
): { setting: "rotation" | "schedule"; found: string } | undefined {
  if (rotation !== undefined && seconds(rotation) > seconds(longest))
    return { setting: "rotation", found: `(${rotation})` };
  if (schedule === undefined) return undefined;
  const gap = longestGap(schedule) * 60;
  if (gap <= seconds(longest)) return undefined;
  const wait = Number.isFinite(gap) ? `${Math.ceil(gap / 86_400)}d` : "for ever";
  return { setting: "schedule", found: `("${schedule}") waits ${wait} at the longest, which` };
}

/** Without its name and password Vault makes a user that nobody can be. */
export const databaseStatementsSayWho: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    dynamicRoles(policy).flatMap(({ path, role: { statements, revocation } }) => [
      ...lacking(statements, ["name", "password"]).map((word) => ({
        path: [...path, "statements"],
        message: `have no {{${word}}}, where Vault puts the ${word} of the user`,
        remedy: `Write {{${word}}} there, or remove the statements for those of Sallyport`,
      })),
      ...lacking(revocation, ["name"]).map((word) => ({
        path: [...path, "revocation"],
        message: `has no {{${word}}}, so it removes nobody`,
        remedy: `Write {{${word}}} there, or remove the statements for those of Sallyport`,
      })),
    ]),
};

/** `{{username}}` is another word of Vault's for `{{name}}`. */
function lacking(statements: readonly string[], words: readonly string[]): string[] {
  if (statements.length === 0) return [];
  const text = statements.join("\n").replaceAll("{{username}}", "{{name}}");
  return words.filter((word) => !text.includes(`{{${word}}}`));
}

export const databaseLivesAreOrdered: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    dynamicRoles(policy)
      .filter(({ role: { ttl, maxTtl } }) => seconds(ttl) > seconds(maxTtl))
      .map(({ path, role: { ttl, maxTtl } }) => ({
        path: [...path, "ttl"],
        message: `(${ttl}) is longer than the longest life of the user (${maxTtl})`,
        remedy: "Lower it, or raise maxTtl",
        conflictsWith: [...path, "maxTtl"],
      })),
};

export const systemDatabasesStayClosed: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    dynamicRoles(policy)
      .filter(({ connection: { product, database }, role }) => {
        return product === "mysql" && role.statements.length === 0 && systemDatabases.includes(database);
      })
      .map(({ connection, path }) => ({
        path,
        message: `would open MySQL's own database (${connection.database}), the password hashes of all users among it`,
        remedy: "Set the database of the connection, or write the statements of the role yourself",
        conflictsWith: pathOf(connection, "database"),
      })),
};

/** Who gives an authority believes that it is checked. */
export const certificatesAreVerified: Rule = {
  sections: ["secrets"],
  check: (policy) =>
    connectionsOf(policy)
      .filter(({ caCertificate, tls }) => caCertificate !== undefined && tls !== "verified")
      .map((connection) => ({
        path: pathOf(connection, "caCertificate"),
        message: `is not looked at with tls: ${connection.tls}`,
        remedy: "Set tls: verified, or remove it",
        conflictsWith: pathOf(connection, "tls"),
      })),
};
