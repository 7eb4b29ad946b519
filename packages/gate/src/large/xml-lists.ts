import type { Keys, ListPaths } from "../readers/list-paths.js";
import type { Refuse } from "../text-file.js";
import type { XmlElement } from "../xml-element.js";
import { XmlParser } from "../xml-parser.js";
import type { ListParser, OnEntry } from "./json-lists.js";

/** An element on the way to the entries of a list. */
interface Step {
  name: string;
  /** True where the element stands several times in a row, so that its number is part of the way. */
  isNumbered: boolean;
}

/** Reads XML of any size: hands out the elements of some lists, and keeps the rest. */
export class XmlLists implements ListParser {
  readonly #ways: readonly (readonly Step[])[];
  readonly #handedOut = new Map<XmlElement, number>();
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #parser: XmlParser;
  readonly #refuse: Refuse;
  #hasBegun = false;

  /** @param paths Those whose last part names an element: `$.site.*.alerts.alertitem`. */
  constructor(paths: ListPaths, onEntry: OnEntry, refuse: Refuse) {
    this.#refuse = refuse;
    this.#ways = paths.map(stepsOf).filter((steps) => steps.at(-1)?.isNumbered === false);
    this.#parser = new XmlParser(
      (found, remedy, { line, column }) => refuse(found, remedy, { line, column }),
      (element, above) => {
        const way = this.#ways.find((steps) => isAt(steps, element, above));
        const list = above.at(-1);
        if (!way || !list) return;
        list.children.pop();
        const index = this.#handedOut.get(list) ?? 0;
        this.#handedOut.set(list, index + 1);
        onEntry(keysOf(way, above), index, element);
      },
    );
  }

  write(chunk: Uint8Array): void {
    const text = this.#decode(chunk, true);
    const start = this.#hasBegun ? text : text.trimStart();
    this.#hasBegun ||= start !== "";
    this.#parser.write(start);
  }

  /** The root element, without the elements of its lists. */
  end(): XmlElement {
    this.#parser.write(this.#decode(new Uint8Array(), false));
    return this.#parser.end();
  }

  #decode(chunk: Uint8Array, stream: boolean): string {
    const nul = chunk.includes(0);
    if (nul) this.#refuse("is binary: it holds a NUL byte", "Give the report that the scanner wrote.");
    try {
      return this.#decoder.decode(chunk, { stream });
    } catch {
      const { line, column } = this.#parser.place;
      const remedy = "Write it as UTF-8, or give the report that the scanner wrote.";
      return this.#refuse("is not UTF-8 text", remedy, { line, column });
    }
  }
}

function stepsOf(path: string): Step[] {
  const parts = path.split(".").slice(1);
  return parts.flatMap((name, index) => (name === "*" ? [] : [{ name, isNumbered: parts[index + 1] === "*" }]));
}

/** @param above The elements around it, the root first. */
function isAt(steps: readonly Step[], element: XmlElement, above: readonly XmlElement[]): boolean {
  if (steps.length !== above.length || steps.at(-1)?.name !== element.name) return false;
  return above.every((around, index) => index === 0 || around.name === steps[index - 1]?.name);
}

function keysOf(steps: readonly Step[], above: readonly XmlElement[]): Keys {
  return steps.slice(0, -1).flatMap(({ name, isNumbered }, index) => {
    if (!isNumbered) return [name];
    const last = (above[index]?.all(name).length ?? 1) - 1;
    return [name, last];
  });
}
