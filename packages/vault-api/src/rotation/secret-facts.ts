import { X509Certificate } from "node:crypto";
import { inParallel } from "@sallyport/github-api";
import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";
import type { InventoriedSecret, SecretKind } from "./inventory.js";
import { readMetadata, type SecretRecord } from "./secret-record.js";

/** What Vault says about a secret, without its value. */
export type SecretFact =
  /** It is there. `writtenAt` is Vault's own time; undefined where only the record knows one. */
  | { found: "changed"; writtenAt: string | undefined; record: SecretRecord }
  /** A certificate, valid until then. */
  | { found: "certificate"; validFrom: string; validUntil: string }
  /** A role, whose certificates live so long at most. */
  | { found: "role"; longestSeconds: number }
  /** There is none, or none that counts. Continues a sentence that begins with the secret. */
  | { found: "missing"; why: string }
  | { found: "unreadable"; why: string };

/** Requests that Vault answers at a time. */
const atATime = 8;

/**
 * What Vault says about each of these secrets. No value is read: static roles are read where their settings are, stored
 * secrets where their metadata is.
 *
 * @param kv Mount path of the key-value store.
 * @throws {VaultError} when Vault does not answer at all. What it refuses to show is a fact.
 */
export function readSecretFacts(
  client: VaultClient,
  kv: string,
  secrets: readonly InventoriedSecret[],
): Promise<SecretFact[]> {
  return inParallel(secrets, atATime, async (secret) => {
    try {
      return await readers[secret.kind](client, secret, kv);
    } catch (error) {
      if (!(error instanceof VaultError) || error.status === undefined || error.status >= 500) throw error;
      return { found: "unreadable", why: `cannot be read: ${error.message}` };
    }
  });
}

type Reader = (client: VaultClient, secret: InventoriedSecret, kv: string) => Promise<SecretFact>;

const readers: Readonly<Record<SecretKind, Reader>> = {
  "stored secret": readStored,
  "database connection": readHandedOver,
  "static role": readStaticRole,
  issuer: readIssuer,
  "certificate role": readCertificateRole,
  "transit key": readTransitKey,
  "OIDC client": readHandedOver,
};

const missing: SecretFact = { found: "missing", why: "is not in Vault" };

async function readStored(client: VaultClient, { name }: InventoriedSecret, kv: string): Promise<SecretFact> {
  const metadata = await readMetadata(client, kv, name);
  if (!metadata || metadata.version === 0) return missing;
  const { writtenAt, record } = metadata;
  if (writtenAt === undefined) return { found: "missing", why: "was deleted in Vault" };
  return { found: "changed", writtenAt, record };
}

/** What Vault keeps with a root credential has no time: the record made at the handover does. */
async function readHandedOver(client: VaultClient, secret: InventoriedSecret, kv: string): Promise<SecretFact> {
  const record = (await readMetadata(client, kv, secret.recordAt ?? secret.name))?.record;
  if (record?.rotated_at === undefined) return { found: "missing", why: "was never handed over to Vault" };
  return { found: "changed", writtenAt: undefined, record };
}

const StaticRole = z.object({ last_vault_rotation: z.string().nullish() });

/** @see https://developer.hashicorp.com/vault/api-docs/secret/databases#read-static-role */
async function readStaticRole(client: VaultClient, { name }: InventoriedSecret): Promise<SecretFact> {
  const role = await client.find(name, StaticRole);
  if (!role) return missing;
  const at = role.last_vault_rotation;
  if (!at || at.startsWith("0001-")) return { found: "missing", why: "has a password that Vault never changed" };
  return { found: "changed", writtenAt: at, record: {} };
}

const Issuer = z.object({ certificate: z.string() });

/** @see https://developer.hashicorp.com/vault/api-docs/secret/pki#read-issuer */
async function readIssuer(client: VaultClient, { name }: InventoriedSecret): Promise<SecretFact> {
  const issuer = await client.find(name, Issuer);
  if (!issuer) return missing;
  try {
    const { validFromDate, validToDate } = new X509Certificate(issuer.certificate);
    return { found: "certificate", validFrom: validFromDate.toISOString(), validUntil: validToDate.toISOString() };
  } catch {
    return { found: "unreadable", why: "has a certificate that cannot be read" };
  }
}

const CertificateRole = z.object({ ttl: z.number(), max_ttl: z.number() });

/** @see https://developer.hashicorp.com/vault/api-docs/secret/pki#read-role */
async function readCertificateRole(client: VaultClient, { name }: InventoriedSecret): Promise<SecretFact> {
  const role = await client.find(name, CertificateRole);
  if (!role) return missing;
  // Without a longest life a request may ask for as much as the mount allows.
  return { found: "role", longestSeconds: role.max_ttl === 0 ? Number.POSITIVE_INFINITY : role.max_ttl };
}

const TransitKey = z.object({
  latest_version: z.int(),
  keys: z.record(z.string(), z.union([z.number(), z.object({ creation_time: z.string() })])),
});

/** @see https://developer.hashicorp.com/vault/api-docs/secret/transit#read-key */
async function readTransitKey(client: VaultClient, { name }: InventoriedSecret): Promise<SecretFact> {
  const key = await client.find(name, TransitKey);
  if (!key) return missing;
  const latest = key.keys[String(key.latest_version)];
  if (latest === undefined) return { found: "unreadable", why: "has no time of its latest version" };
  const writtenAt = typeof latest === "number" ? new Date(latest * 1000).toISOString() : latest.creation_time;
  return { found: "changed", writtenAt, record: {} };
}
