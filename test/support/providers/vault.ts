import { type Properties, textAt } from "./inputs.ts";
import type { ProviderFacts } from "./provider-facts.ts";
import { engineKinds } from "./vault-engines.ts";
import { loginKinds } from "./vault-logins.ts";

const provider = "https://github.com/hashicorp/terraform-provider-vault/blob/main/vault";
const mount = "vault:index/mount:Mount";
const authBackend = "vault:jwt/authBackend:AuthBackend";
const plainBackend = "vault:index/authBackend:AuthBackend";
const path = (inputs: Properties) => textAt(inputs, "path", "jwt");
const backend = (inputs: Properties) => textAt(inputs, "backend", "jwt");

/** HashiCorp Vault. */
export const vault: ProviderFacts = {
  name: "vault",
  version: "7.8.0",
  file: "test/support/providers/vault.ts",
  settings: ["address"],
  kinds: {
    [mount]: {
      source: `${provider}/resource_mount.go`,
      required: ["path", "type"],
      allowed: { listingVisibility: ["unauth", "hidden"] },
      replaceOn: ["externalEntropyAccess", "local", "namespace", "sealWrap", "type"],
      id: (inputs) => textAt(inputs, "path"),
      outputs: (inputs, id) => ({ accessor: `${textAt(inputs, "type")}_${id}` }),
    },
    "vault:kv/secretBackendV2:SecretBackendV2": {
      source: `${provider}/resource_kv_secret_backend_v2.go`,
      required: ["mount"],
      replaceOn: ["mount", "namespace"],
      overwrites: true,
      needs: (inputs) => [[mount, textAt(inputs, "mount")]],
      id: (inputs) => `${textAt(inputs, "mount")}/config`,
    },
    [authBackend]: {
      source: `${provider}/resource_jwt_auth_backend.go`,
      exactlyOne: ["oidcDiscoveryUrl", "jwksUrl", "jwksPairs", "jwtValidationPubkeys"],
      allowed: { type: ["jwt", "oidc"] },
      pattern: { path: /[^/]$/ },
      replaceOn: ["local", "namespace", "type"],
      id: path,
      outputs: (inputs, id) => ({
        accessor: `auth_jwt_${id}`,
        path: path(inputs),
        type: textAt(inputs, "type", "jwt"),
      }),
    },
    "vault:jwt/authBackendRole:AuthBackendRole": {
      source: `${provider}/resource_jwt_auth_backend_role.go`,
      required: ["roleName", "userClaim"],
      allowed: { boundClaimsType: ["string", "glob"], roleType: ["oidc", "jwt"] },
      replaceOn: ["backend", "namespace", "roleName", "roleType"],
      overwrites: true,
      // The mount of people is a plain one: its configuration has a secret, which no resource may have.
      needs: (inputs) => [[textAt(inputs, "roleType") === "jwt" ? authBackend : plainBackend, backend(inputs)]],
      id: (inputs) => `auth/${backend(inputs)}/role/${textAt(inputs, "roleName")}`,
      outputs: (inputs) => ({ backend: backend(inputs), roleType: textAt(inputs, "roleType", "oidc") }),
    },
    "vault:index/policy:Policy": {
      source: `${provider}/resource_policy.go`,
      required: ["policy"],
      autoName: "name",
      replaceOn: ["name", "namespace"],
      deleteBeforeReplace: "when named",
      overwrites: true,
      id: (inputs) => textAt(inputs, "name"),
    },
    "vault:index/quotaRateLimit:QuotaRateLimit": {
      source: `${provider}/resource_quota_rate_limit.go`,
      required: ["rate"],
      allowed: { groupBy: ["ip", "none", "entity_then_ip", "entity_then_none"] },
      lacks: ["maxLeases"],
      autoName: "name",
      replaceOn: ["name", "namespace", "path"],
      deleteBeforeReplace: "when named",
      overwrites: true,
      id: (inputs) => textAt(inputs, "name"),
    },
    "vault:index/quotaLeaseCount:QuotaLeaseCount": {
      source: `${provider}/resource_quota_lease_count.go`,
      required: ["maxLeases"],
      lacks: ["rate", "interval"],
      autoName: "name",
      replaceOn: ["name", "namespace"],
      deleteBeforeReplace: "when named",
      overwrites: true,
      id: (inputs) => textAt(inputs, "name"),
    },
    "vault:index/audit:Audit": {
      source: `${provider}/resource_audit.go`,
      required: ["options", "type"],
      allowed: { type: ["file", "socket", "syslog"] },
      replaceOn: ["description", "local", "namespace", "options", "path", "type"],
      deleteBeforeReplace: "always",
      id: (inputs) => textAt(inputs, "path", textAt(inputs, "type")),
    },
    ...engineKinds,
    ...loginKinds,
  },
};
