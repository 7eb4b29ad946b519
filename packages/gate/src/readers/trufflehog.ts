import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { linesOf, readLines } from "./line-entries.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles } from "./source-finding.js";
import { leakedKey, oldLeak, verifiableLeak } from "./trufflehog-finding.js";

/**
 * `trufflehog SOURCE --json`, version 3: https://github.com/trufflesecurity/trufflehog#readme. A secret a line; as a list where
 * `jq -s` made one of the lines. It writes nothing at all when it finds nothing, which is no report: with `2>&1` its log is in
 * the file too, and the last line of that says what was scanned and found. Without the log nobody can see that lines are
 * missing at the end; the digest in the run record shows it.
 */
export const trufflehog: ReportReader = {
  tool: "trufflehog",
  format: "trufflehog-v3-json",
  recognises: (document) => samplesOf(document).some((value) => isVersion3(value) || isLog(value)),
  read: (document, path) => {
    const lines = readAll(document, path, (entry) =>
      isLogEntry(entry) ? readLog(entry) : { finding: verifiableLeak(entry) },
    );
    const findings = lines.flatMap(({ finding }) => finding ?? []);
    const summaries = lines.flatMap(({ summary }) => summary ?? []);
    return {
      ...content,
      toolVersion: summaries[0]?.version,
      ...healthOf(
        lines.flatMap(({ error }) => error ?? []),
        summaries,
        findings.length,
      ),
      findings,
    };
  },
};

/** `trufflehog --json`, version 2: https://github.com/trufflesecurity/trufflehog/tree/v2#readme; and `trufflehog3` before version 3. */
export const trufflehogLegacy: ReportReader = {
  tool: "trufflehog",
  format: "trufflehog-v2-json",
  recognises: (document) => samplesOf(document).some(isVersion2),
  read: (document, path) => ({ ...content, ...complete, findings: readAll(document, path, oldLeak) }),
};

/** `trufflehog3 --format json`, a program of its own: https://github.com/feeltheajf/trufflehog3#readme */
export const trufflehog3: ReportReader = {
  tool: "trufflehog",
  format: "trufflehog3-json-array",
  recognises: (document) => Array.isArray(document) && samplesOf(document).some(isTrufflehog3),
  // `[]`: nothing was found.
  recognisesNamed: (document) => Array.isArray(document) && document.length === 0,
  read: (document, path) => ({ ...content, ...complete, findings: readAll(document, path, leakedKey) }),
};

const content = { artifact: sourceFiles, suppressed: [], usesDatabase: false } as const;
const complete = { health: "ok", healthReasons: [] } as const;

/** What shows the format: the first entry of a list, and all lines, because the first of them may be of a log. */
function samplesOf(document: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(document) ? document.slice(0, 1).filter(isMap) : linesOf(document).map(({ value }) => value);
}

function readAll<T>(document: unknown, path: string, read: (entry: Entry) => T): T[] {
  if (!Array.isArray(document)) return readLines(document, path, read);
  return document.map((value, index) => read(new Entry(value, path, `/${index}`)));
}

function isVersion3(value: Record<string, unknown>): boolean {
  return Object.hasOwn(value, "SourceMetadata") && Object.hasOwn(value, "DetectorName");
}

function isVersion2(value: Record<string, unknown>): boolean {
  return Object.hasOwn(value, "reason") && Object.hasOwn(value, "path") && Object.hasOwn(value, "commitHash");
}

function isTrufflehog3(value: Record<string, unknown>): boolean {
  return isMap(value.rule) && Object.hasOwn(value, "path") && Object.hasOwn(value, "secret");
}

function isLog(value: Record<string, unknown>): boolean {
  return value.logger === "trufflehog" && typeof value.msg === "string";
}

function isLogEntry(entry: Entry): boolean {
  const keys = entry.keys();
  return keys.includes("level") && keys.includes("msg") && !keys.includes("DetectorName");
}

interface Summary {
  version: string | undefined;
  bytes: number | undefined;
  secrets: number;
}

interface Line {
  finding?: Finding;
  summary?: Summary;
  error?: string;
}

/** A line of the log; its other fields may show what was scanned. */
function readLog(entry: Entry): Line {
  const message = entry.requiredText("msg");
  if (entry.text("level") === "error" || entry.text("level") === "fatal") return { error: message };
  if (message !== "finished scanning") return {};
  return {
    summary: {
      version: entry.text("trufflehog_version"),
      bytes: entry.number("bytes"),
      secrets: (entry.number("verified_secrets") ?? 0) + (entry.number("unverified_secrets") ?? 0),
    },
  };
}

function healthOf(
  errors: readonly string[],
  summaries: readonly Summary[],
  listed: number,
): Pick<ReportContent, "health" | "healthReasons"> {
  const counted = summaries.reduce((sum, { secrets }) => sum + secrets, 0);
  const reasons = [
    ...errors.map((error) => `TruffleHog says in its log: ${error}`),
    ...(counted > listed ? [`its log counts ${counted} secrets, but it lists ${listed}: some were left out`] : []),
  ];
  if (reasons.length > 0) return { health: "partial", healthReasons: reasons };
  if (listed > 0 || summaries.some(({ bytes }) => bytes !== undefined && bytes > 0)) return complete;
  const reason =
    summaries.length === 0
      ? "it lists no secret, and its log does not say that the scan ended"
      : "TruffleHog scanned nothing: its log counts 0 bytes";
  return { health: "empty", healthReasons: [reason] };
}
