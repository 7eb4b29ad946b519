import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";

/** What is known about a secret beside its value: custom metadata of the key-value store, never a value. */
export interface SecretRecord {
  /** `team:payments`, several with a comma. */
  owner?: string | undefined;
  class?: string | undefined;
  /** When the value changed last (RFC 3339). */
  rotated_at?: string | undefined;
  due_at?: string | undefined;
  /** When a root credential was handed over to Vault. */
  handed_over_at?: string | undefined;
  /** Id of the old key that is still valid. */
  previous?: string | undefined;
  previous_until?: string | undefined;
}

const recordKeys = ["owner", "class", "rotated_at", "due_at", "handed_over_at", "previous", "previous_until"] as const;

const Version = z.object({ created_time: z.string(), deletion_time: z.string(), destroyed: z.boolean() });

const Metadata = z.object({
  current_version: z.int().min(0),
  custom_metadata: z.record(z.string(), z.string()).nullable(),
  versions: z.record(z.string(), Version).nullable(),
});

/** A secret of the key-value store without its value. */
export interface SecretMetadata {
  /** 0 where only a record is kept. */
  version: number;
  /** When the current version was written; undefined when there is none, or it was deleted. */
  writtenAt: string | undefined;
  record: SecretRecord;
}

/**
 * The metadata of a secret; undefined when Vault has none.
 *
 * @param kv Mount path of the key-value store.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata
 */
export async function readMetadata(client: VaultClient, kv: string, path: string): Promise<SecretMetadata | undefined> {
  const found = await client.find(`${kv}/metadata/${path}`, Metadata);
  if (!found) return undefined;
  const version = found.versions?.[String(found.current_version)];
  const isThere = version !== undefined && !version.destroyed && !isPast(version.deletion_time);
  const custom = found.custom_metadata ?? {};
  return {
    version: found.current_version,
    writtenAt: isThere ? version.created_time : undefined,
    record: Object.fromEntries(recordKeys.flatMap((key) => (custom[key] === undefined ? [] : [[key, custom[key]]]))),
  };
}

/** With `delete_version_after` every version has the time at which it will be deleted. */
function isPast(deletionTime: string): boolean {
  return deletionTime !== "" && !(Date.parse(deletionTime) > Date.now());
}

/**
 * Changes these parts of a record, and leaves others as they are. Makes the record where there is none.
 *
 * @param change A part that is undefined is taken out.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#patch-secret-metadata
 */
export async function patchRecord(client: VaultClient, kv: string, path: string, change: SecretRecord): Promise<void> {
  const parts = Object.entries(change).map(([key, value]) => [key, value ?? null] as const);
  try {
    await client.write("PATCH", `${kv}/metadata/${path}`, { custom_metadata: Object.fromEntries(parts) });
  } catch (error) {
    if (!(error instanceof VaultError) || error.status !== 404) throw error;
    const present = Object.fromEntries(parts.filter(([, value]) => value !== null));
    await client.write("POST", `${kv}/metadata/${path}`, { custom_metadata: present });
  }
}

/** The parts of a record that differ from what they should be; undefined when none does. */
export function recordChange(record: SecretRecord, wanted: SecretRecord): SecretRecord | undefined {
  const change = Object.entries(wanted).filter(([key, value]) => record[key as keyof SecretRecord] !== value);
  return change.length === 0 ? undefined : Object.fromEntries(change);
}
