import { databaseConnections, type SecretsPolicy } from "@sallyport/policy";
import type { AccessRule, Capability } from "./access-rule.js";

const manage: readonly Capability[] = ["create", "read", "update", "delete"];
const guarded: readonly Capability[] = [...manage, "sudo"];

/**
 * What `pulumi up` needs to keep Vault as the policy says: mounts, roles, Vault policies, quotas, audit devices. No value of a
 * secret is among it; but whoever may write Vault policies may give themselves anything, and who holds this is as trusted as
 * the root token.
 *
 * @see https://developer.hashicorp.com/vault/docs/concepts/policies#root-protected-api-endpoints
 */
export function provisionRules(policy: SecretsPolicy): AccessRule[] {
  return [
    ...ownToken,
    ...serverRules(policy),
    ...authMounts(policy).flatMap(authRules),
    ...engineRules(policy),
    ...identityRules(policy),
  ];
}

/** The Vault provider works with a child of the token that it is given, which ends with the run. */
const ownToken: readonly AccessRule[] = [
  rule("auth/token/create", ["update"], "the provider's own short-lived token"),
  rule("auth/token/lookup-self", ["read"], "how long the token lives"),
  rule("auth/token/renew-self", ["update"], "a long run"),
  rule("auth/token/revoke-self", ["update"], "the end of the run"),
];

function serverRules({ audit }: SecretsPolicy): AccessRule[] {
  return [
    rule("sys/mounts", ["read"], "which engines are there"),
    rule("sys/auth", ["read"], "which auth mounts are there"),
    rule("sys/policies/acl/*", manage, "the Vault policies of jobs, workloads and teams"),
    rule("sys/quotas/*", manage, "quotas"),
    rule("sys/leases/lookup", ["update"], "what a database role still has open"),
    ...(audit
      ? [
          rule("sys/audit", ["read", "sudo"], "which audit devices are there"),
          rule("sys/audit/*", guarded, "audit devices"),
        ]
      : []),
  ];
}

function authMounts({ auth }: SecretsPolicy): string[] {
  return [auth.jwt, auth.kubernetes, auth.oidc].flatMap((mount) => (mount ? [mount.path] : []));
}

function authRules(path: string): AccessRule[] {
  return [
    rule(`sys/auth/${path}`, guarded, "the auth mount"),
    rule(`sys/auth/${path}/tune`, guarded, "its settings"),
    rule(`sys/mounts/auth/${path}`, ["read"], "its settings"),
    rule(`sys/mounts/auth/${path}/tune`, guarded, "its settings"),
    rule(`auth/${path}/config`, manage, "whom it believes"),
    rule(`auth/${path}/role/*`, manage, "who may log in"),
  ];
}

function engineRules(policy: SecretsPolicy): AccessRule[] {
  const { kv, database, pki, transit } = policy.engines;
  return [
    ...mountRules(kv.path),
    rule(`${kv.path}/config`, manage, "versions and their age"),
    rule(`${kv.path}/metadata/sallyport/*`, [...manage, "patch", "list"], "when root credentials were handed over"),
    ...(policy.auth.oidc ? [claimRule(kv.path, "oidc")] : []),
    ...databaseConnections(database).map(({ name }) => claimRule(kv.path, `database/${name}`)),
    ...(database ? [...mountRules(database.path), ...databaseRules(policy, database.path)] : []),
    ...(pki ? [pki.rootPath, pki.path].flatMap((path) => [...mountRules(path), ...authorityRules(path)]) : []),
    ...(transit
      ? [...mountRules(transit.path), rule(`${transit.path}/keys/*`, manage, "keys and their rotation")]
      : []),
  ];
}

/** An empty version of the record says that a run is at it. */
function claimRule(kv: string, record: string): AccessRule {
  return rule(`${kv}/data/sallyport/${record}`, ["create", "update"], `one handover of ${record} at a time`);
}

function mountRules(path: string): AccessRule[] {
  return [
    rule(`sys/mounts/${path}`, manage, `the engine at ${path}`),
    rule(`sys/mounts/${path}/tune`, manage, "its settings"),
  ];
}

function databaseRules(policy: SecretsPolicy, path: string): AccessRule[] {
  return [
    rule(`${path}/config/*`, manage, "connections"),
    rule(`${path}/roles/*`, manage, "users made on demand"),
    rule(`${path}/static-roles/*`, manage, "users whose password changes"),
    ...databaseConnections(policy.engines.database).map(({ name }) =>
      rule(`${path}/rotate-root/${name}`, ["update"], "the handover of its root password"),
    ),
  ];
}

function authorityRules(path: string): AccessRule[] {
  return [
    ...["config", "issuer", "key", "root", "roles", "intermediate", "issuers"].map((folder) =>
      rule(`${path}/${folder}/*`, [...manage, "patch", "list"], "issuers, roles, lists of what was revoked"),
    ),
    rule(`${path}/cert/*`, ["read"], "certificates of the issuers"),
  ];
}

function identityRules({ auth }: SecretsPolicy): AccessRule[] {
  if (!auth.oidc) return [];
  return [
    rule("identity/group", manage, "groups of the teams"),
    rule("identity/group/*", manage, "groups of the teams"),
    rule("identity/group-alias", manage, "what the identity provider calls them"),
    rule("identity/group-alias/*", manage, "what the identity provider calls them"),
    rule("identity/mfa/*", manage, "one-time passwords"),
    rule("identity/lookup/entity", ["update"], "whom a one-time password is for"),
  ];
}

function rule(path: string, capabilities: readonly Capability[], because: string): AccessRule {
  return { path, capabilities, because };
}
