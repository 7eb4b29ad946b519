import { type Properties, textAt } from "./inputs.ts";
import type { ResourceKind } from "./provider-facts.ts";

const provider = "https://github.com/hashicorp/terraform-provider-vault/blob/main/vault";
const mount = "vault:index/mount:Mount";
const connection = "vault:database/secretBackendConnection:SecretBackendConnection";
const backend = (inputs: Properties) => textAt(inputs, "backend");
const inMount = (inputs: Properties) => [[mount, backend(inputs)]] as const;
const at = (folder: string) => (inputs: Properties) => `${backend(inputs)}/${folder}/${textAt(inputs, "name")}`;

/** A role of a database, in the folder of its kind. */
function databaseRole(file: string, folder: string): ResourceKind {
  return {
    source: `${provider}/${file}`,
    required: ["backend", "dbName"],
    autoName: "name",
    replaceOn: ["backend", "dbName", "name", "namespace"],
    deleteBeforeReplace: "when named",
    overwrites: true,
    needs: (inputs) => [[connection, `${backend(inputs)}/config/${textAt(inputs, "dbName")}`]],
    id: at(folder),
  };
}

/** Settings that every PKI mount has: they are written over what is there, and go with the mount. */
function pkiSettings(file: string, path: string, more: Partial<ResourceKind> = {}): ResourceKind {
  return {
    source: `${provider}/${file}`,
    required: ["backend"],
    replaceOn: ["backend", "namespace"],
    overwrites: true,
    needs: inMount,
    id: (inputs) => `${backend(inputs)}/config/${path}`,
    ...more,
  };
}

const keyInputs = ["backend", "commonName", "excludeCnFromSans", "keyBits", "keyName", "keyType", "namespace", "type"];

