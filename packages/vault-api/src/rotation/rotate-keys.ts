import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";
import { type HeldKey, type KeyPlan, makingSeconds, planKeys } from "./plan-keys.js";
import { type ExistingKey, type MadeKey, type Rotator, RotatorError } from "./rotator.js";
import { patchRecord, readMetadata, recordChange } from "./secret-record.js";

/** Field of the secret whose one name is the id of the key in it: Vault shows names without values. */
const idField = "key_id";

const Subkeys = z.object({
  subkeys: z.object({ [idField]: z.record(z.string(), z.unknown()).nullish() }),
  metadata: z.object({ version: z.int().min(1), created_time: z.string() }),
});
const Written = z.object({ data: z.object({ version: z.int().min(1), created_time: z.string() }) });

/** A secret with a rotator, and what it takes to change it. */
export interface KeyRotation {
  client: VaultClient;
  /** Mount path of the key-value store. */
  kv: string;
  /** The secret inside it. */
  path: string;
  rotator: Rotator;
  overlapSeconds: number;
  periodSeconds: number;
  /** How long before its end a key is changed, in seconds. */
  aheadSeconds: number;
  /** Change it although it is not due. */
  force: boolean;
  /** Look, and do nothing. */
  dryRun: boolean;
  now: () => Date;
}

/** What was done with the keys of one secret, or would be. */
export interface KeysRotated {
  made: boolean;
  /** Keys that ended. */
  ended: number;
  /** Until when the key before it stays valid. */
  previousUntil?: string;
  /** Why no key was made although one is due; continues a sentence that begins with the subject. */
  waits?: string;
}

/**
 * Brings the keys of one secret up to date: ends what is over, and makes a new key when one is due. The new key is made,
 * proven to work, written to Vault in place of exactly the version that was seen, and only then recorded; the one before
 * it goes on for the overlap. Wherever this stops, Vault holds a key that works, and the next run completes it.
 *
 * @throws {VaultError}
 * @throws {RotatorError} and what the rotator throws.
 */
export async function rotateKeys(rotation: KeyRotation): Promise<KeysRotated> {
  const { rotator, overlapSeconds, dryRun, now } = rotation;
  const held = await readHeld(rotation);
  const keys = await rotator.list();
  const current = keys.find(({ id }) => id === held.id);
  const wanted = rotation.force || isDue(rotation, current?.createdAt ?? held.writtenAt);
  const plan = planKeys({ held, keys, wanted, overlapSeconds, limit: rotator.limit, now: now() });
  if (dryRun) return outcome(plan, plan.previous?.until);
  for (const id of plan.end) await endKey(rotation, id);
  if (current) await keepRecord(rotation, plan, current.createdAt);
  if (!plan.make) return outcome(plan, plan.previous?.until);
  const writtenAt = await replaceKey(rotation, held);
  const previous = current ?? (held.id === undefined ? newest(keys) : undefined);
  const until = previous && new Date(Date.parse(writtenAt) + overlapSeconds * 1000).toISOString();
  const change = { rotated_at: writtenAt, previous: previous?.id, previous_until: until };
  await patchRecord(rotation.client, rotation.kv, rotation.path, change);
  return outcome(plan, until);
}

/** The key that is in use most likely, where Vault does not say which. */
function newest(keys: readonly ExistingKey[]): ExistingKey | undefined {
  return keys.toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)).at(-1);
}

function outcome({ make, end, waits }: KeyPlan, previousUntil: string | undefined): KeysRotated {
  return {
    made: make,
    ended: end.length,
    ...(previousUntil !== undefined && { previousUntil }),
    ...(waits !== undefined && { waits }),
  };
}

function isDue({ periodSeconds, aheadSeconds, now }: KeyRotation, since: string | undefined): boolean {
  return since === undefined || now().getTime() > Date.parse(since) + (periodSeconds - aheadSeconds) * 1000;
}

/**
 * What Vault holds, in one answer: the id belongs to that version.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-subkeys
 */
async function readHeld({ client, kv, path }: Pick<KeyRotation, "client" | "kv" | "path">): Promise<HeldKey> {
  const found = await client.find(`${kv}/subkeys/${path}`, Subkeys);
  if (!found) {
    // Never written, or its latest version was deleted.
    const metadata = await readMetadata(client, kv, path);
    return { version: metadata?.version ?? 0, writtenAt: undefined, id: undefined };
  }
  const { subkeys, metadata } = found;
  return { version: metadata.version, writtenAt: metadata.created_time, id: Object.keys(subkeys[idField] ?? {})[0] };
}

/** Ends a key, unless Vault holds it after all: somebody may have written meanwhile. */
async function endKey(rotation: KeyRotation, id: string): Promise<void> {
  const { id: heldId } = await readHeld(rotation);
  if (heldId !== id) await rotation.rotator.revoke(id);
}

/** Makes a key and brings it to Vault. Gives the time at which Vault took it. */
async function replaceKey(rotation: KeyRotation, held: HeldKey): Promise<string> {
  const { rotator, now } = rotation;
  const begun = now().getTime();
  const key = await rotator.create();
  try {
    await rotator.verify(key);
    if (now().getTime() - begun > (makingSeconds * 1000) / 2) {
      throw new RotatorError(rotator.subject, "took too long to take a new key into use", "Run it again.");
    }
  } catch (error) {
    await withdraw(rotation, key, error);
  }
  try {
    return await writeKey(rotation, held, key);
  } catch (error) {
    // Refused for certain: nobody else knows the key. With any other failure Vault may have taken it.
    if (error instanceof VaultError && error.status !== undefined && error.status < 500) {
      await withdraw(rotation, key, isLost(error) ? takenByAnother(rotation) : error);
    }
    throw error;
  }
}

/** Ends a key that did not reach Vault, and says why it did not. */
async function withdraw({ rotator }: KeyRotation, { id }: MadeKey, why: unknown): Promise<never> {
  try {
    await rotator.revoke(id);
  } catch {
    // The next run finds it and ends it.
  }
  throw why;
}

function isLost({ status, found }: VaultError): boolean {
  return status === 400 && found.includes("check-and-set");
}

function takenByAnother({ path }: KeyRotation): RotatorError {
  return new RotatorError(path, "was written by somebody else meanwhile", "Nothing was changed: run it again.");
}

/**
 * Writes the fields of a key in place of the version that was seen; other fields of the secret stay.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#patch-secret
 */
async function writeKey({ client, kv, path }: KeyRotation, held: HeldKey, key: MadeKey): Promise<string> {
  const isThere = held.writtenAt !== undefined;
  const ids = { ...(isThere && held.id !== undefined && { [held.id]: null }), [key.id]: true };
  const body = { options: { cas: held.version }, data: { ...key.fields, [idField]: ids } };
  const answer = await client.send(isThere ? "PATCH" : "POST", `${kv}/data/${path}`, body, Written);
  return answer.data.created_time;
}

/** What a run that was cut off left out, and the end of an overlap. */
async function keepRecord(rotation: KeyRotation, { previous }: KeyPlan, createdAt: string): Promise<void> {
  const { client, kv, path } = rotation;
  const record = (await readMetadata(client, kv, path))?.record ?? {};
  const recorded = Date.parse(record.rotated_at ?? "");
  const isBehind = Number.isNaN(recorded) || recorded < Date.parse(createdAt);
  const change = recordChange(record, {
    previous: previous?.id,
    previous_until: previous?.until,
    ...(isBehind && { rotated_at: new Date(createdAt).toISOString() }),
  });
  if (change) await patchRecord(client, kv, path, change);
}
