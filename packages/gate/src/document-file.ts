import { parseJsonFile } from "./json-file.js";
import { type JsonLines, parseJsonLinesFile } from "./json-lines-file.js";
import { ReportError } from "./report-error.js";
import { beginsAsTagValue, parseTagValueFile } from "./tag-value-file.js";
import { parseXmlFile } from "./xml-file.js";

/**
 * What a file holds: an {@link XmlElement} where it begins as XML, a {@link TagValueDocument} where it begins as SPDX
 * tag-value, else the value of its JSON.
 *
 * @throws {ReportError} when it is none of them.
 */
export function parseDocumentFile(content: Uint8Array, path: string, tool?: string): unknown {
  if (beginsAsTagValue(content)) return parseTagValueFile(content, path, tool);
  return beginsAsXml(content) ? parseXmlFile(content, path, tool) : parseJsonFile(content, path, tool);
}

/**
 * What a report file holds: one document, or else its lines as {@link JsonLines}, which may turn out to be no report.
 *
 * @throws {ReportError} when it is empty, not text, or not of the format that it begins as.
 */
export function parseReportFile(content: Uint8Array, path: string, tool?: string): unknown {
  try {
    return parseDocumentFile(content, path, tool);
  } catch (error) {
    if (!(error instanceof ReportError) || beginsAsTagValue(content) || beginsAsXml(content)) throw error;
    return parseJsonLinesFile(content, path, error) satisfies JsonLines;
  }
}

const byteOrderMark = [0xef, 0xbb, 0xbf];
const whiteSpace = [0x20, 0x09, 0x0a, 0x0d];
const lessThan = 0x3c;

/** True where the first bytes that are no white space begin an element. */
export function beginsAsXml(content: Uint8Array): boolean {
  let index = byteOrderMark.every((byte, at) => content[at] === byte) ? byteOrderMark.length : 0;
  while (whiteSpace.includes(content[index] ?? lessThan)) index += 1;
  return content[index] === lessThan;
}
