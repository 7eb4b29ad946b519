import { isMap } from "./entry.js";
import { JsonLines } from "./json-lines-file.js";
import { plainText } from "./plain-text.js";
import { TagValueDocument } from "./tag-value-document.js";
import { isCsaf } from "./vex/csaf.js";
import { isOpenVex } from "./vex/openvex.js";
import { XmlElement } from "./xml-element.js";

/** Documents that people give by mistake, by a key that only they have. */
const foreignKeys: ReadonlyArray<readonly [string, string]> = [
  ["spdxVersion", "an SPDX document of an unknown version"],
  ["@context", "JSON-LD of an unknown format"],
  ["exitCode", "a run record"],
  ["decision", "a verdict"],
];

/** What a document is that no reader knows, for a sentence that begins with "is". */
export function describeForeign(document: unknown): string {
  if (document instanceof XmlElement) {
    return document.name.toLowerCase() === "html"
      ? "an HTML page"
      : `XML of an unknown format (root: ${nameOf(document)})`;
  }
  if (document instanceof TagValueDocument) return "an SPDX document of an unknown version";
  if (document instanceof JsonLines) return `lines of JSON of an unknown format${keysOf(document.lines[0]?.value)}`;
  if (Array.isArray(document)) {
    return document.length === 0 ? "an empty list" : `a list of unknown entries${keysOf(document[0])}`;
  }
  if (!isMap(document)) return document === null ? "null" : `a single ${typeof document}`;
  if (isCsaf(document)) return "a CSAF advisory";
  if (isOpenVex(document)) return "an OpenVEX document";
  const known = foreignKeys.find(([key]) => Object.hasOwn(document, key));
  if (known) return known[1];
  if (isListOfIds(document.vulnerabilities) || isListOfIds(document.misconfigurations)) {
    return "a list of ids without severities";
  }
  return Object.keys(document).length === 0 ? "an empty map" : `JSON of an unknown format${keysOf(document)}`;
}

function nameOf({ name }: XmlElement): string {
  return plainText(name).slice(0, 40);
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === "string");
}

/** The first keys of a map tell a reader what the file is; values may be secret. */
function keysOf(value: unknown): string {
  if (!isMap(value)) return "";
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? "" : ` (keys: ${keys.map((key) => plainText(key).slice(0, 40)).join(", ")}, ...)`;
}
