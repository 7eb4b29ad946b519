import * as pulumi from "@pulumi/pulumi";
import type { SecretsPolicy } from "@sallyport/policy";
import {
  type HandedOver,
  type Handover,
  HandoverError,
  handOver,
  handOverOidc,
  handoversOf,
  VaultAccessError,
  VaultClient,
  vaultAccess,
} from "@sallyport/vault-api";

export interface HandoverHookArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** Name of the connection, or `oidc` for the login of people. */
  handover: string;

  /**
   * Text of the file `secrets.auth.oidc.caCertificate`.
   *
   * @default - the policy names none
   */
  caCertificate?: string | undefined;
}

/**
 * Hands a root credential over to Vault before the first resource that needs it is created; for the `handover` of a
 * {@link DatabaseConnection} or a {@link PeopleLogin}. It comes from the environment of `pulumi up`, in
 * `SALLYPORT_HANDOVER_CONNECTION` or `SALLYPORT_HANDOVER_OIDC`, and is the input of no resource. Without it the resource is
 * not created, and the next `up` tries again; a preview hands nothing over. The token is the one in `VAULT_TOKEN`.
 *
 * @param name Unique in the program.
 * @example
 * const handover = handoverHook("orders", { policy: policy.secrets, handover: "orders" });
 * new DatabaseConnection("orders", { policy: database, rotation, connection, handover });
 */
export function handoverHook(name: string, args: HandoverHookArgs): pulumi.ResourceHook {
  const handover = handoversOf({ secrets: args.policy }).find((each) => each.name === args.handover);
  if (!handover) throw new Error(`${args.handover} is neither a connection of the policy nor its login of people.`);
  let once: Promise<void> | undefined; // a connection has many roles
  return new pulumi.ResourceHook(`handover ${name}`, () => {
    once ??= handOverNow(handover, args);
    return once;
  });
}

async function handOverNow(handover: Handover, args: HandoverHookArgs): Promise<void> {
  try {
    const { outcome, at } = await withVault(args.policy, (client) => handed(client, handover, args));
    if (outcome !== "already") await pulumi.log.info(`${handover.setting}: handed over to Vault at ${at}`);
  } catch (error) {
    throw new Error(describeFailedHandover(handover.setting, error));
  }
}

function handed(client: VaultClient, handover: Handover, args: HandoverHookArgs): Promise<HandedOver> {
  const secret = process.env[handover.variable] || undefined;
  if (handover.kind === "database") return handOver(client, handover.database, { password: secret });
  const { caCertificate } = args;
  return handOverOidc(client, { ...handover.oidc, caCertificate }, { clientSecret: secret });
}

async function withVault<T>({ vault }: SecretsPolicy, work: (client: VaultClient) => Promise<T>): Promise<T> {
  const access = vaultAccess({
    address: vault.address,
    namespace: vault.namespace,
    caCertificate: vault.caCertificate,
  });
  if (access.token === undefined) throw new VaultAccessError("VAULT_TOKEN", "is not set: the handover needs it");
  const client = new VaultClient(access);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Why the credential is not handed over, and what to do, for whoever runs `pulumi up`. */
export function describeFailedHandover(setting: string, error: unknown): string {
  const { message } = error as Error;
  const place = error instanceof HandoverError && error.about === setting ? "" : `${setting}: `;
  return `${place}${message} Then run \`pulumi up\` again.`;
}