/** Resource types of the secret engines. */
export const engineKinds: Readonly<Record<string, ResourceKind>> = {
  [connection]: {
    source: `${provider}/resource_database_secret_backend_connection.go`,
    required: ["backend"],
    exactlyOne: ["postgresql", "mysql"],
    autoName: "name",
    replaceOn: ["backend", "name", "namespace"],
    deleteBeforeReplace: "when named",
    overwrites: true,
    needs: inMount,
    id: at("config"),
  },
  "vault:database/secretBackendRole:SecretBackendRole": {
    ...databaseRole("resource_database_secret_backend_role.go", "roles"),
    required: ["backend", "creationStatements", "dbName"],
  },
  "vault:database/secretBackendStaticRole:SecretBackendStaticRole": {
    ...databaseRole("resource_database_secret_backend_static_role.go", "static-roles"),
    required: ["backend", "dbName", "username"],
    exactlyOne: ["rotationPeriod", "rotationSchedule"],
    range: { rotationPeriod: [5, Number.MAX_SAFE_INTEGER] },
    replaceOn: ["backend", "dbName", "name", "namespace", "username"],
  },
  "vault:pkiSecret/backendConfigCluster:BackendConfigCluster": pkiSettings(
    "resource_pki_secret_backend_config_cluster.go",
    "cluster",
  ),
  "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls": pkiSettings(
    "resource_pki_secret_backend_config_urls.go",
    "urls",
    { replaceOn: ["namespace"] },
  ),
  "vault:pkiSecret/secretBackendCrlConfig:SecretBackendCrlConfig": pkiSettings(
    "resource_pki_secret_backend_crl_config.go",
    "crl",
  ),
  "vault:pkiSecret/secretBackendConfigIssuers:SecretBackendConfigIssuers": pkiSettings(
    "resource_pki_secret_backend_config_issuers.go",
    "issuers",
    { replaceOn: ["namespace"] },
  ),
  "vault:pkiSecret/backendConfigAcme:BackendConfigAcme": pkiSettings(
    "resource_pki_secret_backend_config_acme.go",
    "acme",
    {
      required: ["backend", "enabled"],
      allowed: { eabPolicy: ["not-required", "new-account-required", "always-required"] },
    },
  ),
  "vault:pkiSecret/backendConfigAutoTidy:BackendConfigAutoTidy": pkiSettings(
    "resource_pki_secret_backend_config_auto_tidy.go",
    "auto-tidy",
    { required: ["backend", "enabled"], replaceOn: ["namespace"] },
  ),
  "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert": {
    source: `${provider}/resource_pki_secret_backend_root_cert.go`,
    required: ["backend", "commonName", "type"],
    allowed: { type: ["existing", "exported", "internal", "kms"] },
    replaceOn: [...keyInputs, "issuerName", "maxPathLength", "ttl"],
    needs: inMount,
    id: (inputs, serial) => `${backend(inputs)}/issuer/root-${serial}`,
    outputs: (inputs, id) => ({
      certificate: `certificate of ${textAt(inputs, "commonName")}`,
      issuerId: id.slice(id.lastIndexOf("/") + 1),
    }),
  },
  "vault:pkiSecret/secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest": {
    source: `${provider}/resource_pki_secret_backend_intermediate_cert_request.go`,
    required: ["backend", "commonName", "type"],
    allowed: { type: ["existing", "exported", "internal", "kms"] },
    replaceOn: keyInputs,
    needs: inMount,
    id: (inputs, serial) => `${backend(inputs)}/issuers/generate/intermediate/internal/${serial}`,
    outputs: (_, id) => ({ csr: `request ${id}` }),
  },
  "vault:pkiSecret/secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate": {
    source: `${provider}/resource_pki_secret_backend_root_sign_intermediate.go`,
    required: ["backend", "commonName", "csr"],
    replaceOn: ["backend", "commonName", "csr", "excludeCnFromSans", "format", "maxPathLength", "namespace", "ttl"],
    overwrites: true,
    needs: inMount,
    id: (inputs) =>
      `${backend(inputs)}/issuer/${textAt(inputs, "issuerRef")}/sign-intermediate/${textAt(inputs, "commonName")}`,
    outputs: (inputs) => ({ certificate: `certificate for ${textAt(inputs, "csr")}` }),
  },
  "vault:pkiSecret/secretBackendIntermediateSetSigned:SecretBackendIntermediateSetSigned": {
    source: `${provider}/resource_pki_secret_backend_intermediate_set_signed.go`,
    required: ["backend", "certificate"],
    replaceOn: ["backend", "certificate", "namespace"],
    needs: inMount,
    id: (inputs, serial) => `${backend(inputs)}/intermediate/set-signed/${serial}`,
    outputs: (_, id) => ({ importedIssuers: [`intermediate-${id.slice(id.lastIndexOf("/") + 1)}`] }),
  },
  "vault:pkiSecret/secretBackendIssuer:SecretBackendIssuer": {
    source: `${provider}/resource_pki_secret_backend_issuer.go`,
    required: ["backend", "issuerRef"],
    pattern: { issuerRef: /./ },
    replaceOn: ["backend", "namespace"],
    overwrites: true,
    needs: inMount,
    id: (inputs) => `${backend(inputs)}/issuer/${textAt(inputs, "issuerRef")}`,
    outputs: (inputs) => ({ issuerId: textAt(inputs, "issuerRef") }),
  },
  "vault:pkiSecret/secretBackendRole:SecretBackendRole": {
    source: `${provider}/resource_pki_secret_backend_role.go`,
    required: ["backend"],
    autoName: "name",
    replaceOn: ["backend", "name", "namespace"],
    deleteBeforeReplace: "when named",
    overwrites: true,
    needs: inMount,
    id: at("roles"),
  },
  "vault:transit/secretBackendKey:SecretBackendKey": {
    source: `${provider}/resource_transit_secret_backend_key.go`,
    required: ["backend"],
    autoName: "name",
    replaceOn: ["backend", "context", "convergentEncryption", "derived", "name", "namespace", "type"],
    deleteBeforeReplace: "when named",
    overwrites: true,
    needs: inMount,
    id: at("keys"),
  },
};
