import type { RecordedResource } from "@sallyport/pipeline";
import { deploy } from "../deploy.ts";
import type { Properties } from "../providers/inputs.ts";
import { DescribedVault } from "../providers/vault/described-vault.ts";
import { vaultResources } from "../providers/vault/vault-resources.ts";
import type { VaultServer } from "./vault-server.ts";

/**
 * Makes on a real Vault what the components of a program register, each resource after those that it depends on, and as the
 * attached provider makes it. What one resource takes from another (an accessor, an id) is what Vault said of that one.
 *
 * @returns what Vault added, by `TYPE NAME`.
 */
export async function applyTo(vault: VaultServer, program: () => unknown): Promise<ReadonlyMap<string, Properties>> {
  const client = vault.client();
  const described = new DescribedVault(client);
  const { resources } = await deploy(program);
  const known = new Map<string, unknown>();
  const made = new Map<string, Properties>();
  for (const { type, name, inputs } of inOrder(resources)) {
    const resource = vaultResources[type];
    if (!resource) throw new Error(`The attached provider does not know ${type}.`);
    const { id, outputs = {} } = await resource.create(described, replaced(inputs, known) as Properties);
    // The recorder hands these out in their place.
    known.set(`${name}-id`, id);
    for (const [key, value] of Object.entries(outputs)) known.set(`${key}:${name}`, value);
    made.set(`${type} ${name}`, { id, ...outputs });
  }
  return made;
}

/** The custom resources, each after those that it depends on; those in a component that it depends on are among them. */
function inOrder(resources: readonly RecordedResource[]): RecordedResource[] {
  const ordered = new Set<RecordedResource>();
  const visit = (resource: RecordedResource): void => {
    if (ordered.has(resource)) return;
    const needed = resources.filter(({ urn }) => resource.dependencies.includes(urn));
    for (const one of needed) visit(one);
    if (resource.custom) ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}

function replaced(value: unknown, known: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") return known.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, known));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, known)]));
}
