import type { Properties } from "../inputs.ts";
import type { DescribedVault } from "./described-vault.ts";
import { camelCased, documentAt, snakeCased, text, type VaultResource } from "./vault-resource.ts";

const docs = "https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources";

/** A setting of the whole mount, which goes with it. */
function setting(page: string, path: string): VaultResource {
  return documentAt({
    source: `${docs}/${page}`,
    path: (inputs) => `${text(inputs, "backend")}/${path}`,
    pathInputs: ["backend"],
    lasting: true,
  });
}

/** Inputs that the provider calls otherwise than Vault. */
function rename(body: Properties, names: Readonly<Record<string, string>>): Properties {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [names[name] ?? name, value]));
}

/** A thing that was made once: it does not change, and its issuer is removed. */
function made(
  source: string,
  create: VaultResource["create"],
  remove: VaultResource["delete"] = async () => {},
): VaultResource {
  return {
    source,
    create,
    update: async () => ({}),
    read: async (_, __, inputs) => inputs,
    delete: remove,
  };
}

function issuerRemoved(vault: DescribedVault, _: string, inputs: Properties): Promise<void> {
  const issuer = text(inputs, "issuerId");
  return issuer === "" ? Promise.resolve() : vault.remove(`${text(inputs, "backend")}/issuer/${issuer}`);
}

/** Authorities and their roles: https://developer.hashicorp.com/vault/api-docs/secret/pki */
export const pkiResources: Record<string, VaultResource> = {
  // #generate-root
  "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert": made(
    `${docs}/pki_secret_backend_root_cert`,
    async (vault, inputs) => {
      const backend = text(inputs, "backend");
      const body = snakeCased(inputs, ["backend", "type"]);
      const answer = await vault.write("POST", [backend, "root", "generate", text(inputs, "type")].join("/"), body);
      return { id: `${backend}/issuer/${answer.issuer_id}`, outputs: certificateOutputs(answer) };
    },
    issuerRemoved,
  ),
  // #generate-intermediate-csr
  "vault:pkiSecret/secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest": made(
    `${docs}/pki_secret_backend_intermediate_cert_request`,
    async (vault, inputs) => {
      const path = `${text(inputs, "backend")}/intermediate/generate/${text(inputs, "type")}`;
      const answer = await vault.write("POST", path, snakeCased(inputs, ["backend", "type"]));
      return { id: `${path}/${answer.key_id}`, outputs: { csr: answer.csr, keyId: answer.key_id } };
    },
  ),
  // #sign-intermediate
  "vault:pkiSecret/secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate": made(
    `${docs}/pki_secret_backend_root_sign_intermediate`,
    async (vault, inputs) => {
      const path = [text(inputs, "backend"), "root", "sign-intermediate"].join("/");
      const answer = await vault.write("POST", path, snakeCased(inputs, ["backend", "revoke"]));
      return { id: `${path}/${answer.serial_number}`, outputs: certificateOutputs(answer) };
    },
  ),
  // #import-ca-certificates-and-keys
  "vault:pkiSecret/secretBackendIntermediateSetSigned:SecretBackendIntermediateSetSigned": made(
    `${docs}/pki_secret_backend_intermediate_set_signed`,
    async (vault, inputs) => {
      const path = `${text(inputs, "backend")}/intermediate/set-signed`;
      const answer = await vault.write("POST", path, { certificate: inputs.certificate });
      const outputs = { importedIssuers: answer.imported_issuers, importedKeys: answer.imported_keys };
      return { id: path, outputs };
    },
  ),
  // #update-issuer
  "vault:pkiSecret/secretBackendIssuer:SecretBackendIssuer": {
    source: `${docs}/pki_secret_backend_issuer`,
    async create(vault, inputs) {
      const path = `${text(inputs, "backend")}/issuer/${text(inputs, "issuerRef")}`;
      const answer = await vault.write("POST", path, snakeCased(inputs, ["backend", "issuerRef"]));
      return { id: `${text(inputs, "backend")}/issuer/${answer.issuer_id}`, outputs: { issuerId: answer.issuer_id } };
    },
    async update(vault, id, inputs) {
      const answer = await vault.write("POST", id, snakeCased(inputs, ["backend", "issuerRef"]));
      return { issuerId: answer.issuer_id };
    },
    async read(vault, id) {
      const answer = await vault.read(id);
      return answer && camelCased(answer);
    },
    delete: (vault, id) => vault.remove(id),
  },
  // #set-issuers-configuration
  "vault:pkiSecret/secretBackendConfigIssuers:SecretBackendConfigIssuers": setting(
    "pki_secret_backend_config_issuers",
    "config/issuers",
  ),
  // #set-urls
  "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls": setting(
    "pki_secret_backend_config_urls",
    "config/urls",
  ),
  // #set-revocation-configuration
  "vault:pkiSecret/secretBackendCrlConfig:SecretBackendCrlConfig": setting(
    "pki_secret_backend_crl_config",
    "config/crl",
  ),
  // #set-cluster-configuration
  "vault:pkiSecret/backendConfigCluster:BackendConfigCluster": setting(
    "pki_secret_backend_config_cluster",
    "config/cluster",
  ),
  // #set-acme-configuration
  "vault:pkiSecret/backendConfigAcme:BackendConfigAcme": setting("pki_secret_backend_config_acme", "config/acme"),
  // #configure-automatic-tidy
  "vault:pkiSecret/backendConfigAutoTidy:BackendConfigAutoTidy": setting(
    "pki_secret_backend_config_auto_tidy",
    "config/auto-tidy",
  ),
  // #create-update-role
  "vault:pkiSecret/secretBackendRole:SecretBackendRole": documentAt({
    source: `${docs}/pki_secret_backend_role`,
    path: (inputs) => `${text(inputs, "backend")}/roles/${text(inputs, "name")}`,
    pathInputs: ["backend", "name"],
    body: (inputs) => rename(snakeCased(inputs, ["backend", "name"]), roleNames),
    readBack: (answer) => camelCased(rename(answer, reversed(roleNames))),
  }),
};

const roleNames = { key_usages: "key_usage", ext_key_usages: "ext_key_usage" };

function reversed(names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([one, other]) => [other, one]));
}

function certificateOutputs(answer: Properties): Properties {
  const { certificate, issuer_id, issuing_ca, key_id, serial_number } = answer;
  return { certificate, issuerId: issuer_id, issuingCa: issuing_ca, keyId: key_id, serialNumber: serial_number };
}
