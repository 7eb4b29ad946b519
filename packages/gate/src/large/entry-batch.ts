import { type Keys, pointerOf } from "../readers/list-paths.js";
import { XmlElement } from "../xml-element.js";

/** Entries of one list that stand one after the other. */
interface Stretch {
  /** Place of the list. */
  list: Keys;
  /** Index of the first entry in the list. */
  first: number;
  entries: unknown[];
}

/** Some entries of the lists of a document, to be read as a smaller document of the same kind. */
export class EntryBatch {
  /** How many entries it has. */
  size = 0;
  readonly #stretches = new Map<string, Stretch>();

  /** @param index Of the entry in its list; entries of one list come in order. */
  add(list: Keys, index: number, entry: unknown): void {
    this.size += 1;
    const pointer = pointerOf(list);
    const stretch = this.#stretches.get(pointer);
    if (stretch) stretch.entries.push(entry);
    else this.#stretches.set(pointer, { list, first: index, entries: [entry] });
  }

  /** Places of the lists. */
  get lists(): Keys[] {
    return [...this.#stretches.values()].map(({ list }) => list);
  }

  /** True where a pointer, as the smaller document has it, leads into one of these entries. */
  holds(pointer: string): boolean {
    return [...this.#stretches.keys()].some((list) => pointer.startsWith(`${list}/`));
  }

  /** The document with these entries in its lists, which are empty in the outline. The outline stays as it is. */
  documentFrom(outline: unknown): unknown {
    let document = outline;
    for (const { list, entries } of this.#stretches.values()) document = withList(document, list, entries);
    return document;
  }

  /** The pointer that an entry has in the whole document, from the one that it has in the smaller one. */
  pointerInWhole(pointer: string): string {
    for (const [list, { first }] of this.#stretches) {
      if (first === 0 || !pointer.startsWith(`${list}/`)) continue;
      const [index = "", ...rest] = pointer.slice(list.length + 1).split("/");
      if (/^\d+$/.test(index)) return [list, Number(index) + first, ...rest].join("/");
    }
    return pointer;
  }
}

/** Copies what lies on the way to the list, and nothing else. */
function withList(value: unknown, keys: Keys, entries: readonly unknown[]): unknown {
  if (value instanceof XmlElement) return withElements(value, keys, entries as readonly XmlElement[]);
  const [key, ...rest] = keys;
  if (key === undefined) return entries;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  fields[key] = withList(fields[key], rest, entries);
  return copy;
}

function withElements(element: XmlElement, [name, ...rest]: Keys, entries: readonly XmlElement[]): XmlElement {
  const copy = new XmlElement(element.name, element.attributes);
  copy.text = element.text;
  copy.children.push(...element.children);
  if (name === undefined) {
    copy.children.push(...entries);
    return copy;
  }
  const [number = 0, ...inner] = typeof rest[0] === "number" ? rest : [0, ...rest];
  const child = element.all(String(name))[Number(number)];
  if (child) copy.children[copy.children.indexOf(child)] = withElements(child, inner, entries);
  return copy;
}
