import * as z from "zod";
import type { VaultClient } from "../client.js";
import { VaultError } from "../vault-error.js";

const Config = z.object({ verify_connection: z.boolean() });

/** Whether Vault can log in, and else what the server said. */
export type LoginProof = { works: true } | { works: false; said: string };

/**
 * Lets Vault log in to a database with the password that it has. Writing the configuration anew with `verify_connection`
 * does; `reset` and a read of it do not.
 *
 * @param engine Mount path of the database engine.
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#verify_connection
 */
export async function proveLogin(client: VaultClient, engine: string, name: string): Promise<LoginProof> {
  try {
    await client.write("POST", `${engine}/config/${name}`, { verify_connection: true });
    return { works: true };
  } catch (error) {
    if (!(error instanceof VaultError && error.status === 400)) throw error;
    return { works: false, said: serverMessage(error) };
  }
}

/** The setting is part of the connection: after the work it is again what `pulumi up` made it. */
export async function keepingVerification<T>(
  client: VaultClient,
  engine: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const path = `${engine}/config/${name}`;
  const { verify_connection } = await client.read(path, Config);
  try {
    return await work();
  } finally {
    if (!verify_connection) await client.write("POST", path, { verify_connection }).catch(() => {}); // `up` does it, too
  }
}

/** What the database server said, without the names of Vault's own functions. */
export function serverMessage({ found }: VaultError): string {
  return found.replace(/^.*?(?:error verifying connection: |ends with HTTP \d+: )(?:ping failed: )?/s, "");
}
