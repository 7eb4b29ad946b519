import * as pulumi from "@pulumi/pulumi";
import * as kv from "@pulumi/vault/kv/index.js";
import { Mount } from "@pulumi/vault/mount.js";
import { type KvEnginePolicy, seconds } from "@sallyport/policy";

export interface SecretStoreArgs {
  /** The `secrets.engines.kv` section of the policy. */
  policy: KvEnginePolicy;
}

/**
 * A versioned key-value store for secrets. It carries the store and its settings, never a secret.
 *
 * Deleting it deletes every secret in it. Give it `{ protect: true }` where that must not happen by accident.
 *
 * @example
 * const store = new SecretStore("acme", { policy: policy.secrets.engines.kv }, { protect: true });
 */
export class SecretStore extends pulumi.ComponentResource {
  /** Path of the store in Vault. */
  readonly path: pulumi.Output<string>;

  /** The underlying mount, for anything this component does not cover. */
  readonly mount: Mount;

  constructor(name: string, args: SecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:SecretStore", name, {}, opts);
    const parent = { parent: this };

    this.mount = new Mount(name, secretMount(args.policy), parent);
    new kv.SecretBackendV2(name, { mount: this.mount.path, ...versionSettings(args.policy) }, parent);

    this.path = this.mount.path;
    this.registerOutputs({ path: this.path });
  }
}

/** @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/setup */
export function secretMount({ path }: KvEnginePolicy) {
  return { path, type: "kv", options: { version: "2" }, description: "Secrets, with their versions" };
}

/**
 * Settings of the versions. Without an age old versions stay: the provider then writes 0, which also takes back an
 * earlier age. Its resource has no deletion of its own, the settings go with the mount.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#configure-the-kv-engine
 */
export function versionSettings({ maxVersions, casRequired, deleteVersionAfter }: KvEnginePolicy) {
  return {
    maxVersions,
    casRequired,
    ...(deleteVersionAfter === undefined ? {} : { deleteVersionAfter: seconds(deleteVersionAfter) }),
  };
}
