import { isMap } from "./entry.js";
import { jsonFault } from "./json-fault.js";
import { isDeeper } from "./json-file.js";
import type { ReportError } from "./report-error.js";
import { maximumDepth, readText, refusalOf } from "./text-file.js";

/** A line that holds a map. */
export interface JsonLine {
  /** From 1. */
  number: number;
  value: Record<string, unknown>;
}

/** A line that is no JSON and does not look like any. */
export interface TextLine {
  /** From 1. */
  number: number;
  text: string;
}

/**
 * A file with one JSON map a line (https://jsonlines.org), perhaps among lines of a log. Nobody can see that lines are missing
 * at its end: formats with a summary ask for it, for the others the digest in the run record stands.
 */
export class JsonLines {
  /** Up to the first line that is damaged; those that a logger wrote text in front of too. */
  readonly lines: readonly JsonLine[];
  /** Lines of a log, up to the first line that is damaged. */
  readonly texts: readonly TextLine[];
  /** Why the file is not one JSON document, for when it is no report in JSON lines either. */
  readonly notJson: ReportError;
  readonly #damage: ReportError | undefined;
  readonly #foreignText: ReportError | undefined;

  constructor({ lines, texts, notJson, damage, foreignText }: Content) {
    this.lines = lines;
    this.texts = texts;
    this.notJson = notJson;
    this.#damage = damage;
    this.#foreignText = foreignText;
  }

  /** True when every line is a map. */
  get isWhole(): boolean {
    return this.#damage === undefined && this.#foreignText === undefined;
  }

  /** @throws {ReportError} when a line is cut off or damaged, or, unless the format has them, stands outside of JSON. */
  refuseFaults({ mayHoldText = false } = {}): void {
    const fault = mayHoldText ? undefined : this.#foreignText;
    if (fault) throw fault;
    if (this.#damage) throw this.#damage;
  }
}

interface Content {
  lines: JsonLine[];
  texts: TextLine[];
  notJson: ReportError;
  damage?: ReportError | undefined;
  foreignText?: ReportError | undefined;
}

/**
 * What the lines of a file hold. Faults are kept, not thrown: only a reader knows which of them its format may have.
 *
 * @param notJson Why the file is not one JSON document.
 * @throws {ReportError} when the file is empty, binary, not UTF-8 or too large.
 */
export function parseJsonLinesFile(content: Uint8Array, path: string, notJson: ReportError): JsonLines {
  const { tool } = notJson;
  const text = readText(content, refusalOf(path, tool));
  const parsed: Content = { lines: [], texts: [], notJson };
  for (const { number, line, isLast } of linesOf(text)) {
    const value = mapIn(line);
    const logged = value ? undefined : mapBehindPrefix(line);
    if (value) parsed.lines.push({ number, value });
    else if (logged) {
      parsed.lines.push({ number, value: logged });
      parsed.foreignText ??= faultAt(() => outsideOfJson(number, path, tool));
    } else if (looksLikeJson(line)) {
      parsed.damage = faultAt(() => damaged(line, number, isLast, path, tool));
      break;
    } else {
      parsed.texts.push({ number, text: line });
      parsed.foreignText ??= faultAt(() => outsideOfJson(number, path, tool));
    }
  }
  return new JsonLines(parsed);
}

function* linesOf(text: string) {
  const end = text.trimEnd().length;
  for (let start = 0, number = 1; start < end; number += 1) {
    const next = text.indexOf("\n", start);
    const stop = next === -1 ? end : Math.min(next, end);
    const line = text.slice(start, stop).trim();
    if (line !== "") yield { number, line, isLast: stop === end };
    start = stop + 1;
  }
}

function mapIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isMap(value) && !isDeeper(value, maximumDepth) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a logger wrote with time and name in front: `May  4 10:00:00 node-1 falco[1]: {...}`, `[pod/falco-57w7q] {...}`. */
function mapBehindPrefix(line: string): Record<string, unknown> | undefined {
  const start = line.endsWith("}") ? line.indexOf('{"') : -1;
  const prefix = line.slice(0, Math.max(start, 0));
  const isPrefix = /^\[[\w./-]+\] $/.test(prefix) || (prefix !== "" && !looksLikeJson(prefix));
  return isPrefix ? mapIn(line.slice(start)) : undefined;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** A line that begins or ends like JSON was a map before something damaged it. */
function looksLikeJson(line: string): boolean {
  return /^[{}[\]",:]|\}$/.test(line);
}

function damaged(line: string, number: number, isLast: boolean, path: string, tool: string | undefined): never {
  const refuse = refusalOf(path, tool);
  if (isJson(line) && line.startsWith("{")) {
    const found = `is nested deeper than ${maximumDepth} levels`;
    refuse(found, "No scanner writes this: get the report again.", { line: number });
  }
  const { offset, cutOff } = jsonFault(line);
  const place = { line: number, column: offset + 1 };
  if (cutOff && isLast)
    refuse("is cut off: its last line ends too early", "Run the scanner again and keep its log.", place);
  return refuse("is not valid JSON here", "Get the report again; one that was edited cannot be judged.", place);
}

function outsideOfJson(number: number, path: string, tool: string | undefined): never {
  const remedy = "Keep the scanner's log in a file of its own, and give the report alone.";
  return refusalOf(path, tool)("holds a line that is not JSON", remedy, { line: number });
}

function faultAt(refuse: () => never): ReportError {
  try {
    return refuse();
  } catch (error) {
    return error as ReportError;
  }
}
