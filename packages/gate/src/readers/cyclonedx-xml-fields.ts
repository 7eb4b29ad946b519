import type { XmlElement } from "../xml-element.js";

/** The elements of a name inside a list element; where the list stands there twice, of both. */
export function listIn(parent: XmlElement | undefined, list: string, name: string): XmlElement[] {
  return (parent?.all(list) ?? []).flatMap((one) => one.all(name));
}

/** XML knows no numbers: a text that is none stays what it is, and is refused with its place. */
export function numberOrText(text: string | undefined): number | string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  return Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed);
}

/** Kinds of weakness are numbers; some write `CWE-79`. */
export function cwesIn(vulnerability: XmlElement): (number | string | undefined)[] {
  return listIn(vulnerability, "cwes", "cwe").map((cwe) => numberOrText(cwe.text.trim().replace(/^CWE-/i, "")));
}

/** The text of a child; undefined where there is none. */
export function textIn(parent: XmlElement | undefined, name: string): string | undefined {
  return parent?.first(name)?.text.trim() || undefined;
}

/** The place of the component that the document describes. */
export const rootPlace = "/metadata";

/**
 * How a document refers to a component.
 *
 * @param place Where the component stands: its name where it has no reference of its own.
 */
export function refOf(component: XmlElement, place: string): string {
  return component.attributes.get("bom-ref") ?? `#/components${place}`;
}
