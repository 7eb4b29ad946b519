import { placeOf, readText, refusalOf } from "./text-file.js";
import type { XmlElement } from "./xml-element.js";
import { XmlParser } from "./xml-parser.js";

/**
 * The root element of an XML file, from bytes that nobody has looked at yet.
 *
 * @param tool Scanner that the file is said to be of, for the error.
 * @throws {ReportError} when the file is empty, cut off, binary, not UTF-8, not well-formed, too deep or too large, or
 *   declares entities of its own.
 */
export function parseXmlFile(content: Uint8Array, path: string, tool?: string): XmlElement {
  const refuse = refusalOf(path, tool);
  const text = readText(content, refuse).trimStart();
  const parser = new XmlParser((found, remedy, { offset }) =>
    refuse(found, remedy, placeOf(text, Math.min(offset, text.length))),
  );
  parser.write(text);
  return parser.end();
}
