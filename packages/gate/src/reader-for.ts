import { describeForeign } from "./foreign-document.js";
import { JsonLines } from "./json-lines-file.js";
import { readableTools, readers } from "./readers/index.js";
import type { ReportReader } from "./readers/reader.js";
import { ReportError } from "./report-error.js";

/**
 * The reader for a document, under the name of the scanner that wrote it.
 *
 * @param tool Scanner that it must be of; undefined takes what the content shows.
 * @throws {ReportError} when no reader knows the document, more than one does, or another scanner wrote it.
 */
export function readerFor(document: unknown, path: string, tool: string | undefined): ReportReader {
  const [reader = namedReader(document, tool), rival] = readers.filter((candidate) => candidate.recognises(document));
  if (rival) throw ambiguous(path, [reader?.format ?? "", rival.format], tool);
  if (!reader && document instanceof JsonLines && !document.isWhole) throw document.notJson;
  if (!reader) {
    throw new ReportError({
      path,
      found: `is ${describeForeign(document)}, which is not a report that can be judged`,
      remedy:
        tool === undefined && readers.some((candidate) => candidate.recognisesNamed?.(document))
          ? "Some scanners write this when they find nothing: say which one did, as in `gitleaks=report.json`."
          : `Give the full report of one of: ${readableTools.join(", ")}.`,
      ...(tool !== undefined && { tool }),
    });
  }
  const writer = reader.toolOf ? (reader.toolOf(document) ?? tool ?? reader.tool) : reader.tool;
  if (tool !== undefined && tool !== writer) {
    throw new ReportError({
      path,
      found: `is a report of ${writer}, not of ${tool}`,
      remedy: `Give it as ${writer}, or give the report of ${tool}.`,
      tool,
    });
  }
  return { ...reader, tool: writer };
}

/** For a document that is a report only because the caller says whose. */
function namedReader(document: unknown, tool: string | undefined): ReportReader | undefined {
  return readers.find((candidate) => candidate.tool === tool && candidate.recognisesNamed?.(document) === true);
}

function ambiguous(path: string, formats: readonly string[], tool: string | undefined): ReportError {
  return new ReportError({
    path,
    found: `could be ${formats.join(" or ")}`,
    remedy: "Give the report as the scanner wrote it.",
    ...(tool !== undefined && { tool }),
  });
}
