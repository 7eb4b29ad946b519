import type { VaultClient } from "@sallyport/vault-api";
import { Faults } from "../faults.ts";
import { type Properties, unknown } from "../inputs.ts";
import type { Subject } from "../memory-plane.ts";
import type { Found, Plane, Provided } from "../plane.ts";
import type { ProviderFacts, ResourceKind } from "../provider-facts.ts";
import { vault as facts } from "../vault.ts";
import { DescribedVault } from "./described-vault.ts";
import { drifted, type VaultResource } from "./vault-resource.ts";
import { vaultResources } from "./vault-resources.ts";

/**
 * The `vault` provider on a real Vault server: each operation of the engine is the requests that the provider's documentation
 * and Vault's API name for it. What the real plugin checks beyond that stays untested.
 */
export class VaultPlane implements Plane {
  readonly facts: ProviderFacts = facts;
  readonly faults = new Faults();
  interrupt = () => {};
  readonly #vault: DescribedVault;

  /** @param isChecked Whether requests are held against Vault's own description. */
  constructor(client: VaultClient, isChecked = true) {
    this.#vault = new DescribedVault(client, isChecked);
  }

  kindOf(type: string): ResourceKind {
    const kind = this.facts.kinds[type];
    if (kind) return kind;
    throw new Error(`the vault provider of the tests does not know ${type}; describe it in ${this.facts.file}`);
  }

  foresee(type: string, inputs: Properties, before: Properties = {}): Properties {
    const added = Object.keys(this.kindOf(type).outputs?.(inputs, unknown) ?? {});
    return { ...Object.fromEntries(added.map((key) => [key, before[key] ?? unknown])), ...inputs };
  }

  async create({ type }: Subject, inputs: Properties, gone: AbortSignal): Promise<Provided> {
    await this.faults.meet(type, "create", gone);
    const { id, outputs } = await resourceOf(type).create(this.#vault, inputs);
    return { id, properties: { ...this.#outputs(type, inputs, id), ...inputs, ...outputs } };
  }

  async update({ type }: Subject, id: string, inputs: Properties, gone: AbortSignal): Promise<Provided> {
    await this.faults.meet(type, "update", gone);
    const outputs = await resourceOf(type).update(this.#vault, id, inputs);
    return { id, properties: { ...this.#outputs(type, inputs, id), ...inputs, ...outputs } };
  }

  async read(
    { type }: Subject,
    id: string,
    gone: AbortSignal,
    known: Properties,
    state: Properties,
  ): Promise<Found | undefined> {
    await this.faults.meet(type, "read", gone);
    const live = await resourceOf(type).read(this.#vault, id, known);
    if (!live) return undefined;
    const inputs = drifted(known, live);
    const told = Object.keys(this.#outputs(type, inputs, id)).filter((name) => live[name] !== undefined);
    const now = Object.fromEntries(told.map((name) => [name, live[name]]));
    return { id, inputs, drifted: inputs, properties: { ...state, ...now, ...inputs } };
  }

  async delete({ type }: Subject, id: string, gone: AbortSignal, known: Properties): Promise<void> {
    await this.faults.meet(type, "delete", gone);
    await resourceOf(type).delete(this.#vault, id, known);
  }

  #outputs(type: string, inputs: Properties, id: string): Properties {
    return this.kindOf(type).outputs?.(inputs, id) ?? {};
  }
}

function resourceOf(type: string): VaultResource {
  const resource = vaultResources[type];
  if (resource) return resource;
  throw new Error(`no test carries ${type} to Vault yet; add it in test/support/providers/vault/vault-resources.ts`);
}
