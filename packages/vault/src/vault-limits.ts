import * as pulumi from "@pulumi/pulumi";
import { QuotaLeaseCount } from "@pulumi/vault/quotaLeaseCount.js";
import { QuotaRateLimit } from "@pulumi/vault/quotaRateLimit.js";
import type { SecretsPolicy } from "@sallyport/policy";

export interface VaultLimitsArgs {
  /** The `secrets` section of the policy. Its mounts must be there: Vault takes no quota for one that is not. */
  policy: SecretsPolicy;
}

/**
 * Quotas, so that no client can keep Vault from answering others: requests of one client address in a second, logins to each
 * auth mount, and with Vault Enterprise the leases of the database engine. Whoever asks for more gets HTTP 429.
 *
 * @example
 * const login = new GitHubLogin("acme", { policy: policy.secrets });
 * new VaultLimits("acme", { policy: policy.secrets }, { dependsOn: login });
 */
export class VaultLimits extends pulumi.ComponentResource {
  /** The underlying rate quotas, for anything this component does not cover. */
  readonly rateLimits: readonly QuotaRateLimit[];

  constructor(name: string, args: VaultLimitsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:VaultLimits", name, {}, opts);
    const parent = { parent: this };

    this.rateLimits = rateLimits(args.policy).map(
      (limit) => new QuotaRateLimit(`${name}-${limit.name}`, limit, parent),
    );
    for (const limit of leaseLimits(args.policy)) new QuotaLeaseCount(`${name}-${limit.name}`, limit, parent);
    this.registerOutputs({});
  }
}

/**
 * Vault takes the quota with the longest path, so a login counts for its mount and not for the whole. Each client address
 * (`ip`) is counted by itself, which is all that the Community edition has.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/resource-quotas
 */
export function rateLimits({ auth, limits }: SecretsPolicy) {
  const { jwt, kubernetes, oidc } = auth;
  const logins = [
    { name: "logins-jwt", path: `auth/${jwt.path}/login` },
    ...(kubernetes ? [{ name: "logins-kubernetes", path: `auth/${kubernetes.path}/login` }] : []),
    // Its logins have two paths; of a mount Vault says the path with a slash.
    ...(oidc ? [{ name: "logins-oidc", path: `auth/${oidc.path}/` }] : []),
  ];
  return [
    { name: "requests", path: "", rate: limits.requestsPerSecond, interval: 1 },
    ...logins.map((login) => ({ ...login, rate: limits.loginsPerSecond, interval: 1 })),
  ];
}

/** @see https://developer.hashicorp.com/vault/docs/enterprise/lease-count-quotas */
export function leaseLimits({ engines: { database }, limits }: SecretsPolicy) {
  if (limits.leases === undefined || !database) return [];
  return [{ name: "leases-database", path: `${database.path}/`, maxLeases: limits.leases }];
}
