import type { NamedConnection } from "@sallyport/policy";
import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";
import { bootstrapVariable, hiding } from "./bootstrap-secret.js";
import { type ClaimedRecord, claimed } from "./claim.js";
import { HandoverError } from "./handover-error.js";
import { keepingVerification, proveLogin, serverMessage } from "./login-proof.js";
import { planHandover } from "./plan-handover.js";

/** A connection whose root credential goes to Vault. */
export interface DatabaseHandover {
  connection: NamedConnection;
  /** Mount paths of the database engine and of the key-value store. */
  engine: string;
  kv: string;
  /** Who answers for it; empty when the policy says nobody. */
  owners: readonly string[];
  /** Longest life of its password, in seconds. */
  periodSeconds: number;
}

export interface HandoverOptions {
  /** @default - it was handed over before; else that is an error */
  password?: string | undefined;
  /**
   * Change and record a password that Vault has of unknown origin.
   *
   * @default false
   */
  adopt?: boolean;
  now?: () => Date;
}

/** How a handover ended. */
export interface HandedOver {
  /** Name of the connection, or `oidc`. */
  name: string;
  /** `completed`: an earlier run was cut off, or a password was there before. */
  outcome: "already" | "completed" | "handed over";
  at: string;
}

/** Path of the record of a connection in the key-value store. */
export function databaseRecordPath(name: string): string {
  return `sallyport/database/${name}`;
}

/**
 * Gives Vault the bootstrap password of its user at a database, has Vault change it at once, proves that Vault can log in with
 * the new one, and records the time. Nobody knows the new password. A wrong one is refused by the database and not stored. A
 * run after one that was cut off completes it; when it was done before nothing happens.
 *
 * @throws {HandoverError} when people must do something. {@link VaultError} when Vault gives no answer.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#rotate-root-credentials
 */
export async function handOver(
  client: VaultClient,
  handover: DatabaseHandover,
  { password, adopt = false, now = () => new Date() }: HandoverOptions,
): Promise<HandedOver> {
  const { connection, engine, kv } = handover;
  const { name } = connection;
  const run = { client, handover, setting: databaseSetting(connection), record: databaseRecordPath(name), now };
  if (!(await client.find(`${engine}/config/${name}`, z.object({})))) {
    throw new HandoverError(run.setting, "is not in Vault yet", "Run `pulumi up`, which makes the connection.");
  }
  return claimed(client, kv, run.record, now, (record) =>
    keepingVerification(client, engine, name, () => complete(run, record, { password, adopt })),
  );
}

async function complete(
  run: Run,
  { handed_over_at: handedOverAt, handover_begun_at: begunAt }: ClaimedRecord,
  { password, adopt }: { password: string | undefined; adopt: boolean },
): Promise<HandedOver> {
  const { connection, engine } = run.handover;
  const { name } = connection;
  const login = await proveLogin(run.client, engine, name);
  const given = { variable: bootstrapVariable(name), isGiven: password !== undefined };
  const plan = planHandover({ name, ...given, login, handedOverAt, begunAt, adopt });
  if (plan.step === "doubt") throw new HandoverError(run.setting, plan.found, plan.remedy);
  if (plan.step === "nothing") return { name, outcome: "already", at: handedOverAt ?? "" };
  if (plan.step === "write and rotate") await writePassword(run, password ?? "", login.works);
  return { name, outcome: plan.step === "rotate" ? "completed" : "handed over", at: await rotate(run) };
}

/** Where the policy speaks of a connection. */
export function databaseSetting({ product, name }: NamedConnection): string {
  return `secrets.engines.database.${product}.${name}`;
}

interface Run {
  client: VaultClient;
  handover: DatabaseHandover;
  setting: string;
  record: string;
  now: () => Date;
}

async function writePassword({ client, handover, setting, record, now }: Run, password: string, hadOne: boolean) {
  const { connection, engine, kv } = handover;
  const begun = { handover_begun_at: now().toISOString() };
  await client.write("PATCH", `${kv}/metadata/${record}`, { custom_metadata: begun });
  const body = { username: connection.username, password, verify_connection: true };
  try {
    await hiding(password, () => client.write("POST", `${engine}/config/${connection.name}`, body));
  } catch (error) {
    if (!(error instanceof VaultError && error.status === 400)) throw error; // Vault may have stored it
    const nothing = { handover_begun_at: null };
    await client.write("PATCH", `${kv}/metadata/${record}`, { custom_metadata: nothing });
    const adopt = `, or let Vault change the one it has: sallyport vault handover ${connection.name} --adopt`;
    throw new HandoverError(
      setting,
      `does not take the password of ${connection.username} in ${bootstrapVariable(connection.name)} (${serverMessage(error)})`,
      `Nothing was stored. Check the password and the server, then run it again${hadOne ? adopt : ""}.`,
    );
  }
}

/** @returns when the password was changed. */
async function rotate({ client, handover, setting, record, now }: Run): Promise<string> {
  const { connection, engine, kv, owners, periodSeconds } = handover;
  await client.write("POST", `${engine}/rotate-root/${connection.name}`);
  const login = await proveLogin(client, engine, connection.name);
  if (!login.works) {
    throw new HandoverError(
      setting,
      `has a changed password, but Vault cannot log in with it (${login.said})`,
      "If the server went away, run it again when it is back. See the logs of Vault and of the server before anything else.",
    );
  }
  const at = now();
  const due = new Date(at.getTime() + periodSeconds * 1000);
  await client.write("PATCH", `${kv}/metadata/${record}`, {
    custom_metadata: {
      class: "databasePassword",
      owner: owners.length > 0 ? owners.join(", ") : null,
      handed_over_at: at.toISOString(),
      rotated_at: at.toISOString(),
      due_at: due.toISOString(),
      handover_begun_at: null,
    },
  });
  return at.toISOString();
}
