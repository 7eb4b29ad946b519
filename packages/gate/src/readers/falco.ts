import { Entry, isMap } from "../entry.js";
import { JsonLines, type TextLine } from "../json-lines-file.js";
import { type FalcoEvent, falcoEvent } from "./falco-event.js";
import { linesOf, readLines } from "./line-entries.js";
import type { ReportContent, ReportReader } from "./reader.js";

/**
 * Alerts of Falco with `json_output: true`, as it writes them to its standard output or a file: a JSON map an alert, among the
 * lines of its log (https://falco.org/docs/concepts/outputs/). Lines may be missing at its end; where Falco was stopped in
 * order its log counts the events, else only the digest in the run record shows it.
 */
export const falco: ReportReader = {
  tool: "falco",
  format: "falco-jsonl",
  recognises: (document) =>
    Array.isArray(document)
      ? isEvent(document[0])
      : linesOf(document).some(({ value }) => isEvent(value)) ||
        textsOf(document).some((line) => begins(line, starts) || begins(line, textAlert)),
  read: (document, path) => {
    const events = readAll(document, path).filter((event) => event !== undefined);
    const alerts = events.filter(({ isInternal }) => !isInternal);
    return {
      artifact: { name: "", type: "unknown" },
      ...healthOf(events, textsOf(document)),
      findings: withoutRepeats(alerts),
      listed: events.map(({ finding }) => finding),
      suppressed: [],
      usesDatabase: false,
    };
  },
};

const eventKeys = ["rule", "priority", "output", "output_fields"];

function isEvent(value: unknown): boolean {
  return isMap(value) && Object.hasOwn(value, "rule") && Object.hasOwn(value, "priority");
}

function readAll(document: unknown, path: string): (FalcoEvent | undefined)[] {
  if (!Array.isArray(document)) return readLines(document, path, readLine, { mayHoldText: true });
  return document.map((value, index) => falcoEvent(new Entry(value, path, `/${index}`)));
}

/** Other containers of Falco's pod write their logs in JSON. A map with one key of an event alone is a damaged event. */
function readLine(entry: Entry): FalcoEvent | undefined {
  return entry.keys().some((key) => eventKeys.includes(key)) ? falcoEvent(entry) : undefined;
}

function textsOf(document: unknown): readonly TextLine[] {
  return document instanceof JsonLines ? document.texts : [];
}

/** The same rule fires again and again for the same process of the same workload. */
function withoutRepeats(alerts: readonly FalcoEvent[]) {
  const byFingerprint = Map.groupBy(alerts, ({ finding }) => `${finding.fingerprint} ${finding.label}`);
  return [...byFingerprint.values()].flatMap(([first]) => first?.finding ?? []);
}

function healthOf(
  events: readonly FalcoEvent[],
  texts: readonly TextLine[],
): Pick<ReportContent, "health" | "healthReasons"> {
  const failures = describeLines(texts, failing, "failed");
  if (failures.length > 0) return { health: "failed", healthReasons: failures };
  const doubts = [
    ...new Set(events.flatMap(({ doubt }) => doubt ?? [])),
    ...describeLines(texts, dropping, "lost events"),
    ...(texts.some((line) => begins(line, textAlert))
      ? ["Falco wrote alerts as text, not as JSON: set json_output: true"]
      : []),
    ...missingEvents(texts, events.length),
  ];
  if (doubts.length > 0) return { health: "partial", healthReasons: doubts };
  if (events.length > 0 || texts.some((line) => begins(line, watching))) return { health: "ok", healthReasons: [] };
  return { health: "empty", healthReasons: ["it has no event, and no line says that Falco was watching"] };
}

/** What Falco prints when it is stopped: `Events detected: 3`. Without all of its output there may be fewer lines. */
function missingEvents(texts: readonly TextLine[], listed: number): string[] {
  const counts = texts.flatMap(({ text }) => /^Events detected: (\d+)$/.exec(text)?.[1] ?? []);
  const counted = counts.reduce((sum, count) => sum + Number(count), 0);
  return counted > listed ? [`Falco counts ${counted} events, but its log has ${listed}: some were left out`] : [];
}

/** Lines of the log: `Wed Nov 25 10:00:00 2026: Falco version: 0.44.0 (x86_64)`. */
const log = String.raw`^(?:.*?\d\d:\d\d:\d\d\S*(?: \d{4})?: )?`;
const starts = new RegExp(`${log}Falco (?:version|initialized)\\b`);
const watching = new RegExp(
  `${log}(?:Opening '[^']*' source|Enabled event sources:|Starting (?:internal|health) webserver)`,
);
const failing = new RegExp(`${log}(?:Runtime )?[Ee]rror: `);
const dropping = new RegExp(`${log}Falco internal: syscall event drop`);
/** An alert without `json_output`: `10:00:00.123456789: Warning A shell was started (...)`. */
const textAlert = /^\S*\d\d:\d\d:\d\d\S*: (?:Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug) /;

/** Only the start of a line is looked at: a hostile one may be endless. */
function begins({ text }: TextLine, pattern: RegExp): boolean {
  return pattern.test(text.slice(0, 200));
}

function describeLines(texts: readonly TextLine[], pattern: RegExp, what: string): string[] {
  const [first, ...others] = texts.filter((line) => begins(line, pattern));
  if (!first) return [];
  const more = others.length === 0 ? "" : `, and in ${others.length} more`;
  return [`Falco says in line ${first.number} that it ${what}${more}`];
}
