import type { RecordedResource } from "@sallyport/pipeline";
import { DescribedVault } from "../providers/vault/described-vault.ts";
import { vaultResources } from "../providers/vault/vault-resources.ts";
import type { VaultServer } from "./vault-server.ts";

/** Resources of a recorded program, made in a real Vault as its provider makes them, without the engine. */
export class MadeInVault {
  readonly #vault: DescribedVault;
  /** Ids by URN. */
  readonly #ids = new Map<string, string>();

  constructor(server: VaultServer) {
    this.#vault = new DescribedVault(server.client());
  }

  /** Makes those that are not there yet, and updates the others; each after those that it depends on. */
  async apply(resources: readonly RecordedResource[]): Promise<void> {
    const waiting = new Map(resources.filter(({ custom }) => custom).map((resource) => [resource.urn, resource]));
    while (waiting.size > 0) {
      const ready = [...waiting.values()].filter(({ dependencies }) => !dependencies.some((urn) => waiting.has(urn)));
      if (ready.length === 0) throw new Error(`These wait for each other: ${[...waiting.keys()].join(", ")}`);
      for (const resource of ready) {
        await this.#apply(resource);
        waiting.delete(resource.urn);
      }
    }
  }

  async #apply({ type, urn, inputs }: RecordedResource): Promise<void> {
    const resource = vaultResources[type];
    if (!resource) throw new Error(`no test carries ${type} to Vault yet`);
    const id = this.#ids.get(urn);
    if (id === undefined) this.#ids.set(urn, (await resource.create(this.#vault, inputs)).id);
    else await resource.update(this.#vault, id, inputs);
  }
}
