import * as pulumi from "@pulumi/pulumi";
import * as database from "@pulumi/vault/database/index.js";
import type { DatabaseEnginePolicy, NamedConnection, RotationPolicy } from "@sallyport/policy";
import type { DatabaseEngine } from "./database-engine.js";
import { dynamicRole, staticRole } from "./database-roles.js";

export interface DatabaseConnectionArgs {
  /** The `secrets.engines.database` section of the policy. */
  policy: DatabaseEnginePolicy;

  /** The `secrets.rotation` section of the policy. */
  rotation: RotationPolicy;

  /** The server: one of `databaseConnections(policy)`. */
  connection: NamedConnection;

  /**
   * The engine. When it is destroyed Vault still knows the server then, and drops every user that it made there.
   *
   * @default - the one that the policy mounts, made elsewhere
   */
  engine?: DatabaseEngine;

  /**
   * Certificate of the authority that signs the server's, as PEM text.
   *
   * @default - the roots that the Vault server trusts
   */
  caCertificate?: string;

  /**
   * Hands the password of Vault's own user over. It runs before each role is created: a role that Vault cannot serve is
   * not made.
   *
   * @default - it was handed over before
   */
  handover?: pulumi.ResourceHook;
}

/**
 * A database server that Vault has a user of its own on, and the roles by which it makes users there or changes their
 * passwords.
 *
 * The password of Vault's own user is no input: `sallyport vault handover NAME` gives it to Vault, which changes it at once.
 * Nothing here ever sends one, so an update leaves the changed one alone.
 *
 * @example
 * for (const connection of databaseConnections(database)) {
 *   new DatabaseConnection(connection.name, { policy: database, rotation: secrets.rotation, connection, engine });
 * }
 */
export class DatabaseConnection extends pulumi.ComponentResource {
  /** The underlying connection, for anything this component does not cover. */
  readonly connection: database.SecretBackendConnection;

  /** The roles that make users, by their names. */
  readonly roles: Readonly<Record<string, database.SecretBackendRole>>;

  /** The roles whose user exists, by their names. */
  readonly staticRoles: Readonly<Record<string, database.SecretBackendStaticRole>>;

  constructor(name: string, args: DatabaseConnectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:DatabaseConnection", name, {}, opts);
    const { connection, engine, handover, rotation } = args;
    const goes: pulumi.CustomResourceOptions = { parent: this, ...(engine && { deletedWith: engine.mount }) };
    const backend = engine?.path ?? args.policy.path;

    this.connection = new database.SecretBackendConnection(
      name,
      { backend, ...connectionSettings(connection, args.caCertificate) },
      goes,
    );
    const of = { backend, dbName: this.connection.name };
    const handed: pulumi.CustomResourceOptions = { ...goes, ...(handover && { hooks: { beforeCreate: [handover] } }) };
    this.roles = mapped(connection.roles, (role, policy) => {
      const settings = { ...of, name: role, ...dynamicRole(connection, policy) };
      return new database.SecretBackendRole(`${name}-${role}`, settings, handed);
    });
    this.staticRoles = mapped(connection.staticRoles, (role, policy) => {
      const settings = { ...of, name: role, ...staticRole(policy, rotation) };
      return new database.SecretBackendStaticRole(`${name}-${role}`, settings, handed);
    });
    this.registerOutputs({});
  }
}

function mapped<T, R>(entries: Readonly<Record<string, T>>, make: (name: string, entry: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, make(name, entry)]));
}

/**
 * The connection, without a password. Vault does not try it: before the handover it could not log in. The roles that may use
 * it are its own, one by one.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#configure-connection
 */
export function connectionSettings(connection: NamedConnection, caCertificate?: string) {
  const { name, product, roles, staticRoles, tls, username } = connection;
  const server = {
    connectionUrl: connectionUrl(connection),
    username,
    ...(tls === "verified" && caCertificate !== undefined && { tlsCa: caCertificate }),
  };
  return {
    name,
    allowedRoles: [...Object.keys(roles), ...Object.keys(staticRoles)].toSorted(),
    verifyConnection: false,
    ...(product === "postgresql"
      ? { postgresql: { ...server, passwordAuthentication: "scram-sha-256" } }
      : { mysql: server }),
  };
}

/**
 * Where the server is and how Vault talks to it; Vault fills in the user and the password.
 *
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
 * @see https://github.com/go-sql-driver/mysql#tls
 */
function connectionUrl({ product, host, port, database, tls }: NamedConnection): string {
  const user = "{{username}}:{{password}}";
  if (product === "postgresql") {
    const mode = { off: "disable", encrypted: "require", verified: "verify-full" }[tls];
    return `postgresql://${user}@${host}:${port}/${database}?sslmode=${mode}`;
  }
  const mode = { off: "false", encrypted: "skip-verify", verified: "true" }[tls];
  return `${user}@tcp(${host}:${port})/${database}?tls=${mode}`;
}
