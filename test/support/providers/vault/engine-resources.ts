import type { Properties } from "../inputs.ts";
import { camelCased, documentAt, snakeCased, text, type VaultResource } from "./vault-resource.ts";

const docs = "https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources";

/** A document of an engine: `BACKEND/FOLDER/NAME`. */
function named(source: string, folder: string): VaultResource {
  return documentAt({
    source,
    path: (inputs) => `${text(inputs, "backend")}/${folder}/${text(inputs, "name")}`,
    pathInputs: ["backend", "name"],
  });
}

const products = { postgresql: "postgresql-database-plugin", mysql: "mysql-database-plugin" } as const;

/** https://developer.hashicorp.com/vault/api-docs/secret/databases#configure-connection */
function connectionBody({ postgresql, mysql, ...common }: Properties): Properties {
  const product = postgresql ? "postgresql" : "mysql";
  return { plugin_name: products[product], ...snakeCased(common, ["backend", "name"]) };
}

/** https://developer.hashicorp.com/vault/api-docs/secret/databases/postgresql#configure-connection, .../mysql-maria */
function pluginBody({ postgresql, mysql }: Properties): Properties {
  return snakeCased((postgresql ?? mysql ?? {}) as Properties);
}

/** Vault gives no password, and puts what belongs to the plugin into a map of its own. */
function connectionReadBack(answer: Properties): Properties {
  const { connection_details, plugin_name, ...common } = answer;
  const product = plugin_name === products.mysql ? "mysql" : "postgresql";
  return { ...camelCased(common), [product]: camelCased((connection_details ?? {}) as Properties) };
}

/** Databases, the key-value store, transit. */
export const engineResources: Record<string, VaultResource> = {
  // https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#configure-the-kv-engine
  "vault:kv/secretBackendV2:SecretBackendV2": documentAt({
    source: `${docs}/kv_secret_backend_v2`,
    path: (inputs) => `${text(inputs, "mount")}/config`,
    pathInputs: ["mount"],
    body: ({ deleteVersionAfter = 0, ...inputs }) => ({
      ...snakeCased(inputs, ["mount"]),
      delete_version_after: `${deleteVersionAfter}s`,
    }),
    lasting: true,
  }),
  "vault:database/secretBackendConnection:SecretBackendConnection": documentAt({
    source: `${docs}/database_secret_backend_connection`,
    path: (inputs) => `${text(inputs, "backend")}/config/${text(inputs, "name")}`,
    pathInputs: ["backend", "name"],
    body: connectionBody,
    forPlugin: pluginBody,
    readBack: connectionReadBack,
  }),
  // https://developer.hashicorp.com/vault/api-docs/secret/databases#create-role
  "vault:database/secretBackendRole:SecretBackendRole": named(`${docs}/database_secret_backend_role`, "roles"),
  // https://developer.hashicorp.com/vault/api-docs/secret/databases#create-static-role
  "vault:database/secretBackendStaticRole:SecretBackendStaticRole": named(
    `${docs}/database_secret_backend_static_role`,
    "static-roles",
  ),
  // https://developer.hashicorp.com/vault/api-docs/secret/transit#create-key, #update-key-configuration
  "vault:transit/secretBackendKey:SecretBackendKey": {
    ...named(`${docs}/transit_secret_backend_key`, "keys"),
    async create(vault, inputs) {
      const path = keyPath(inputs);
      await vault.write(
        "POST",
        path,
        snakeCased(pick(inputs, ["type", "derived", "exportable", "convergentEncryption"])),
      );
      await vault.write("POST", `${path}/config`, keyConfig(inputs));
      return { id: path };
    },
    async update(vault, id, inputs) {
      await vault.write("POST", `${id}/config`, keyConfig(inputs));
      return {};
    },
  },
};

function keyPath(inputs: Properties): string {
  return `${text(inputs, "backend")}/keys/${text(inputs, "name")}`;
}

function keyConfig(inputs: Properties): Properties {
  return snakeCased(
    pick(inputs, [
      "allowPlaintextBackup",
      "autoRotatePeriod",
      "deletionAllowed",
      "exportable",
      "minDecryptionVersion",
      "minEncryptionVersion",
    ]),
  );
}

function pick(inputs: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])));
}
