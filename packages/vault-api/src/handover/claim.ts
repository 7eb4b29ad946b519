import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";
import { HandoverError } from "./handover-error.js";

/** After this many milliseconds a run that did not end was cut off: it makes a handful of requests of 20 s at most. */
const longestRun = 120_000;

/** The version of the record whose run has ended. */
const endedKey = "handover_ended";

const Metadata = z.object({
  current_version: z.int().min(0),
  custom_metadata: z.record(z.string(), z.string()).nullable(),
  versions: z.record(z.string(), z.object({ created_time: z.string() })).nullable(),
});

/** What custom metadata says about a root credential, before a run changes it. */
export type ClaimedRecord = Readonly<Record<string, string>>;

/**
 * Runs one piece of work on a root credential at a time, wherever it is run. Vault reads and writes the configuration of a
 * connection without a lock: a password written beside a rotation would come back over the rotated one, which then nobody
 * knows. So each run first writes an empty version of the record, by check-and-set. A run that was cut off holds up others
 * for two minutes.
 *
 * @param kv Mount path of the key-value store.
 * @param path Of the record in it.
 * @throws {HandoverError} when another run is at it.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-secret
 */
export async function claimed<T>(
  client: VaultClient,
  kv: string,
  path: string,
  now: () => Date,
  work: (record: ClaimedRecord) => Promise<T>,
): Promise<T> {
  const found = await client.find(`${kv}/metadata/${path}`, Metadata);
  const since = found && runningSince(found);
  if (since !== undefined && now().getTime() < since.getTime() + longestRun) throw busy(path, since);
  const version = await claim(client, kv, path, found?.current_version ?? 0);
  try {
    return await work(found?.custom_metadata ?? {});
  } finally {
    const custom_metadata = { [endedKey]: String(version) };
    await client.write("PATCH", `${kv}/metadata/${path}`, { custom_metadata }).catch(() => {}); // it ends by itself
  }
}

function runningSince({ current_version, custom_metadata, versions }: z.infer<typeof Metadata>): Date | undefined {
  const started = versions?.[String(current_version)]?.created_time;
  if (started === undefined || custom_metadata?.[endedKey] === String(current_version)) return undefined;
  return new Date(started);
}

const Written = z.object({ data: z.object({ version: z.int() }) });

async function claim(client: VaultClient, kv: string, path: string, cas: number): Promise<number> {
  try {
    return (await client.send("POST", `${kv}/data/${path}`, { data: {}, options: { cas } }, Written)).data.version;
  } catch (error) {
    if (error instanceof VaultError && error.status === 400 && error.found.includes("check-and-set")) throw busy(path);
    throw error;
  }
}

function busy(path: string, since?: Date): HandoverError {
  const until = since && new Date(since.getTime() + longestRun).toISOString();
  return new HandoverError(
    path,
    since ? `is being worked on since ${since.toISOString()}` : "is being worked on by another run",
    `Run it again when that run has ended${until ? `, or after ${until} if it was cut off` : ""}.`,
  );
}
