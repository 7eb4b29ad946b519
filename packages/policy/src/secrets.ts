import * as z from "zod";
import { Duration } from "./duration.js";
import { HttpsUrl } from "./https-url.js";

const mountPath = z
  .string()
  .regex(/^(?!(?:auth|cubbyhole|identity|sys)(?:\/|$))[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*$/, {
    error:
      "must be a mount path: lower-case letters, digits, hyphens, / between parts, and not one of Vault's own (auth, cubbyhole, identity, sys)",
  })
  .max(255);

const KvEngine = z.strictObject({
  path: mountPath.default("kv").describe("Mount path.").meta({ stronger: "same" }),
  maxVersions: z.int().min(1).max(100).default(10).describe("Versions kept of each secret.").meta({ stronger: "free" }),
  casRequired: z
    .boolean()
    .default(true)
    .describe("A write must name the version it replaces (check-and-set).")
    .meta({ stronger: "true" }),
  deleteVersionAfter: Duration.optional()
    .describe("Age at which old versions are deleted; without it they stay.")
    .meta({ stronger: "free" }),
});
export type KvEnginePolicy = z.infer<typeof KvEngine>;

const JwtAuth = z.strictObject({
  path: mountPath.default("github-actions").describe("Mount path of the JWT auth mount.").meta({ stronger: "same" }),
  issuer: HttpsUrl.default("https://token.actions.githubusercontent.com")
    .describe("Issuer of the tokens: GitHub's OIDC provider, or the one of a GitHub Enterprise Server.")
    .meta({ stronger: "same", none: "strongest" }),
  audience: z
    .string()
    .min(1)
    .optional()
    .describe("Audience a token must name; without it the address of the Vault server.")
    .meta({ stronger: "same", none: "strongest" }),
  tokenTtl: Duration.default("15m").describe("Life of the Vault token that a job gets.").meta({ stronger: "shorter" }),
});
export type JwtAuthPolicy = z.infer<typeof JwtAuth>;

/** The `secrets` section: where secrets live, who may read them, and when they rotate. */
export const SecretsPolicy = z
  .strictObject({
    vault: z
      .strictObject({
        address: HttpsUrl.describe("Address of the Vault server.").meta({ stronger: "same" }),
        caCertificate: z
          .string()
          .min(1)
          .optional()
          .describe("Path of the PEM file that signs the server's certificate.")
          .meta({ stronger: "same", none: "strongest" }),
        namespace: z.string().min(1).optional().describe("Vault Enterprise namespace.").meta({ stronger: "same" }),
      })
      .describe("The Vault server."),
    auth: z
      .strictObject({
        jwt: JwtAuth.prefault({}).describe("Login of GitHub Actions jobs with their OIDC token."),
        kubernetes: z
          .strictObject({
            path: mountPath
              .default("kubernetes")
              .describe("Mount path of the Kubernetes auth mount.")
              .meta({ stronger: "same" }),
            audience: z
              .string()
              .min(1)
              .default("vault")
              .describe("Audience of the service account token.")
              .meta({ stronger: "same" }),
          })
          .optional()
          .describe("Login of workloads with their service account."),
      })
      .prefault({})
      .describe("How jobs and workloads log in."),
    engines: z
      .strictObject({
        kv: KvEngine.prefault({}).describe("Versioned key-value store (kv-v2)."),
        database: z
          .strictObject({
            path: mountPath.default("database").describe("Mount path.").meta({ stronger: "same" }),
            postgresql: z.string().min(1).describe("Name of the PostgreSQL connection.").meta({ stronger: "same" }),
          })
          .optional()
          .describe("Database credentials made on demand."),
        pki: z
          .strictObject({
            path: mountPath.default("pki").describe("Mount path.").meta({ stronger: "same" }),
            domains: z
              .array(z.string().min(1))
              .min(1)
              .describe("Domains that certificates may name.")
              .meta({ stronger: "subset" }),
          })
          .optional()
          .describe("Certificates made on demand."),
      })
      .prefault({})
      .describe("Secret engines."),
    rotation: z
      .strictObject({
        databasePasswords: Duration.default("30d")
          .describe("Longest life of a database password.")
          .meta({ stronger: "shorter" }),
        apiKeys: Duration.default("90d").describe("Longest life of an API key.").meta({ stronger: "shorter" }),
        certificates: Duration.default("365d").describe("Longest life of a certificate.").meta({ stronger: "shorter" }),
      })
      .prefault({})
      .describe("When secrets rotate."),
    audit: z
      .strictObject({
        filePath: z
          .string()
          .min(1)
          .default("/var/log/vault/audit.log")
          .describe("File of the audit device on the server.")
          .meta({ stronger: "free" }),
      })
      .optional()
      .describe("Vault's audit device."),
  })
  .describe("Vault: secret stores, logins and rotation.");
export type SecretsPolicy = z.infer<typeof SecretsPolicy>;
