import * as z from "zod";
import { Cron } from "../cron.js";
import { Duration } from "../duration.js";
import { RepositoryPath } from "../repository-path.js";
import { MountPath } from "./mount-path.js";

/** Name of a connection, a role or a key in Vault. */
export const VaultName = z.string().regex(/^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/, {
  error: "must be lower-case letters, digits, hyphens and underscores, at most 63 characters",
});

const DynamicRole = z.strictObject({
  access: z
    .enum(["read", "write"])
    .default("read")
    .describe("What the made users may do with the data: read it, or read and change it.")
    .meta({ stronger: ["write", "read"] }),
  statements: z
    .array(z.string().min(1))
    .default([])
    .describe("SQL that makes a user instead, with `{{name}}`, `{{password}}` and `{{expiration}}`.")
    .meta({ stronger: "same", none: "strongest" }),
  revocation: z
    .array(z.string().min(1))
    .default([])
    .describe("SQL that removes a user instead, with `{{name}}`.")
    .meta({ stronger: "same", none: "strongest" }),
  ttl: Duration.default("1h").describe("Life of a user.").meta({ stronger: "shorter" }),
  maxTtl: Duration.default("24h").describe("Longest life of a user, renewals included.").meta({ stronger: "shorter" }),
});
export type DynamicRolePolicy = z.infer<typeof DynamicRole>;

const StaticRole = z.strictObject({
  username: z
    .string()
    .regex(/^[A-Za-z_][\w$-]{0,62}$/, { error: "must be the name of a database user" })
    .describe("The user, who exists in the database already.")
    .meta({ stronger: "same" }),
  rotation: Duration.optional()
    .describe("Life of a password; without it `secrets.rotation.databasePasswords`.")
    .meta({ stronger: "shorter", none: "strongest" }),
  schedule: Cron.optional()
    .describe("When the password changes instead, in UTC.")
    .meta({ stronger: "oftener", none: "strongest" }),
  window: Duration.optional()
    .describe("How long after a time of the schedule it may still change, at least 1h.")
    .meta({ stronger: "free" }),
});
export type StaticRolePolicy = z.infer<typeof StaticRole>;

const Connection = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, { error: "must be a host name or an IPv4 address" })
    .optional()
    .describe("Host of the server; without it the name of the connection.")
    .meta({ stronger: "same" }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("Port of the server; without it 5432 for PostgreSQL, 3306 for MySQL.")
    .meta({ stronger: "same" }),
  database: z
    .string()
    .regex(/^[A-Za-z_][\w$-]{0,62}$/, { error: "must be the name of a database" })
    .optional()
    .describe("Database to connect to; without it `postgres`, or for MySQL `mysql`.")
    .meta({ stronger: "same" }),
  username: z
    .string()
    .regex(/^[A-Za-z_][\w$-]{0,62}$/, { error: "must be the name of a database user" })
    .default("vault")
    .describe("The user of Vault's own, who makes the others. Its password comes by `sallyport vault handover`.")
    .meta({ stronger: "same" }),
  tls: z
    .enum(["off", "encrypted", "verified"])
    .default("verified")
    .describe("`verified` checks the certificate and the name of the server, `encrypted` neither.")
    .meta({ stronger: ["off", "encrypted", "verified"] }),
  caCertificate: RepositoryPath.optional()
    .describe("PEM file that signs the server's certificate; without it the roots that the Vault server trusts.")
    .meta({ stronger: "same", none: "strongest" }),
  roles: z.record(VaultName, DynamicRole).default({}).describe("Users made on demand, by the name of their role."),
  staticRoles: z
    .record(VaultName, StaticRole)
    .default({})
    .describe("Existing users whose password Vault changes, by the name of their role."),
});
export type ConnectionPolicy = z.infer<typeof Connection>;

/** `secrets.engines.database`: credentials of databases. */
export const DatabaseEnginePolicy = z.strictObject({
  path: MountPath.default("database").describe("Mount path.").meta({ stronger: "same" }),
  postgresql: z.record(VaultName, Connection).default({}).describe("PostgreSQL servers, by names of your choice."),
  mysql: z.record(VaultName, Connection).default({}).describe("MySQL and MariaDB servers, by names of your choice."),
});
export type DatabaseEnginePolicy = z.infer<typeof DatabaseEnginePolicy>;

/** A connection with what its place in the policy says. */
export interface NamedConnection extends ConnectionPolicy {
  name: string;
  product: "postgresql" | "mysql";
  host: string;
  port: number;
  database: string;
}

const ports = { postgresql: 5432, mysql: 3306 } as const;
const databases = { postgresql: "postgres", mysql: "mysql" } as const;

/** Every connection of the policy, complete. */
export function databaseConnections(engine: DatabaseEnginePolicy | undefined): NamedConnection[] {
  return (["postgresql", "mysql"] as const).flatMap((product) => {
    return Object.entries(engine?.[product] ?? {}).map(([name, connection]) => ({
      ...connection,
      name,
      product,
      host: connection.host ?? name,
      port: connection.port ?? ports[product],
      database: connection.database ?? databases[product],
    }));
  });
}
