import type { Properties } from "../inputs.ts";
import type { DescribedVault } from "./described-vault.ts";

/** What the provider does on Vault for one resource type. */
export interface VaultResource {
  /** Page of the provider's documentation. */
  source: string;
  create: (vault: DescribedVault, inputs: Properties) => Promise<Made>;
  update: (vault: DescribedVault, id: string, inputs: Properties) => Promise<Properties>;
  /** What Vault has, by the names of the inputs; undefined when it is gone. */
  read: (vault: DescribedVault, id: string, inputs: Properties) => Promise<Properties | undefined>;
  delete: (vault: DescribedVault, id: string, inputs: Properties) => Promise<void>;
}

export interface Made {
  id: string;
  /** What Vault adds to the inputs. */
  outputs?: Properties;
}

export interface DocumentFacts {
  source: string;
  /** Where it stands, by its inputs. */
  path: (inputs: Properties) => string;
  /** Inputs that are part of the path. */
  pathInputs: readonly string[];
  /** @default - the path */
  id?: (inputs: Properties) => string;
  /** @default - each further input under its name in Vault: `tokenTtl` as `token_ttl` */
  body?: (inputs: Properties) => object;
  /** What Vault hands to a plugin and does not describe, under its names there. */
  forPlugin?: (inputs: Properties) => object;
  /** Vault keeps it until its mount goes. */
  lasting?: boolean;
  /** Vault answers a read under another path, or not at all. */
  readPath?: (inputs: Properties) => string;
  /** What Vault says, by the names of the inputs. @default - the reverse of the default `body` */
  readBack?: (answer: Properties) => Properties;
}

/** A resource that is one document at one path: written whole, read, deleted. */
export function documentAt(facts: DocumentFacts): VaultResource {
  const { path, pathInputs, lasting, readBack = camelCased } = facts;
  const body = facts.body ?? ((inputs: Properties) => snakeCased(inputs, pathInputs));
  const write = (vault: DescribedVault, inputs: Properties) =>
    vault.write("POST", path(inputs), body(inputs), facts.forPlugin?.(inputs));
  return {
    source: facts.source,
    async create(vault, inputs) {
      await write(vault, inputs);
      return { id: (facts.id ?? path)(inputs) };
    },
    async update(vault, _, inputs) {
      await write(vault, inputs);
      return {};
    },
    async read(vault, _, inputs) {
      const answer = await vault.read((facts.readPath ?? path)(inputs));
      return answer && readBack(answer);
    },
    async delete(vault, _, inputs) {
      if (!lasting) await vault.remove(path(inputs));
    },
  };
}

/** Inputs by their names in Vault, without those named and those that are not given. */
export function snakeCased(inputs: Properties, without: readonly string[] = []): Properties {
  const given = Object.entries(inputs).filter(([name, value]) => !without.includes(name) && isGiven(name, value));
  return Object.fromEntries(given.map(([name, value]) => [snake(name), value]));
}

function isGiven(name: string, value: unknown): boolean {
  return !name.startsWith("__") && value !== undefined && value !== null;
}

export function camelCased(answer: Properties): Properties {
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [camel(name), value]));
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The text of an input. */
export function text(inputs: Properties, name: string, otherwise = ""): string {
  const value = inputs[name];
  return typeof value === "string" ? value : otherwise;
}

/** Inputs where Vault has something else by now take what it has. */
export function drifted(known: Properties, live: Properties): Properties {
  return Object.fromEntries(
    Object.entries(known).map(([name, value]) => {
      const now = live[name];
      return [name, now === undefined || isSame(value, now) ? value : now];
    }),
  );
}

/** Vault says numbers for durations, and lists in an order of its own. */
function isSame(known: unknown, live: unknown): boolean {
  return comparable(known) === comparable(live);
}

function comparable(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(comparable).toSorted());
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => [name, comparable(inner)]);
    return JSON.stringify(entries.toSorted());
  }
  return String(value ?? "")
    .trim()
    .replace(/^(\d+)s$/, "$1");
}
