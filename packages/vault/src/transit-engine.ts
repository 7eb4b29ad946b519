import * as pulumi from "@pulumi/pulumi";
import { Mount } from "@pulumi/vault/mount.js";
import * as transit from "@pulumi/vault/transit/index.js";
import { seconds, type TransitEnginePolicy, type TransitKeyPolicy } from "@sallyport/policy";

export interface TransitEngineArgs {
  /** The `secrets.engines.transit` section of the policy. */
  policy: TransitEnginePolicy;
}

/**
 * Keys that sign and encrypt inside Vault and never leave it. Vault makes a new version of each by itself; what older ones
 * signed or encrypted stays valid.
 *
 * Destroying the engine destroys the keys. Give it `{ protect: true }` where that must not happen by accident.
 *
 * @example
 * const transit = new TransitEngine("acme", { policy: policy.secrets.engines.transit }, { protect: true });
 */
export class TransitEngine extends pulumi.ComponentResource {
  /** Path of the engine in Vault. */
  readonly path: pulumi.Output<string>;

  /** The underlying mount, for anything this component does not cover. */
  readonly mount: Mount;

  /** The keys, by their names. */
  readonly keys: Readonly<Record<string, transit.SecretBackendKey>>;

  constructor(name: string, args: TransitEngineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:TransitEngine", name, {}, opts);
    const parent = { parent: this };

    this.mount = new Mount(name, transitMount(args.policy), parent);
    this.path = this.mount.path;
    this.keys = Object.fromEntries(
      Object.entries(args.policy.keys).map(([key, policy]) => [
        key,
        new transit.SecretBackendKey(
          `${name}-${key}`,
          { backend: this.path, name: key, ...keySettings(policy) },
          parent,
        ),
      ]),
    );
    this.registerOutputs({ path: this.path });
  }
}

/** @see https://developer.hashicorp.com/vault/docs/secrets/transit#setup */
export function transitMount({ path }: TransitEnginePolicy) {
  return { path, type: "transit", description: "Keys that sign and encrypt here and never leave" };
}

/**
 * A key that Vault gives to nobody. It signs and encrypts with its newest version (0 says that to Vault), and verifies and
 * decrypts with every one. Unless the policy says so it cannot be deleted, so a change of its type fails, too.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/transit#update-key-configuration
 */
export function keySettings({ type, rotation, deletable }: TransitKeyPolicy) {
  return {
    type,
    autoRotatePeriod: seconds(rotation),
    deletionAllowed: deletable,
    exportable: false,
    allowPlaintextBackup: false,
    minDecryptionVersion: 1,
    minEncryptionVersion: 0,
  };
}
