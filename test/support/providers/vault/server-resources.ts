import type { Properties } from "../inputs.ts";
import type { DescribedVault } from "./described-vault.ts";
import { camelCased, documentAt, snakeCased, text, type VaultResource } from "./vault-resource.ts";

const docs = "https://registry.terraform.io/providers/hashicorp/vault/latest/docs/resources";

/** Settings that are changed by tuning, under their names in Vault. */
const tunable = [
  "defaultLeaseTtlSeconds",
  "maxLeaseTtlSeconds",
  "description",
  "options",
  "listingVisibility",
  "passthroughRequestHeaders",
  "allowedResponseHeaders",
  "auditNonHmacRequestKeys",
  "auditNonHmacResponseKeys",
];

function tuning(inputs: Properties): Properties {
  const given = Object.fromEntries(
    tunable.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])),
  );
  const { defaultLeaseTtlSeconds, maxLeaseTtlSeconds, ...others } = given;
  return snakeCased({
    ...others,
    defaultLeaseTtl: seconds(defaultLeaseTtlSeconds),
    maxLeaseTtl: seconds(maxLeaseTtlSeconds),
  });
}

function seconds(value: unknown): string | undefined {
  return value === undefined ? undefined : `${value}s`;
}

/** Of both kinds of mounts: https://developer.hashicorp.com/vault/api-docs/system/mounts, .../system/auth */
export function mountAt(source: string, folder: "sys/mounts" | "sys/auth"): VaultResource {
  const at = (id: string) => `${folder}/${id}`;
  return {
    source,
    async create(vault, inputs) {
      const id = text(inputs, "path", text(inputs, "type"));
      const { description, options, ...config } = tuning(inputs);
      const always = { type: inputs.type, description: description ?? "", ...(options ? { options } : {}) };
      await vault.write("POST", at(id), { ...always, ...(folder === "sys/mounts" && { config }) });
      if (folder === "sys/auth" && Object.keys(config).length > 0) await vault.write("POST", `${at(id)}/tune`, config);
      return { id, outputs: await accessorOf(vault, at(id)) };
    },
    async update(vault, id, inputs) {
      const path = text(inputs, "path", id);
      if (path !== id) await remount(vault, folder, id, path);
      await vault.write("POST", `${at(path)}/tune`, tuning(inputs));
      return accessorOf(vault, at(path));
    },
    async read(vault, id) {
      const found = await vault.read(at(id)).catch(ifNoMount);
      if (!found) return undefined;
      const { config, ...own } = found as { config?: Properties };
      const { defaultLeaseTtl, maxLeaseTtl, ...others } = camelCased(config ?? {});
      return {
        ...others,
        ...camelCased(own),
        defaultLeaseTtlSeconds: defaultLeaseTtl,
        maxLeaseTtlSeconds: maxLeaseTtl,
        path: id,
      };
    },
    delete: (vault, id) => vault.remove(at(id)),
  };
}

/** Vault answers 400 where no mount is. */
function ifNoMount(error: unknown): undefined {
  if (/No (?:secret engine|auth engine)|no mount|HTTP 400/i.test(String(error))) return undefined;
  throw error;
}

async function accessorOf(vault: DescribedVault, path: string): Promise<Properties> {
  return { accessor: (await vault.read(path))?.accessor };
}

async function remount(vault: DescribedVault, folder: string, from: string, to: string): Promise<void> {
  const prefix = folder === "sys/auth" ? "auth/" : "";
  await vault.write("POST", "sys/remount", { from: `${prefix}${from}`, to: `${prefix}${to}` });
}

/** What belongs to the server itself. */
export const serverResources: Record<string, VaultResource> = {
  "vault:index/mount:Mount": mountAt(`${docs}/mount`, "sys/mounts"),
  "vault:index/authBackend:AuthBackend": mountAt(`${docs}/auth_backend`, "sys/auth"),
  // https://developer.hashicorp.com/vault/api-docs/system/policies
  "vault:index/policy:Policy": documentAt({
    source: `${docs}/policy`,
    path: (inputs) => `sys/policies/acl/${text(inputs, "name")}`,
    pathInputs: ["name"],
    id: (inputs) => text(inputs, "name"),
  }),
  // https://developer.hashicorp.com/vault/api-docs/system/rate-limit-quotas
  "vault:index/quotaRateLimit:QuotaRateLimit": documentAt({
    source: `${docs}/quota_rate_limit`,
    path: (inputs) => `sys/quotas/rate-limit/${text(inputs, "name")}`,
    pathInputs: ["name"],
    id: (inputs) => text(inputs, "name"),
  }),
  // https://developer.hashicorp.com/vault/api-docs/system/lease-count-quotas; Vault Enterprise alone has these
  "vault:index/quotaLeaseCount:QuotaLeaseCount": documentAt({
    source: `${docs}/quota_lease_count`,
    path: (inputs) => `sys/quotas/lease-count/${text(inputs, "name")}`,
    pathInputs: ["name"],
    id: (inputs) => text(inputs, "name"),
  }),
  // https://developer.hashicorp.com/vault/api-docs/system/audit; a change makes a new one
  "vault:index/audit:Audit": {
    source: `${docs}/audit`,
    async create(vault, inputs) {
      const id = text(inputs, "path", text(inputs, "type"));
      await vault.write("POST", `sys/audit/${id}`, snakeCased(inputs, ["path"]));
      return { id };
    },
    async update() {
      throw new Error("an audit device cannot be changed, only replaced");
    },
    async read(vault, id) {
      const all = await vault.read("sys/audit");
      const found = all?.[`${id}/`] as Properties | undefined;
      return found && { ...found, path: id }; // Vault says it with a slash at the end.
    },
    delete: (vault, id) => vault.remove(`sys/audit/${id}`),
  },
};
