import { type Properties, textAt } from "./inputs.ts";
import type { ResourceKind } from "./provider-facts.ts";

const provider = "https://github.com/hashicorp/terraform-provider-vault/blob/main";
const mount = "vault:index/authBackend:AuthBackend";
const group = "vault:identity/group:Group";
const path = (inputs: Properties) => textAt(inputs, "path", textAt(inputs, "type"));
const backend = (inputs: Properties) => textAt(inputs, "backend", "kubernetes");
const inMount = (inputs: Properties) => [[mount, backend(inputs)]] as const;
const numbered = (_: Properties, serial: number) => `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}`;

/** Resource types of the logins of workloads and people. */
export const loginKinds: Readonly<Record<string, ResourceKind>> = {
  [mount]: {
    source: `${provider}/vault/resource_auth_backend.go`,
    required: ["type"],
    pattern: { path: /[^/]$/ },
    replaceOn: ["local", "namespace", "type"],
    id: path,
    outputs: (inputs, id) => ({ accessor: `auth_${textAt(inputs, "type")}_${id}`, path: path(inputs) }),
  },
  "vault:kubernetes/authBackendConfig:AuthBackendConfig": {
    source: `${provider}/vault/resource_kubernetes_auth_backend_config.go`,
    required: ["kubernetesHost"],
    replaceOn: ["backend", "namespace"],
    overwrites: true,
    needs: inMount,
    id: (inputs) => `auth/${backend(inputs)}/config`,
  },
  "vault:kubernetes/authBackendRole:AuthBackendRole": {
    source: `${provider}/vault/resource_kubernetes_auth_backend_role.go`,
    required: ["boundServiceAccountNames", "roleName"],
    allowed: { aliasNameSource: ["serviceaccount_uid", "serviceaccount_name"] },
    replaceOn: ["backend", "namespace", "roleName"],
    overwrites: true,
    needs: inMount,
    id: (inputs) => `auth/${backend(inputs)}/role/${textAt(inputs, "roleName")}`,
  },
  [group]: {
    source: `${provider}/vault/resource_identity_group.go`,
    allowed: { type: ["internal", "external"] },
    autoName: "name",
    replaceOn: ["namespace", "type"],
    id: numbered,
  },
  "vault:identity/groupAlias:GroupAlias": {
    source: `${provider}/vault/resource_identity_group_alias.go`,
    required: ["canonicalId", "mountAccessor", "name"],
    replaceOn: ["namespace"],
    needs: (inputs) => [[group, textAt(inputs, "canonicalId")]],
    id: numbered,
  },
  "vault:identity/mfaTotp:MfaTotp": {
    source: `${provider}/internal/identity/mfa/totp.go`,
    required: ["issuer"],
    allowed: { algorithm: ["SHA1", "SHA256", "SHA512"], digits: [6, 8] },
    replaceOn: ["namespace"],
    id: numbered,
    outputs: (_, id) => ({ methodId: id, uuid: id }),
  },
  "vault:identity/mfaLoginEnforcement:MfaLoginEnforcement": {
    source: `${provider}/internal/identity/mfa/login_enforcement.go`,
    required: ["mfaMethodIds", "name"],
    replaceOn: ["name", "namespace"],
    deleteBeforeReplace: "always",
    id: (inputs) => textAt(inputs, "name"),
  },
};
