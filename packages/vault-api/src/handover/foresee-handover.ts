import * as z from "zod";
import type { VaultClient } from "../client.js";
import type { Handover } from "./handovers.js";

/** What a handover would do, as far as the record tells. */
export interface ForeseenHandover {
  name: string;
  /** `adopts`: the password that Vault has is changed and recorded. `lacks`: the variable is not set. */
  outcome: "already" | "completes" | "adopts" | "hands over" | "lacks";
  /** When it was recorded as done. */
  at?: string;
}

const Metadata = z.object({ custom_metadata: z.record(z.string(), z.string()).nullable() });

/**
 * Looks at the record and changes nothing. Whether Vault can log in only a login tells, which is no part of a look.
 *
 * @throws {VaultError}
 */
export async function foreseeHandover(
  client: VaultClient,
  kv: string,
  { name, recordPath }: Pick<Handover, "name" | "recordPath">,
  { isGiven, adopt }: { isGiven: boolean; adopt: boolean },
): Promise<ForeseenHandover> {
  const record = (await client.find(`${kv}/metadata/${recordPath}`, Metadata))?.custom_metadata ?? {};
  const { handed_over_at: at, handover_begun_at: begunAt } = record;
  if (at !== undefined) return { name, outcome: "already", at };
  if (begunAt !== undefined) return { name, outcome: "completes" };
  if (isGiven) return { name, outcome: "hands over" };
  return { name, outcome: adopt ? "adopts" : "lacks" };
}
