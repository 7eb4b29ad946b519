import * as pulumi from "@pulumi/pulumi";
import { Mount } from "@pulumi/vault/mount.js";
import type { DatabaseEnginePolicy } from "@sallyport/policy";

export interface DatabaseEngineArgs {
  /** The `secrets.engines.database` section of the policy. */
  policy: DatabaseEnginePolicy;
}

/**
 * The database engine: it makes database users that live for an hour, and changes the passwords of those that stay. There is
 * one in each Vault; each server that it works on is a {@link DatabaseConnection}.
 *
 * @example
 * const engine = new DatabaseEngine("acme", { policy: policy.secrets.engines.database });
 */
export class DatabaseEngine extends pulumi.ComponentResource {
  /** Path of the engine in Vault. */
  readonly path: pulumi.Output<string>;

  /** The underlying mount, for anything this component does not cover. */
  readonly mount: Mount;

  constructor(name: string, args: DatabaseEngineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:DatabaseEngine", name, {}, opts);

    this.mount = new Mount(name, databaseMount(args.policy), { parent: this });
    this.path = this.mount.path;
    this.registerOutputs({ path: this.path });
  }
}

/** @see https://developer.hashicorp.com/vault/docs/secrets/databases#setup */
export function databaseMount({ path }: DatabaseEnginePolicy) {
  return { path, type: "database", description: "Users of databases, made on demand or with passwords that change" };
}
