import { isUtf8 } from "node:buffer";
import { type JsonFault, jsonFault } from "./json-fault.js";
import { ReportError, type ReportPlace } from "./report-error.js";

/** Largest report that is read, in bytes: what fits into one string of the JavaScript engine. */
export const maximumReportBytes = 512_000_000;

const maximumDepth = 200;
const lineBreak = 0x0a;

/**
 * The value in a JSON file, from bytes that nobody has looked at yet. A byte-order mark is accepted.
 *
 * @param tool Scanner that the file is said to be of, for the error.
 * @throws {ReportError} when the file is empty, cut off, binary, not UTF-8, not JSON, too deep or too large.
 */
export function parseJsonFile(content: Uint8Array, path: string, tool?: string): unknown {
  const refuse: Refuse = (found, remedy, place) => {
    throw new ReportError({ path, found, remedy, ...(place && { place }), ...(tool !== undefined && { tool }) });
  };
  if (content.length === 0) refuse("is empty (0 bytes)", "The scanner wrote nothing: read its log and run it again.");
  if (content.length > maximumReportBytes) {
    refuse(
      `is too large: ${content.length} bytes of at most ${maximumReportBytes}`,
      "Scan in parts, or leave out fields that nobody reads.",
    );
  }
  refuseOtherEncodings(content, refuse);
  const text = new TextDecoder("utf-8").decode(content);
  if (text.trim() === "") refuse("holds nothing but white space", "Read the scanner's log and run it again.");
  refuseDepth(content, refuse);
  try {
    return JSON.parse(text);
  } catch {
    return refuse(...describeFault(text, jsonFault(text)));
  }
}

type Refuse = (found: string, remedy: string, place?: ReportPlace) => never;

function refuseOtherEncodings(content: Uint8Array, refuse: Refuse): void {
  const [first, second] = content;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const nul = content.indexOf(0);
  if (utf16 || nul === 0 || nul === 1) {
    refuse("is UTF-16 text", "Write it as UTF-8 (PowerShell: `| Out-File -Encoding utf8`, not `>`).");
  }
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b)) {
    refuse("is compressed", "Unpack it first.");
  }
  if (nul > 0) refuse("is binary: it holds a NUL byte", "Give the JSON report of the scanner.", { byte: nul });
  if (!isUtf8(content)) {
    const line = firstBrokenLine(content);
    refuse("is not UTF-8 text", "Write it as UTF-8, or give the JSON report of the scanner.", { line });
  }
}

function firstBrokenLine(content: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < content.length; line += 1) {
    const end = content.indexOf(lineBreak, start);
    if (end === -1 || !isUtf8(content.subarray(start, end))) break;
    start = end + 1;
  }
  return line;
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

function placeOf(text: string, offset: number): ReportPlace {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}
