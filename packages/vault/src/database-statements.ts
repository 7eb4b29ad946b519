import type { DynamicRolePolicy, NamedConnection } from "@sallyport/policy";

/**
 * SQL that makes a user who may read, or read and change, the tables of one database: on PostgreSQL those that its schema
 * `public` has by then.
 */
export function creationStatements(connection: NamedConnection, { access, statements }: DynamicRolePolicy): string[] {
  if (statements.length > 0) return [...statements];
  return connection.product === "postgresql"
    ? postgresqlUser(connection.database, access)
    : mysqlUser(connection.database, access);
}

/**
 * SQL that removes a user and all that hangs on it. What it left behind must not keep it alive. On MySQL a session that is
 * open goes on until it is closed: no statement there ends the sessions of a user.
 */
export function revocationStatements({ product }: NamedConnection, { revocation }: DynamicRolePolicy): string[] {
  if (revocation.length > 0) return [...revocation];
  return product === "postgresql" ? [dropPostgresqlUser] : ["DROP USER IF EXISTS '{{name}}'@'%'"];
}

type Access = DynamicRolePolicy["access"];
const verbs = { read: "SELECT", write: "SELECT, INSERT, UPDATE, DELETE" } as const;

/**
 * PostgreSQL itself refuses the password after the end of the user's life, even if Vault could not remove it.
 *
 * @see https://www.postgresql.org/docs/current/sql-createrole.html
 */
function postgresqlUser(database: string, access: Access): string[] {
  return [
    `CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'`,
    `GRANT CONNECT ON DATABASE "${database}" TO "{{name}}"`,
    `GRANT USAGE ON SCHEMA public TO "{{name}}"`,
    `GRANT ${verbs[access]} ON ALL TABLES IN SCHEMA public TO "{{name}}"`,
    ...(access === "write" ? [`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{{name}}"`] : []),
  ];
}

/**
 * Ends its sessions, gives what it owns to Vault's own user, takes its rights, drops it. Vault's own user makes itself a
 * member first, which is what the other steps need unless it is a superuser. A user that is gone already is no error:
 * Vault would try again for ever.
 *
 * @see https://www.postgresql.org/docs/current/role-removal.html
 */
const dropPostgresqlUser = [
  "DO $$ BEGIN",
  "IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{{name}}') THEN",
  `  ALTER ROLE "{{name}}" NOLOGIN;`,
  `  GRANT "{{name}}" TO CURRENT_USER;`,
  "  PERFORM pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = '{{name}}';",
  `  REASSIGN OWNED BY "{{name}}" TO CURRENT_USER;`,
  `  DROP OWNED BY "{{name}}";`,
  `  DROP ROLE "{{name}}";`,
  "END IF;",
  "END $$",
].join("\n");

/**
 * In the database name of a GRANT `_` stands for any character unless it is escaped.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/grant.html
 */
function mysqlUser(database: string, access: Access): string[] {
  return [
    "CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'",
    `GRANT ${verbs[access]} ON \`${database.replaceAll("_", "\\_")}\`.* TO '{{name}}'@'%'`,
  ];
}
