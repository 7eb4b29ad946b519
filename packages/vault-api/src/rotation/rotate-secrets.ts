import { type Policy, seconds } from "@sallyport/policy";
import type { VaultClient } from "../client.js";
import { claimed } from "../handover/claim.js";
import type { InventoriedSecret } from "./inventory.js";
import { type JudgedSecret, judgeSecrets } from "./judge-secrets.js";
import { rotateKeys } from "./rotate-keys.js";
import type { RotatorOf } from "./rotators.js";
import { readSecretFacts } from "./secret-facts.js";
import { patchRecord, readMetadata, recordChange } from "./secret-record.js";

/** What a run did with one secret, or would do. */
export interface RotatedSecret {
  kind: InventoriedSecret["kind"];
  name: string;
  /** `waiting` and `left` are not done: the first comes by itself later, the second is for people. */
  outcome: "rotated" | "kept" | "waiting" | "left" | "failed";
  /** Old keys that ended. */
  ended: number;
  /** Until when the key before it stays valid. */
  previousUntil?: string;
  /** Continues a sentence that begins with the name. */
  why?: string;
}

/** What a run needs. */
export interface SecretRotation {
  client: VaultClient;
  policy: Policy;
  /** The secrets to look after. */
  secrets: readonly InventoriedSecret[];
  rotatorOf: RotatorOf;
  /** Change what is not due, too. */
  force: boolean;
  /** Look, and do nothing. */
  dryRun: boolean;
  now?: () => Date;
}

type Run = Required<SecretRotation> & { kv: string; rotation: NonNullable<Policy["secrets"]>["rotation"] };
type Done = Omit<RotatedSecret, "kind" | "name">;

/**
 * Changes what is due, one after the other: keys with a rotator, passwords of Vault's own database users, static roles
 * that Vault is late with. Then brings the records of all of them up to date. One that fails does not keep the others.
 *
 * @throws {VaultError} when Vault does not answer.
 */
export async function rotateSecrets(given: SecretRotation): Promise<RotatedSecret[]> {
  const { secrets: section } = given.policy;
  if (!section) return [];
  const run: Run = { now: () => new Date(), ...given, kv: section.engines.kv.path, rotation: section.rotation };
  const results: RotatedSecret[] = [];
  for (const secret of await judgedNow(run)) {
    const done = await attempted(() => rotateOne(run, secret));
    results.push({ kind: secret.kind, name: secret.name, ...done });
  }
  if (run.dryRun) return results;
  for (const [index, secret] of (await judgedNow(run)).entries()) {
    const kept = await attempted(async () => {
      await keepRecord(run, secret);
      return { outcome: "kept", ended: 0 };
    });
    const result = results[index];
    if (kept.outcome === "failed" && result && result.outcome !== "failed")
      Object.assign(result, kept, { ended: result.ended });
  }
  return results;
}

async function judgedNow({ client, kv, secrets, rotation, now }: Run): Promise<JudgedSecret[]> {
  return judgeSecrets(secrets, await readSecretFacts(client, kv, secrets), rotation, now());
}

const foreseen = ["AccessError", "GitHubError", "HandoverError", "RotatorError", "VaultError"];

async function attempted(work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !foreseen.includes(error.name)) throw error;
    return { outcome: "failed", ended: 0, why: `was not changed: ${error.message}` };
  }
}

async function rotateOne(run: Run, secret: JudgedSecret): Promise<Done> {
  const isNear = secret.state === "due" || secret.state === "overdue";
  switch (secret.kind) {
    case "stored secret":
      return secret.changedBy === "sallyport" ? rotateStored(run, secret) : leave(secret);
    case "database connection":
      if (secret.state === "unknown") return leave(secret);
      return isNear || run.force ? rotateRoot(run, secret) : leave(secret);
    case "static role":
      if (secret.state !== "overdue" && !run.force) return leave(secret);
      return rotateStatic(run, secret);
    default:
      return leave(secret);
  }
}

/** What no command changes. */
function leave({ state, why }: JudgedSecret): Done {
  return { outcome: state === "fresh" ? "kept" : "left", ended: 0, ...(why !== undefined && { why }) };
}

async function rotateStored({ client, kv, rotation, rotatorOf, ...run }: Run, secret: JudgedSecret): Promise<Done> {
  const rotator = rotatorOf(secret);
  if (!rotator) return leave(secret);
  const { made, ended, previousUntil, waits } = await rotateKeys({
    client,
    kv,
    path: secret.name,
    rotator,
    overlapSeconds: seconds(rotation.overlap),
    aheadSeconds: seconds(rotation.ahead),
    periodSeconds: secret.periodSeconds,
    force: run.force,
    dryRun: run.dryRun,
    now: run.now,
  });
  return {
    outcome: made ? "rotated" : waits === undefined ? "kept" : "waiting",
    ended,
    ...(previousUntil !== undefined && { previousUntil }),
    ...(waits !== undefined && { why: `is not changed: ${rotator.subject} ${waits}` }),
  };
}

/**
 * Vault gives its own database user a new password, which nobody else ever sees: both change, or neither. Then it connects
 * anew, which proves the login where the connection has `verify_connection`; to prove it elsewhere takes the right to change
 * the connection, which a rotation should not have. No handover may run beside it.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#rotate-root-credentials
 */
async function rotateRoot({ client, kv, dryRun, now }: Run, { name, recordAt }: JudgedSecret): Promise<Done> {
  const record = recordAt ?? name;
  if (!dryRun) {
    await claimed(client, kv, record, now, async () => {
      await client.write("POST", besides(name, "rotate-root"));
      await patchRecord(client, kv, record, { rotated_at: now().toISOString() });
      await client.write("POST", besides(name, "reset"));
    });
  }
  return { outcome: "rotated", ended: 1 };
}

/** @see https://developer.hashicorp.com/vault/api-docs/secret/databases#rotate-static-role-credentials */
async function rotateStatic({ client, dryRun }: Run, { name }: JudgedSecret): Promise<Done> {
  if (!dryRun) await client.write("POST", besides(name, "rotate-role"));
  return { outcome: "rotated", ended: 1 };
}

/** `database/config/payments` as `database/rotate-root/payments`. */
function besides(name: string, what: string): string {
  return name.split("/").with(-2, what).join("/");
}

/** Owner, class and due date, where the key-value store has something of the secret. */
async function keepRecord({ client, kv }: Run, secret: JudgedSecret): Promise<void> {
  if (secret.recordAt === undefined || secret.dueAt === undefined) return;
  const found = await readMetadata(client, kv, secret.recordAt);
  const owner = secret.owners.join(", ") || undefined;
  const change = found && recordChange(found.record, { owner, class: secret.class, due_at: secret.dueAt });
  if (change) await patchRecord(client, kv, secret.recordAt, change);
}
