import type { Properties } from "../inputs.ts";
import { mountAt } from "./server-resources.ts";
import { camelCased, documentAt, snakeCased, text, type VaultResource } from "./vault-resource.ts";

const docs = "https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources";

const jwtMount = mountAt(`${docs}/jwt_auth_backend`, "sys/auth");

/** What of a JWT auth mount is its configuration, and not the mount: https://developer.hashicorp.com/vault/api-docs/auth/jwt#configure */
function jwtConfig(inputs: Properties): Properties {
  return snakeCased(inputs, [
    "path",
    "type",
    "description",
    "local",
    "tune",
    "namespace",
    "disableRemount",
    "accessor",
  ]);
}

const configPath = (id: string) => `auth/${id}/config`;

/** Several values of one claim are written with commas between them. */
function boundClaims(claims: unknown): Properties | undefined {
  if (claims === undefined) return undefined;
  const lists = Object.entries(claims as Record<string, string>).map(([name, value]) => [name, listOf(value)]);
  return Object.fromEntries(lists);
}

function listOf(value: string): string | string[] {
  return value.includes(",") ? value.split(",").map((one) => one.trim()) : value;
}

function claimTexts(claims: unknown): Properties | undefined {
  if (claims === null || claims === undefined) return undefined;
  const texts = Object.entries(claims).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]);
  return Object.fromEntries(texts);
}

/** Vault keeps identity resources by an id of its own. */
function identified(source: string, folder: string, readPath = `${folder}/id`): VaultResource {
  return {
    source,
    async create(vault, inputs) {
      const { id } = await vault.write("POST", folder, snakeCased(inputs));
      return { id: String(id), outputs: { id } };
    },
    async update(vault, id, inputs) {
      await vault.write("POST", `${readPath}/${id}`, snakeCased(inputs));
      return {};
    },
    async read(vault, id) {
      const answer = await vault.read(`${readPath}/${id}`);
      return answer && camelCased(answer);
    },
    delete: (vault, id) => vault.remove(`${readPath}/${id}`),
  };
}

/** How jobs, workloads and people log in. */
export const loginResources: Record<string, VaultResource> = {
  "vault:jwt/authBackend:AuthBackend": {
    ...jwtMount,
    async create(vault, inputs) {
      const made = await jwtMount.create(vault, { type: "jwt", path: "jwt", ...inputs });
      await vault.write("POST", configPath(made.id), jwtConfig(inputs));
      return made;
    },
    async update(vault, id, inputs) {
      const outputs = await jwtMount.update(vault, id, inputs);
      await vault.write("POST", configPath(text(inputs, "path", id)), jwtConfig(inputs));
      return outputs;
    },
    async read(vault, id, inputs) {
      const mount = await jwtMount.read(vault, id, inputs);
      return mount && { ...mount, ...camelCased((await vault.read(configPath(id))) ?? {}) };
    },
  },
  // https://developer.hashicorp.com/vault/api-docs/auth/jwt#create-update-role
  "vault:jwt/authBackendRole:AuthBackendRole": documentAt({
    source: `${docs}/jwt_auth_backend_role`,
    path: (inputs) => `auth/${text(inputs, "backend", "jwt")}/role/${text(inputs, "roleName")}`,
    pathInputs: ["backend", "roleName"],
    body: ({ boundClaims: claims, ...inputs }) => ({
      role_type: "oidc",
      ...snakeCased({ ...inputs, boundClaims: boundClaims(claims) }, ["backend", "roleName"]),
    }),
    readBack: ({ bound_claims, ...answer }) => ({ ...camelCased(answer), boundClaims: claimTexts(bound_claims) }),
  }),
  // https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#configure-method
  "vault:kubernetes/authBackendConfig:AuthBackendConfig": documentAt({
    source: `${docs}/kubernetes_auth_backend_config`,
    path: (inputs) => `auth/${text(inputs, "backend", "kubernetes")}/config`,
    pathInputs: ["backend"],
    lasting: true,
  }),
  // https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#create-update-role
  "vault:kubernetes/authBackendRole:AuthBackendRole": documentAt({
    source: `${docs}/kubernetes_auth_backend_role`,
    path: (inputs) => `auth/${text(inputs, "backend", "kubernetes")}/role/${text(inputs, "roleName")}`,
    pathInputs: ["backend", "roleName"],
  }),
  // https://developer.hashicorp.com/vault/api-docs/secret/identity/group
  "vault:identity/group:Group": identified(`${docs}/identity_group`, "identity/group"),
  // https://developer.hashicorp.com/vault/api-docs/secret/identity/group-alias
  "vault:identity/groupAlias:GroupAlias": identified(`${docs}/identity_group_alias`, "identity/group-alias"),
  // https://developer.hashicorp.com/vault/api-docs/secret/identity/mfa/totp
  "vault:identity/mfaTotp:MfaTotp": {
    source: `${docs}/identity_mfa_totp`,
    async create(vault, inputs) {
      const { method_id } = await vault.write("POST", totp, snakeCased(inputs));
      return { id: String(method_id), outputs: { methodId: method_id, uuid: method_id } };
    },
    async update(vault, id, inputs) {
      await vault.write("POST", `${totp}/${id}`, snakeCased(inputs));
      return { methodId: id, uuid: id };
    },
    async read(vault, id) {
      const answer = await vault.read(`${totp}/${id}`);
      return answer && camelCased(answer);
    },
    delete: (vault, id) => vault.remove(`${totp}/${id}`),
  },
  // https://developer.hashicorp.com/vault/api-docs/secret/identity/mfa/login-enforcement
  "vault:identity/mfaLoginEnforcement:MfaLoginEnforcement": documentAt({
    source: `${docs}/identity_mfa_login_enforcement`,
    path: (inputs) => `identity/mfa/login-enforcement/${text(inputs, "name")}`,
    pathInputs: ["name"],
    id: (inputs) => text(inputs, "name"),
  }),
};

const totp = "identity/mfa/method/totp";
