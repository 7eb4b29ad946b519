import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { isMap } from "../entry.js";

/** A part of a document of which nobody knows yet what it holds; what is not there or of another kind is empty. */
export class Loose {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  /** The value of YAML or JSON. @throws {Error} when it is neither. */
  static yaml(text: string): Loose {
    return new Loose(parseYaml(text, { logLevel: "error", merge: true }));
  }

  /** @throws {Error} when it is no TOML. */
  static toml(text: string): Loose {
    return new Loose(parseToml(text));
  }

  /** What stands under keys, one below the other. Some of the tools tell keys apart by case, and some do not. */
  at(...keys: readonly string[]): Loose {
    const [key, ...rest] = keys;
    if (key === undefined) return this;
    const inner = this.entries().find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
    return (inner ?? new Loose(undefined)).at(...rest);
  }

  /** The members of a list; a value that is no list is its only member. */
  list(): Loose[] {
    if (Array.isArray(this.#value)) return this.#value.map((value) => new Loose(value));
    return this.#value === undefined || this.#value === null ? [] : [this];
  }

  /** Keys and values of a map. */
  entries(): [key: string, value: Loose][] {
    return isMap(this.#value) ? Object.entries(this.#value).map(([key, value]) => [key, new Loose(value)]) : [];
  }

  text(): string | undefined {
    const value = this.#value;
    return typeof value === "string" || typeof value === "number" ? `${value}` : undefined;
  }

  /** The texts of a list, with those between commas one by one. */
  texts(): string[] {
    return this.list()
      .flatMap((member) => (member.text() ?? "").split(","))
      .map((text) => text.trim())
      .filter((text) => text !== "");
  }

  isTrue(): boolean {
    return this.#value === true;
  }
}
