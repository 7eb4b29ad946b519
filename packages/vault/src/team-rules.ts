import { databaseConnections, type SecretsPolicy, type TeamAccessPolicy } from "@sallyport/policy";
import { type AccessRule, accessRule } from "./access-rule.js";
import { provisionRules } from "./provision-rules.js";
import { endOfLogin, metadataRule, secretRules } from "./secret-rules.js";

export interface TeamRulesArgs {
  /** The `secrets` section of the policy. */
  policy: SecretsPolicy;

  /** Slug of the team, its key under `secrets.people`. */
  team: string;
}

/**
 * What the members of a team may do: read, write, operate and provision, each where `secrets.people` says so.
 *
 * @throws {RangeError} when the policy has no such team.
 */
export function teamRules({ policy, team }: TeamRulesArgs): AccessRule[] {
  const access = Object.hasOwn(policy.people, team) ? policy.people[team] : undefined;
  if (!access) throw new RangeError(`secrets.people has no ${team}.`);
  return [
    ...storeRules(policy.engines.kv.path, access),
    ...(access.operate ? operateRules(policy) : []),
    ...(access.provision ? provisionRules(policy) : []),
    accessRule("auth/token/lookup-self", ["read"], "how long the login lasts"),
    endOfLogin,
  ];
}

/** Whoever writes a secret names the version that it replaces, which its metadata tell; the value they do not see. */
function storeRules(kv: string, { read, write }: TeamAccessPolicy): AccessRule[] {
  return [
    ...read.flatMap((secret) => secretRules(kv, secret, `secrets that they read (${secret})`)),
    ...write.flatMap((secret) => [
      accessRule(`${kv}/data/${secret}`, ["create", "update", "patch"], `secrets that they write (${secret})`),
      metadataRule(kv, secret, `secrets that they write (${secret})`),
    ]),
  ];
}

/** Day 2 without a value of a secret: settings, health, what is due, and what ends a leak. */
function operateRules(policy: SecretsPolicy): AccessRule[] {
  const { kv, database, pki, transit } = policy.engines;
  return [
    ...serverRules(policy),
    accessRule(`${kv.path}/metadata/*`, ["read", "list"], "names, age and owners of all secrets"),
    ...(database ? databaseRules(policy, database.path) : []),
    ...(pki ? [...authorityRules(pki.rootPath), ...authorityRules(pki.path)] : []),
    ...(transit ? Object.keys(transit.keys).flatMap((key) => keyRules(transit.path, key)) : []),
  ];
}

function serverRules({ audit }: SecretsPolicy): AccessRule[] {
  return [
    accessRule("sys/mounts", ["read"], "which engines are there"),
    accessRule("sys/auth", ["read"], "which auth mounts are there"),
    accessRule("sys/policies/acl", ["list"], "which Vault policies are there"),
    accessRule("sys/policies/acl/*", ["read"], "what they say"),
    accessRule("sys/quotas/rate-limit", ["list"], "which quotas are there"),
    accessRule("sys/quotas/rate-limit/*", ["read"], "what they say"),
    accessRule("sys/host-info", ["read"], "health of the host"),
    accessRule("sys/metrics", ["read"], "health of Vault"),
    accessRule("auth/token/revoke-accessor", ["update"], "the end of a token that leaked"),
    ...(audit
      ? [
          accessRule("sys/audit", ["read", "sudo"], "which audit devices are there"),
          accessRule("sys/audit-hash/*", ["update"], "what a leaked value looks like in the log"),
        ]
      : []),
  ];
}

function databaseRules({ engines }: SecretsPolicy, path: string): AccessRule[] {
  return databaseConnections(engines.database).flatMap(({ name, roles, staticRoles }) => [
    accessRule(`${path}/config/${name}`, ["read"], `the connection ${name}, without its password`),
    accessRule(`${path}/rotate-root/${name}`, ["update"], `a new password for the connection ${name}`),
    accessRule(`${path}/reset/${name}`, ["update"], `a new login of the connection ${name}`),
    ...Object.keys(roles).flatMap((role) => [
      accessRule(`${path}/roles/${role}`, ["read"], `settings of the role ${role}`),
      accessRule(
        `sys/leases/revoke-prefix/${path}/creds/${role}`,
        ["update", "sudo"],
        `the end of all users of ${role}`,
      ),
    ]),
    ...Object.keys(staticRoles).flatMap((role) => [
      accessRule(`${path}/static-roles/${role}`, ["read"], `settings and age of ${role}, without its password`),
      accessRule(`${path}/rotate-role/${role}`, ["update"], `a new password for ${role}`),
    ]),
  ]);
}

function authorityRules(path: string): AccessRule[] {
  return [
    accessRule(`${path}/issuers`, ["list"], "which issuers are there"),
    accessRule(`${path}/issuer/*`, ["read"], "their certificates and settings"),
    accessRule(`${path}/roles/*`, ["read", "list"], "kinds of certificates"),
    accessRule(`${path}/certs`, ["list"], "which certificates were made"),
    accessRule(`${path}/cert/*`, ["read"], "certificates, without their keys"),
    accessRule(`${path}/revoke`, ["update"], "the end of a certificate whose key leaked"),
  ];
}

function keyRules(path: string, key: string): AccessRule[] {
  return [
    accessRule(`${path}/keys/${key}`, ["read"], `versions and age of the key ${key}`),
    accessRule(`${path}/keys/${key}/rotate`, ["update"], `a new version of the key ${key}`),
  ];
}
