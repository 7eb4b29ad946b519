import { seconds } from "../duration.js";
import { connectionsOf, dynamicRoles, pathOf, repeated, staticRoles } from "./database-places.js";
import type { Rule } from "./rule.js";

/** Schemas of MySQL's own: who reads `mysql` reads the password hashes of everybody. */
const systemDatabases = ["information_schema", "mysql", "performance_schema", "sys"];

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
