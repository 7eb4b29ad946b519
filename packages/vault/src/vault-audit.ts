import * as pulumi from "@pulumi/pulumi";
import { Audit } from "@pulumi/vault/audit.js";
import type { VaultAuditPolicy } from "@sallyport/policy";

export interface VaultAuditArgs {
  /** The `secrets.audit` section of the policy. */
  policy: VaultAuditPolicy;
}

/**
 * Vault's audit devices: every request and every answer, in two places at least, with values as keyed hashes.
 *
 * Vault answers nobody while it can write to none of its devices, so that nothing happens unseen. With one device, one full
 * disk is a standstill.
 *
 * @example
 * const audit = new VaultAudit("acme", { policy: policy.secrets.audit });
 * new SecretStore("acme", { policy: policy.secrets.engines.kv }, { dependsOn: audit });
 */
export class VaultAudit extends pulumi.ComponentResource {
  /** The underlying devices, for anything this component does not cover. */
  readonly devices: readonly Audit[];

  constructor(name: string, args: VaultAuditArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:VaultAudit", name, {}, opts);

    // One after the other: while a device is being enabled, Vault may fail to write to it, and then to answer.
    const devices: Audit[] = [];
    for (const device of auditDevices(args.policy)) {
      devices.push(new Audit(`${name}-${device.path}`, device, { parent: this, dependsOn: devices.slice(-1) }));
    }
    this.devices = devices;
    this.registerOutputs({});
  }
}

/**
 * One device of each kind that the policy has, named after its kind.
 *
 * @see https://developer.hashicorp.com/vault/docs/audit/file
 * @see https://developer.hashicorp.com/vault/docs/audit/syslog
 * @see https://developer.hashicorp.com/vault/docs/audit/socket
 */
export function auditDevices({ filePath, syslog, socket }: VaultAuditPolicy) {
  return [
    device("file", "Every request, in a file of the server", { file_path: filePath, mode: "0600" }),
    ...(syslog
      ? [device("syslog", "Every request, in the syslog of the server", { facility: "AUTH", tag: "vault" })]
      : []),
    ...(socket
      ? [
          device("socket", "Every request, to a log collector", {
            address: socket.address,
            socket_type: socket.transport,
            write_timeout: "2s",
          }),
        ]
      : []),
  ];
}

/**
 * Values, and what a token could be ended with, stand there as keyed hashes; of a list only how long it was, as an entry must
 * fit into one message.
 *
 * @see https://developer.hashicorp.com/vault/docs/audit#eliding-list-response-bodies
 */
function device(type: string, description: string, options: Record<string, string>) {
  const common = { format: "json", log_raw: "false", hmac_accessor: "true", elide_list_responses: "true" };
  return { type, path: type, description, options: { ...options, ...common } };
}
