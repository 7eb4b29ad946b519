import { Faults, type Operation } from "./faults.ts";
import { type Properties, unknown } from "./inputs.ts";
import type { Plane } from "./plane.ts";
import type { ProviderFacts, ResourceKind } from "./provider-facts.ts";

/** What the engine says about the resource of a call. */
export interface Subject {
  type: string;
  /** Logical name in the program. */
  name: string;
}

/** One operation on a resource that succeeded. Previews are none. */
export interface JournalEntry extends Subject {
  operation: Operation;
  id: string;
  /** Inputs of a create or update; what was there for a read or delete. */
  properties: Properties;
}

interface Resource {
  type: string;
  id: string;
  /** What it was made from, as an import shows it. */
  inputs: Properties;
  properties: Properties;
}

/** The resources of one plane, in memory, behaving as the facts about its provider say. */
export class MemoryPlane implements Plane {
  readonly facts: ProviderFacts;
  readonly faults = new Faults();
  /** Every operation so far, oldest first. */
  readonly journal: JournalEntry[] = [];
  /** Resolves when the engine passes on that the user interrupts it. */
  readonly interrupted: Promise<void>;
  /** The engine passes that on. */
  interrupt = () => {};
  /** By type and id. */
  readonly #resources = new Map<string, Resource>();
  #serial = 0;

  constructor(facts: ProviderFacts) {
    this.facts = facts;
    this.interrupted = new Promise((resolve) => {
      this.interrupt = resolve;
    });
  }

  /** `type id` of every resource that exists, sorted. */
  resources(): string[] {
    return [...this.#resources.keys()].sort();
  }

  /** Puts a resource there that was made by other means, with everything that it is set to. */
  foster(type: string, id: string, inputs: Properties): void {
    this.kindOf(type);
    this.#write(type, id, inputs);
  }

  /** What a resource is set to; undefined when there is none. */
  settingsOf(type: string, id: string): Properties | undefined {
    return this.#find(type, id)?.inputs;
  }

  /** Removes every resource of a type behind the engine's back. */
  lose(type: string): void {
    for (const resource of this.#resources.values()) {
      if (resource.type === type) this.#remove(type, resource.id);
    }
  }

  /** @throws when nobody has described the type yet. */
  kindOf(type: string): ResourceKind {
    const kind = this.facts.kinds[type];
    if (kind) return kind;
    const { name, file } = this.facts;
    throw new Error(`the ${name} provider of the tests does not know ${type}; describe it in ${file}`);
  }

  /** What a preview can say: the inputs as they are, and what the provider adds only where it is known from before. */
  foresee(type: string, inputs: Properties, before: Properties = {}): Properties {
    const added = Object.keys(this.kindOf(type).outputs?.(inputs, unknown) ?? {});
    return { ...Object.fromEntries(added.map((key) => [key, before[key] ?? unknown])), ...inputs };
  }

  async create(subject: Subject, inputs: Properties, gone: AbortSignal): Promise<Resource> {
    const { type } = subject;
    const kind = this.kindOf(type);
    await this.faults.meet(type, "create", gone);
    const missing = kind.needs?.(inputs).find(([neededType, neededId]) => !this.#find(neededType, neededId));
    if (missing) throw new Error(`${type} needs ${missing.join(" ")}, which does not exist`);
    this.#serial += 1;
    const id = kind.id(inputs, this.#serial);
    if (this.#find(type, id) && !kind.overwrites) throw new Error(`${type} ${id} already exists`);
    this.journal.push({ operation: "create", ...subject, id, properties: inputs });
    return this.#write(type, id, inputs);
  }

  async update(subject: Subject, id: string, inputs: Properties, gone: AbortSignal): Promise<Resource> {
    const { type } = subject;
    await this.faults.meet(type, "update", gone);
    if (!this.#find(type, id)) throw new Error(`${type} ${id} does not exist`);
    this.journal.push({ operation: "update", ...subject, id, properties: inputs });
    return this.#write(type, id, inputs);
  }

  async read(subject: Subject, id: string, gone: AbortSignal): Promise<Resource | undefined> {
    await this.faults.meet(subject.type, "read", gone);
    const found = this.#find(subject.type, id);
    this.journal.push({ operation: "read", ...subject, id, properties: found?.properties ?? {} });
    return found;
  }

  /** As with the real providers, what is gone already counts as deleted. */
  async delete(subject: Subject, id: string, gone: AbortSignal): Promise<void> {
    await this.faults.meet(subject.type, "delete", gone);
    const properties = this.#find(subject.type, id)?.properties ?? {};
    this.journal.push({ operation: "delete", ...subject, id, properties });
    this.#remove(subject.type, id);
  }

  #find(type: string, id: string): Resource | undefined {
    return this.#resources.get(`${type} ${id}`);
  }

  #write(type: string, id: string, inputs: Properties): Resource {
    const plain = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
    const resource = { type, id, inputs: plain, properties: { ...plain, ...this.kindOf(type).outputs?.(inputs, id) } };
    this.#resources.set(`${type} ${id}`, resource);
    return resource;
  }

  /** What lives in a resource goes with it, as the settings of a bucket do. */
  #remove(type: string, id: string): void {
    this.#resources.delete(`${type} ${id}`);
    for (const other of this.#resources.values()) {
      const owners = this.kindOf(other.type).needs?.(other.properties) ?? [];
      if (owners.some(([ownerType, ownerId]) => ownerType === type && ownerId === id))
        this.#remove(other.type, other.id);
    }
  }
}
