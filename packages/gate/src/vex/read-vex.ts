import { describeForeign } from "../foreign-document.js";
import { parseJsonFile } from "../json-file.js";
import { ReportError } from "../report-error.js";
import { isCsaf, readCsaf } from "./csaf.js";
import { isCyclonedxVex, readCyclonedxVex } from "./cyclonedx.js";
import type { VexDocument } from "./document.js";
import { isOpenVex, readOpenVex } from "./openvex.js";

/**
 * What a VEX document states: OpenVEX 0.0.x and 0.2, CycloneDX JSON with `vulnerabilities[].analysis`, CSAF 2.0 and 2.1.
 *
 * @param path Path that errors carry; nothing is opened.
 * @throws {ReportError} when it is damaged, of no known format, or clears a product without a reason.
 */
export function readVex(content: Uint8Array, path: string): VexDocument {
  const document = parseJsonFile(content, path);
  const format = formats.find(({ recognises }) => recognises(document));
  if (format) return format.read(document, path);
  throw new ReportError({
    path,
    found: `is ${describeForeign(document)}, which is not a VEX document`,
    remedy: "Give an OpenVEX, CSAF or CycloneDX JSON document.",
  });
}

interface VexFormat {
  recognises(document: unknown): boolean;
  read(document: unknown, path: string): VexDocument;
}

const formats: readonly VexFormat[] = [
  { recognises: isOpenVex, read: readOpenVex },
  { recognises: isCyclonedxVex, read: readCyclonedxVex },
  { recognises: isCsaf, read: readCsaf },
];
