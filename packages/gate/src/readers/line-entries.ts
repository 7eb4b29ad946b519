import { Entry, isMap } from "../entry.js";
import { type JsonLine, JsonLines } from "../json-lines-file.js";
import { ReportError } from "../report-error.js";
import { XmlElement } from "../xml-element.js";

/** The maps of a document in JSON lines. A file of one line is a JSON document like any other. */
export function linesOf(document: unknown): readonly JsonLine[] {
  if (document instanceof JsonLines) return document.lines;
  return isMap(document) && !(document instanceof XmlElement) ? [{ number: 1, value: document }] : [];
}

/**
 * Reads every line of a document in JSON lines.
 *
 * @param mayHoldText True for a format whose tool writes lines of a log between.
 * @throws {ReportError} with the number of the line, when one is damaged.
 */
export function readLines<T>(
  document: unknown,
  path: string,
  read: (entry: Entry) => T,
  { mayHoldText = false } = {},
): T[] {
  if (!(document instanceof JsonLines)) return [read(new Entry(document, path))];
  document.refuseFaults({ mayHoldText });
  return document.lines.map(({ number, value }) => {
    const place = `/${number - 1}`;
    try {
      return read(new Entry(value, path, place));
    } catch (error) {
      throw error instanceof ReportError ? inLine(number, place, error) : error;
    }
  });
}

function inLine(line: number, place: string, { problem }: ReportError): ReportError {
  const pointer = problem.place?.pointer?.slice(place.length) ?? "";
  return new ReportError({ ...problem, place: { line, ...(pointer !== "" && { pointer }) } });
}
