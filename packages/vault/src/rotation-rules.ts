import { databaseConnections, type SecretsPolicy, type StoredSecretPolicy } from "@sallyport/policy";
import { type AccessRule, accessRule } from "./access-rule.js";
import { endOfLogin } from "./secret-rules.js";

/**
 * What the job of the scheduled rotation may do: see the age of everything, and change what it changes. It
 * writes API keys and never reads one: the names of their fields (`subkeys`) tell which key is in use.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-subkeys
 */
export function rotationRules(policy: SecretsPolicy): AccessRule[] {
  const { kv, pki, transit } = policy.engines;
  return [
    ...(policy.auth.jwt.tokenType === "service" ? [endOfLogin] : []),
    ...Object.entries(policy.stored).flatMap(([path, secret]) => storedRules(kv.path, path, secret)),
    ...databaseRules(policy),
    ...(policy.auth.oidc ? [recordRule(kv.path, "sallyport/oidc", "age of the OIDC client secret")] : []),
    ...(pki
      ? [pki.rootPath, pki.path].map((path) => accessRule(`${path}/issuer/default`, ["read"], "age of the issuer"))
      : []),
    ...Object.keys(pki?.roles ?? {}).map((role) =>
      accessRule(`${pki?.path}/roles/${role}`, ["read"], `how long certificates live (${role})`),
    ),
    ...Object.keys(transit?.keys ?? {}).map((key) =>
      accessRule(`${transit?.path}/keys/${key}`, ["read"], `versions and age of the key ${key}`),
    ),
  ];
}

function storedRules(kv: string, path: string, { awsIamUser, githubDeployKey }: StoredSecretPolicy): AccessRule[] {
  const record = recordRule(kv, path, `age, owner and due date of ${path}`);
  if (!awsIamUser && !githubDeployKey) return [record];
  return [
    record,
    accessRule(`${kv}/subkeys/${path}`, ["read"], `which key is in use (${path})`),
    accessRule(`${kv}/data/${path}`, ["create", "update", "patch"], `the new key (${path}); it cannot be read`),
  ];
}

/** What is known about a secret besides its value. */
function recordRule(kv: string, path: string, because: string): AccessRule {
  return accessRule(`${kv}/metadata/${path}`, ["create", "read", "update", "patch"], because);
}

function databaseRules({ engines: { kv, database } }: SecretsPolicy): AccessRule[] {
  if (!database) return [];
  return databaseConnections(database).flatMap(({ name, staticRoles }) => [
    accessRule(`${database.path}/rotate-root/${name}`, ["update"], `a new password for the connection ${name}`),
    accessRule(`${database.path}/reset/${name}`, ["update"], `a login of the connection ${name} with it`),
    recordRule(kv.path, `sallyport/database/${name}`, `when the connection ${name} got its password`),
    accessRule(`${kv.path}/data/sallyport/database/${name}`, ["create", "update"], `one run on ${name} at a time`),
    ...Object.keys(staticRoles).flatMap((role) => [
      accessRule(`${database.path}/static-roles/${role}`, ["read"], `age of the password of ${role}`),
      accessRule(`${database.path}/rotate-role/${role}`, ["update"], `a new password for ${role}`),
    ]),
  ]);
}
