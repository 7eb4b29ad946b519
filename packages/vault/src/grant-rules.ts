import {
  databaseConnections,
  type JobPolicy,
  type PkiEnginePolicy,
  type SecretsPolicy,
  type WorkloadPolicy,
} from "@sallyport/policy";
import { type AccessRule, accessRule } from "./access-rule.js";

/** What jobs and workloads alike are granted besides secrets of the key-value store. */
export type Grants = Pick<JobPolicy & WorkloadPolicy, "database" | "certificates" | "sign" | "encrypt">;

/** A grant of something that the policy does not have opens nothing. */
export function grantRules({ engines }: SecretsPolicy, grants: Grants): AccessRule[] {
  const { database, pki, transit } = engines;
  return [
    ...(database ? grants.database.flatMap((role) => databaseRules(database, role)) : []),
    ...(pki ? grants.certificates.flatMap((role) => certificateRules(pki, role)) : []),
    ...(transit ? grants.sign.filter((key) => transit.keys[key]).flatMap((key) => signRules(transit.path, key)) : []),
    ...(transit
      ? grants.encrypt.filter((key) => transit.keys[key]).flatMap((key) => encryptRules(transit.path, key))
      : []),
  ];
}

/** Whether a user is made or exists, its credentials are read; the path says which. */
function databaseRules(engine: NonNullable<SecretsPolicy["engines"]["database"]>, role: string): AccessRule[] {
  const connections = databaseConnections(engine);
  const isIn = (kind: "roles" | "staticRoles") => connections.some((connection) => connection[kind][role]);
  const made = accessRule(`${engine.path}/creds/${role}`, ["read"], `a database user made on demand (${role})`);
  const existing = accessRule(
    `${engine.path}/static-creds/${role}`,
    ["read"],
    `the password of a database user (${role})`,
  );
  return [...(isIn("roles") ? [made] : []), ...(isIn("staticRoles") ? [existing] : [])];
}

/**
 * Whoever may have certificates of a role may also bind the account that an ACME client gets them with.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#get-acme-eab-binding-token
 */
function certificateRules({ path, acme, roles }: PkiEnginePolicy, name: string): AccessRule[] {
  const role = roles[name];
  if (!role) return [];
  const account = accessRule(`${path}/roles/${name}/acme/new-eab`, ["update"], `an ACME account for ${name}`);
  return [
    accessRule(`${path}/issue/${name}`, ["update"], `certificates (${name})`),
    ...(acme && role.usage.includes("server") ? [account] : []),
  ];
}

/**
 * The kind of hash may follow the name of the key; the public key is what others verify with.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/transit#sign-data
 */
function signRules(path: string, key: string): AccessRule[] {
  return [
    ...["sign", "verify"].flatMap((what) => [
      accessRule(`${path}/${what}/${key}`, ["update"], `${what} with the key ${key}`),
      accessRule(`${path}/${what}/${key}/*`, ["update"], `${what} with the key ${key}, the hash named in the path`),
    ]),
    accessRule(`${path}/keys/${key}`, ["read"], `the public part of the key ${key}`),
  ];
}

/** Without `create`: a key that is not there is not made by using it. */
function encryptRules(path: string, key: string): AccessRule[] {
  return ["encrypt", "decrypt"].map((what) =>
    accessRule(`${path}/${what}/${key}`, ["update"], `${what} with the key ${key}`),
  );
}
