import type { Entry } from "../entry.js";

/** The line in a field. Scanners write 0 or -1 where they know none. */
export function lineNumber(entry: Entry | undefined, key: string): number | undefined {
  const line = entry?.number(key);
  return line !== undefined && Number.isSafeInteger(line) && line > 0 ? line : undefined;
}
