import { isAscii, isUtf8 } from "node:buffer";
import { ReportError, type ReportPlace } from "./report-error.js";

/** Largest report that is read, in bytes: what fits into one string of the JavaScript engine. */
export const maximumReportBytes = 512_000_000;

/** Deepest nesting that is read. */
export const maximumDepth = 200;

const lineBreak = 0x0a;

/** Refuses a file: what was found in it, what to do, and where. */
export type Refuse = (found: string, remedy: string, place?: ReportPlace) => never;

/** How a file is refused. @param tool Scanner that it is said to be of. */
export function refusalOf(path: string, tool: string | undefined): Refuse {
  return (found, remedy, place) => {
    throw new ReportError({ path, found, remedy, ...(place && { place }), ...(tool !== undefined && { tool }) });
  };
}

/** The text of a file from bytes that nobody has looked at yet. A byte-order mark is accepted and left out. */
export function readText(content: Uint8Array, refuse: Refuse): string {
  if (content.length === 0) refuse("is empty (0 bytes)", "The scanner wrote nothing: read its log and run it again.");
  if (content.length > maximumReportBytes) {
    refuse(
      `is too large: ${content.length} bytes of at most ${maximumReportBytes}`,
      "Scan in parts, or leave out fields that nobody reads.",
    );
  }
  refuseOtherEncodings(content, refuse);
  const text = isAscii(content) ? asBuffer(content).toString("latin1") : new TextDecoder("utf-8").decode(content);
  if (!/\S/.test(text)) refuse("holds nothing but white space", "Read the scanner's log and run it again.");
  return text;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function refuseOtherEncodings(content: Uint8Array, refuse: Refuse): void {
  refuseForeignStart(content, refuse);
  const nul = content.indexOf(0);
  if (nul > 0) refuse("is binary: it holds a NUL byte", "Give the report that the scanner wrote.", { byte: nul });
  if (!isAscii(content) && !isUtf8(content)) {
    const line = firstBrokenLine(content);
    refuse("is not UTF-8 text", "Write it as UTF-8, or give the report that the scanner wrote.", { line });
  }
}

/** Refuses what the first bytes show not to be UTF-8 text. */
export function refuseForeignStart(start: Uint8Array, refuse: Refuse): void {
  const [first, second] = start;
  const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (utf16 || first === 0 || second === 0) {
    refuse("is UTF-16 text", "Write it as UTF-8 (PowerShell: `| Out-File -Encoding utf8`, not `>`).");
  }
  if ((first === 0x1f && second === 0x8b) || (first === 0x50 && second === 0x4b)) {
    refuse("is compressed", "Unpack it first.");
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

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): ReportPlace {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}
