import { type AccessRule, accessRule } from "./access-rule.js";

/**
 * Reading a secret, or all in a folder: kv-v2 has a path for the value and another one for what is known of it, where
 * names are listed, too.
 *
 * @param kv Mount path of the key-value store.
 * @param secret `REPOSITORY/ENVIRONMENT/NAME`, or `REPOSITORY/ENVIRONMENT/*`.
 * @see https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2/setup#acl-rules
 */
export function secretRules(kv: string, secret: string, what: string): AccessRule[] {
  return [accessRule(`${kv}/data/${secret}`, ["read"], what), metadataRule(kv, secret, what)];
}

/** Versions and custom metadata of a secret, without its value; of a folder its names, too. */
export function metadataRule(kv: string, secret: string, what: string): AccessRule {
  const isFolder = secret.endsWith("/*");
  const because = isFolder ? `names and versions of ${what}` : `versions of ${what}`;
  return accessRule(`${kv}/metadata/${secret}`, isFolder ? ["read", "list"] : ["read"], because);
}

/** A token of its own may be ended by whoever holds it. */
export const endOfLogin: AccessRule = accessRule("auth/token/revoke-self", ["update"], "the end of the login");
