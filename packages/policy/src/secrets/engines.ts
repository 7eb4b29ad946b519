import * as z from "zod";
import { Duration } from "../duration.js";
import { DatabaseEnginePolicy, VaultName } from "./database.js";
import { MountPath } from "./mount-path.js";

const KvEngine = z.strictObject({
  path: MountPath.default("kv").describe("Mount path.").meta({ stronger: "same" }),
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

const keyType = z
  .enum(["ec-256", "ec-384", "rsa-3072", "rsa-4096"])
  .default("ec-256")
  .describe("Kind and size of the private keys.")
  .meta({ stronger: "free" });

const Authority = (ttl: string) =>
  z.strictObject({
    commonName: z
      .string()
      .min(1)
      .max(58)
      .optional()
      .describe("Common name, before its generation; without it one made of the login.")
      .meta({
        stronger: "same",
      }),
    ttl: Duration.default(ttl).describe("Life of its certificate.").meta({ stronger: "shorter" }),
    keyType,
    generation: z
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe("Raise it by one to make a new issuer; those before it stay, and what they signed stays valid.")
      .meta({ stronger: "free" }),
  });

const CertificateRole = z.strictObject({
  domains: z
    .array(z.string().min(1))
    .default([])
    .describe("Domains that its certificates may name; without them the names below those of the engine.")
    .meta({ stronger: "subset", none: "weakest" }),
  subdomains: z.boolean().default(true).describe("Names below those domains, too.").meta({ stronger: "false" }),
  usage: z
    .array(z.enum(["server", "client"]))
    .min(1)
    .default(["server"])
    .describe("What its certificates are for.")
    .meta({ stronger: "subset" }),
  ttl: Duration.optional()
    .describe("Life of a certificate; without it `secrets.rotation.certificates`, and never longer.")
    .meta({ stronger: "shorter", none: "weakest" }),
  keyType,
});
export type CertificateRolePolicy = z.infer<typeof CertificateRole>;

const PkiEngine = z.strictObject({
  path: MountPath.default("pki").describe("Mount path of the intermediate authority, which signs certificates.").meta({
    stronger: "same",
  }),
  rootPath: MountPath.default("pki-root")
    .describe("Mount path of the root authority, which signs intermediates.")
    .meta({
      stronger: "same",
    }),
  domains: z.array(z.string().min(1)).min(1).describe("Domains that certificates may name.").meta({
    stronger: "subset",
  }),
  root: Authority("3650d").prefault({}).describe("The root authority."),
  intermediate: Authority("1825d").prefault({}).describe("The intermediate authority."),
  roles: z
    .record(VaultName, CertificateRole)
    .prefault({ server: {} })
    .describe("Kinds of certificates, by the name of their role."),
  acme: z
    .boolean()
    .default(false)
    .describe("Certificates by the ACME protocol (RFC 8555), for clients with an account that Vault bound.")
    .meta({ stronger: "false" }),
  crlLife: Duration.default("72h").describe("Life of a revocation list; it is made anew before its end.").meta({
    stronger: "shorter",
  }),
  ocsp: z.boolean().default(true).describe("Answers to OCSP requests (RFC 6960).").meta({ stronger: "true" }),
  tidyAfter: Duration.default("72h")
    .describe("How long a certificate that expired is kept; then the daily tidying removes it.")
    .meta({ stronger: "free" }),
});
export type PkiEnginePolicy = z.infer<typeof PkiEngine>;

const TransitKey = z.strictObject({
  type: z
    .enum(["aes256-gcm96", "chacha20-poly1305", "ecdsa-p256", "ecdsa-p384", "ed25519", "rsa-3072", "rsa-4096"])
    .default("ecdsa-p256")
    .describe("Kind of the key.")
    .meta({ stronger: "same" }),
  rotation: Duration.default("90d").describe("Age at which Vault makes a new version of it.").meta({
    stronger: "shorter",
  }),
  deletable: z.boolean().default(false).describe("It may be deleted, and what it encrypted with it.").meta({
    stronger: "false",
  }),
});
export type TransitKeyPolicy = z.infer<typeof TransitKey>;

const TransitEngine = z.strictObject({
  path: MountPath.default("transit").describe("Mount path.").meta({ stronger: "same" }),
  keys: z.record(VaultName, TransitKey).default({}).describe("Keys, by their names. They never leave Vault."),
});
export type TransitEnginePolicy = z.infer<typeof TransitEngine>;

/** `secrets.engines`: where secrets are kept, and what makes them. */
export const EnginesPolicy = z
  .strictObject({
    kv: KvEngine.prefault({}).describe("Versioned key-value store (kv-v2)."),
    database: DatabaseEnginePolicy.optional().describe("Database credentials made on demand."),
    pki: PkiEngine.optional().describe("Certificates made on demand."),
    transit: TransitEngine.optional().describe("Signing and encryption with keys that stay in Vault."),
  })
  .prefault({})
  .describe("Secret engines.");
export type EnginesPolicy = z.infer<typeof EnginesPolicy>;
