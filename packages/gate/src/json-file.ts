import { type JsonFault, jsonFault } from "./json-fault.js";
import type { ReportPlace } from "./report-error.js";
import { maximumDepth, placeOf, type Refuse, readText, refusalOf } from "./text-file.js";

/**
 * The value in a JSON file, from bytes that nobody has looked at yet. A byte-order mark is accepted.
 *
 * @param tool Scanner that the file is said to be of, for the error.
 * @throws {ReportError} when the file is empty, cut off, binary, not UTF-8, not JSON, too deep or too large.
 */
export function parseJsonFile(content: Uint8Array, path: string, tool?: string): unknown {
  const refuse = refusalOf(path, tool);
  const text = readText(content, refuse);
  const value = parse(text);
  if (value === notJson || isDeeper(value, maximumDepth)) refuseDepth(content, refuse);
  return value === notJson ? refuse(...describeFault(text, jsonFault(text))) : value;
}

const notJson = Symbol("not JSON");

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}

/** Whether a value has more levels than so many. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === "object" && isDeeper(item, levels - 1)) return true;
  }
  return false;
}

/** Counts brackets outside strings, on bytes: no recursion that a hostile file could exhaust. */
function refuseDepth(content: Uint8Array, refuse: Refuse): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < content.length; index += 1) {
    const byte = content[index];
    if (inString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > maximumDepth) {
        refuse(`is nested deeper than ${maximumDepth} levels`, "No scanner writes this: get the report again.", {
          byte: index,
        });
      }
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
}

function describeFault(text: string, fault: JsonFault): [string, string, ReportPlace] {
  const place = placeOf(text, fault.offset);
  if (fault.cutOff) return ["is cut off: the JSON ends too early", "Run the scanner again and keep its log.", place];
  const start = text.trimStart().slice(0, 1);
  if (start === "<") return ["is XML or HTML, not JSON", "Let the scanner write JSON.", place];
  if (start !== "{" && start !== "[") {
    return [
      "is not JSON but other text",
      "It may be a log or an error of the scanner: read it, then run again.",
      place,
    ];
  }
  return ["is not valid JSON here", "Get the report again; one that was edited cannot be judged.", place];
}
