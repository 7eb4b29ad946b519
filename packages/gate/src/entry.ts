import { ReportError } from "./report-error.js";

/**
 * A map inside a report. Reading a field checks its type and knows its place, so that a damaged report is refused instead
 * of read as a smaller one. An absent field, `null` and an empty text are the same: scanners use all three.
 */
export class Entry {
  readonly #fields: Readonly<Record<string, unknown>>;
  /** Path of the report. */
  readonly path: string;
  /** Where the map stands: its own place, or the map around it with the key or index inside that. */
  readonly #place: string | readonly [Entry, string, number?];

  /**
   * @param place Where the map stands in the report (RFC 6901), or the map around it, and the key and index there.
   * @throws {ReportError} when the value is not a map.
   */
  constructor(value: unknown, path: string, place: string | readonly [Entry, string, number?] = "") {
    this.path = path;
    this.#place = place;
    this.#fields = isMap(value) ? value : this.#refuse("", "a map", value);
  }

  /** Where the map stands in the report (RFC 6901). Put together when asked: most maps of a report are never named. */
  get pointer(): string {
    if (typeof this.#place === "string") return this.#place;
    const [around, key, index] = this.#place;
    return index === undefined ? around.#pointerTo(key) : `${around.#pointerTo(key)}/${index}`;
  }

  keys(): string[] {
    return Object.keys(this.#fields);
  }

  /** Keys of the lists with something in them that are not among the known ones. */
  unknownLists(known: readonly string[]): string[] {
    return this.keys().filter((key) => {
      const value = this.#fields[key];
      return Array.isArray(value) && value.length > 0 && !known.includes(key);
    });
  }

  text(key: string): string | undefined {
    const value = this.#field(key);
    if (value === undefined || value === "") return undefined;
    return typeof value === "string" ? value.toWellFormed() : this.#refuse(key, "text", value);
  }

  requiredText(key: string): string {
    return this.text(key) ?? this.#refuse(key, "text", this.#field(key));
  }

  number(key: string): number | undefined {
    const value = this.#field(key);
    return value === undefined || typeof value === "number" ? value : this.#refuse(key, "a number", value);
  }

  /** For an id or a line that is a number in some reports, and text in others. */
  textOrNumber(key: string): string | undefined {
    const value = this.#field(key);
    return typeof value === "number" ? String(value) : this.text(key);
  }

  flag(key: string): boolean | undefined {
    const value = this.#field(key);
    return value === undefined || typeof value === "boolean" ? value : this.#refuse(key, "true or false", value);
  }

  /** A point in time, as it stands there. */
  instant(key: string): string | undefined {
    const value = this.text(key);
    if (value !== undefined && Number.isNaN(Date.parse(value))) this.#refuse(key, "a time", value);
    return value;
  }

  /** A point in time that is text, or seconds since 1970, which AWS writes too. */
  timestamp(key: string): string | undefined {
    const value = this.#field(key);
    if (typeof value !== "number") return this.instant(key);
    const date = new Date(value * 1000);
    return Number.isNaN(date.getTime()) ? this.#refuse(key, "a time", value) : date.toISOString();
  }

  texts(key: string): string[] {
    return this.#list(key).map((value) =>
      typeof value === "string" ? value.toWellFormed() : this.#refuse(key, "a list of texts", value),
    );
  }

  numbers(key: string): number[] {
    return this.#list(key).map((value) =>
      typeof value === "number" ? value : this.#refuse(key, "a list of numbers", value),
    );
  }

  /** The texts in a field that people fill as they like, such as a rule's metadata: one, several, or none at all. */
  freeTexts(key: string): string[] {
    const values = [this.#field(key)].flat();
    return values.filter((value) => typeof value === "string").map((value) => value.toWellFormed());
  }

  /** A list in which texts and maps stand side by side. */
  textsAndEntries(key: string): (string | Entry)[] {
    return this.#list(key).map((value, index) =>
      typeof value === "string" ? value.toWellFormed() : new Entry(value, this.path, [this, key, index]),
    );
  }

  /** For a field that is sometimes a map and sometimes true or false. */
  flagOrEntry(key: string): boolean | Entry | undefined {
    return isMap(this.#field(key)) ? this.entry(key) : this.flag(key);
  }

  /** For a field that older versions of a format hold as text. */
  textOrEntry(key: string): string | Entry | undefined {
    return isMap(this.#field(key)) ? this.entry(key) : this.text(key);
  }

  entry(key: string): Entry | undefined {
    const value = this.#field(key);
    return value === undefined ? undefined : new Entry(value, this.path, [this, key]);
  }

  requiredEntry(key: string): Entry {
    return this.entry(key) ?? this.#refuse(key, "a map", undefined);
  }

  entries(key: string): Entry[] {
    return this.#list(key).map((value, index) => new Entry(value, this.path, [this, key, index]));
  }

  /** Like {@link entries}, but an absent list is damage; an empty one is not. */
  requiredEntries(key: string): Entry[] {
    return Object.hasOwn(this.#fields, key) ? this.entries(key) : this.#refuse(key, "a list", undefined);
  }

  #list(key: string): unknown[] {
    const value = this.#field(key);
    if (value === undefined) return [];
    return Array.isArray(value) ? value : this.#refuse(key, "a list", value);
  }

  #field(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? (this.#fields[key] ?? undefined) : undefined;
  }

  #pointerTo(key: string): string {
    return `${this.pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  }

  #refuse(key: string, expected: string, value: unknown): never {
    throw new ReportError({
      path: this.path,
      place: { pointer: key === "" ? this.pointer : this.#pointerTo(key) },
      found: `must be ${expected} here, got ${kindOf(value)}`,
      remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
    });
  }
}

/** True for a JSON object. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, without repeating it: it may be secret. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return { string: "other text", number: "a number", boolean: "true or false" }[typeof value as string] ?? "a map";
}
