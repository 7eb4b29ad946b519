import type { OidcAuthPolicy } from "@sallyport/policy";
import * as z from "zod";
import type { VaultClient } from "../client.js";
import { oidcConfig } from "../oidc-config.js";
import { bootstrapVariable, hiding } from "./bootstrap-secret.js";
import { claimed } from "./claim.js";
import type { HandedOver } from "./hand-over.js";
import { HandoverError } from "./handover-error.js";

/** The configuration of people's auth mount, whose client secret goes to Vault. */
export interface OidcHandover {
  policy: OidcAuthPolicy;
  /** Text of the file `secrets.auth.oidc.caCertificate`, where it is set. */
  caCertificate: string | undefined;
  /** Mount path of the key-value store. */
  kv: string;
  owners: readonly string[];
  /** Longest life of the client secret, in seconds. */
  periodSeconds: number;
}

export interface OidcHandoverOptions {
  /** @default - it was handed over before; else that is an error */
  clientSecret?: string | undefined;
  /**
   * Write the secret even where one was handed over: it is a new one.
   *
   * @default false
   */
  replace?: boolean;
  now?: () => Date;
}

/** Path of its record in the key-value store. */
export const oidcRecordPath = "sallyport/oidc";

/**
 * Writes the configuration of the OIDC auth mount with its client secret, reads it back, and records the time. Vault asks the
 * identity provider for its discovery document before it stores anything. Whether the provider takes the secret, only the
 * login of a person tells.
 *
 * Vault takes the configuration as a whole and gives the secret to nobody; so after a change of `secrets.auth.oidc` the
 * secret is needed once more.
 *
 * @throws {HandoverError} when people must do something. {@link VaultError} when Vault gives no answer.
 * @see https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure
 */
export async function handOverOidc(
  client: VaultClient,
  handover: OidcHandover,
  { clientSecret, replace = false, now = () => new Date() }: OidcHandoverOptions,
): Promise<HandedOver> {
  return claimed(client, handover.kv, oidcRecordPath, now, async ({ handed_over_at: at }) => {
    const isCurrent = at !== undefined && (await differences(client, handover)).length === 0;
    if (isCurrent && !(replace && clientSecret !== undefined)) return { name: "oidc", outcome: "already", at };
    if (clientSecret === undefined) throw missing(at);
    const config = oidcConfig({ ...handover, clientSecret });
    await hiding(clientSecret, () => client.write("POST", configPath(handover), config));
    const different = await differences(client, handover);
    if (different.length > 0) throw notKept(different);
    return { name: "oidc", outcome: "handed over", at: await record(client, handover, now()) };
  });
}

/** What Vault shows of the configuration; `undefined` where there is none. */
const Config = z.object({
  oidc_discovery_url: z.string(),
  oidc_client_id: z.string(),
  default_role: z.string(),
  oidc_discovery_ca_pem: z.string(),
});

/** Keys that are not as they should be; the first where there is no configuration. */
async function differences(client: VaultClient, handover: OidcHandover): Promise<string[]> {
  const { oidc_client_secret: _, ...shown } = oidcConfig({ ...handover, clientSecret: "" });
  const wanted = { oidc_discovery_ca_pem: "", ...shown };
  const found = await client.find(configPath(handover), Config);
  return keysOf(wanted).filter((key) => found?.[key] !== wanted[key]);
}

function keysOf<T extends object>(entries: T): (keyof T & string)[] {
  return Object.keys(entries) as (keyof T & string)[];
}

function configPath({ policy }: OidcHandover): string {
  return `auth/${policy.path}/config`;
}

function missing(handedOverAt: string | undefined): HandoverError {
  const variable = bootstrapVariable("oidc");
  return new HandoverError(
    "secrets.auth.oidc",
    handedOverAt === undefined
      ? `waits for the secret of its client: ${variable} is not set`
      : `is not what Vault has since ${handedOverAt}, and Vault takes a change only with the client secret: ${variable} is not set`,
    `Set ${variable} for this one run.`,
  );
}

function notKept(keys: readonly string[]): HandoverError {
  return new HandoverError(
    "secrets.auth.oidc",
    `was written, but Vault reads back another ${keys.join(", ")}`,
    "Somebody else changes the auth mount: find out who, then run it again.",
  );
}

async function record(client: VaultClient, { kv, owners, periodSeconds }: OidcHandover, at: Date): Promise<string> {
  await client.write("PATCH", `${kv}/metadata/${oidcRecordPath}`, {
    custom_metadata: {
      class: "apiKey",
      owner: owners.length > 0 ? owners.join(", ") : null,
      handed_over_at: at.toISOString(),
      rotated_at: at.toISOString(),
      due_at: new Date(at.getTime() + periodSeconds * 1000).toISOString(),
    },
  });
  return at.toISOString();
}
