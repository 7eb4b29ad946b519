import { isMap } from "../entry.js";
import { plainText } from "../plain-text.js";
import { ReportError } from "../report-error.js";
import type { ReportReader } from "./reader.js";
import { trivyKubernetes } from "./trivy-kubernetes.js";
import { trivyOperator } from "./trivy-operator.js";
import { trivyLegacy, trivyReport } from "./trivy-report.js";

/** Every format that is read. The content decides, so no two may recognise the same document. */
export const readers: readonly ReportReader[] = [trivyReport, trivyKubernetes, trivyOperator, trivyLegacy];

/**
 * The reader for a document.
 *
 * @param tool Scanner that it must be of; undefined takes what the content shows.
 * @throws {ReportError} when no reader knows the document, or another scanner wrote it.
 */
export function readerFor(document: unknown, path: string, tool: string | undefined): ReportReader {
  const reader = readers.find((candidate) => candidate.recognises(document));
  const known = [...new Set(readers.map(({ tool: name }) => name))].join(", ");
  if (!reader) {
    throw new ReportError({
      path,
      found: `is ${describeForeign(document)}, which is not a report that can be judged`,
      remedy: `Give the full JSON report of one of: ${known}.`,
      ...(tool !== undefined && { tool }),
    });
  }
  if (tool !== undefined && tool !== reader.tool) {
    throw new ReportError({
      path,
      found: `is a report of ${reader.tool}, not of ${tool}`,
      remedy: `Give it as ${reader.tool}, or give the report of ${tool}.`,
      tool,
    });
  }
  return reader;
}

/** Documents that people give by mistake, by a key that only they have. */
const foreignKeys: ReadonlyArray<readonly [string, string]> = [
  ["runs", "a SARIF log"],
  ["bomFormat", "a CycloneDX bill of materials"],
  ["spdxVersion", "an SPDX bill of materials"],
  ["exitCode", "a run record"],
  ["decision", "a verdict"],
  ["scan", "a GitLab security report"],
];

function describeForeign(document: unknown): string {
  if (Array.isArray(document)) {
    return document.length === 0 ? "an empty list" : `a list of unknown entries${keysOf(document[0])}`;
  }
  if (!isMap(document)) return document === null ? "null" : `a single ${typeof document}`;
  const known = foreignKeys.find(([key]) => Object.hasOwn(document, key));
  if (known) return known[1];
  if (isListOfIds(document.vulnerabilities) || isListOfIds(document.misconfigurations)) {
    return "a list of ids without severities";
  }
  return Object.keys(document).length === 0 ? "an empty map" : `JSON of an unknown format${keysOf(document)}`;
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
