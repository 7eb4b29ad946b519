import type { Entry } from "../entry.js";
import { ReportError } from "../report-error.js";

/** The line in a field. Scanners write 0 or -1 where they know none. */
export function lineNumber(entry: Entry | undefined, key: string): number | undefined {
  const line = entry?.number(key);
  return line !== undefined && Number.isSafeInteger(line) && line > 0 ? line : undefined;
}

/**
 * The line in a field that is text, perhaps with the last line behind it: `36-39`.
 *
 * @throws {ReportError} when it does not begin with a number.
 */
export function leadingNumber(entry: Entry, key: string): number | undefined {
  const text = entry.textOrNumber(key);
  if (text === undefined) return undefined;
  const line = Number.parseInt(text, 10);
  if (Number.isSafeInteger(line)) return line > 0 ? line : undefined;
  throw new ReportError({
    path: entry.path,
    place: { pointer: `${entry.pointer}/${key}` },
    found: "must be the number of a line here, got other text",
    remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
  });
}
