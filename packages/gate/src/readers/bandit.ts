import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";

/** `bandit --format json`: https://bandit.readthedocs.io/en/latest/formatters/json.html */
export const bandit: ReportReader = {
  tool: "bandit",
  format: "bandit-json",
  lists: ["$.results.*"],
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.results) &&
    isMap(document.metrics) &&
    Object.hasOwn(document.metrics, "_totals"),
  read: (document, path) => {
    const report = new Entry(document, path);
    const findings = report.requiredEntries("results").map(readFinding);
    return {
      artifact: sourceFiles,
      createdAt: report.instant("generated_at"),
      findings,
      suppressed: [],
      usesDatabase: false,
      ...healthOf(report, findings.length),
    };
  },
};

/** Bandit exits 0 for a path that does not exist and for files that it cannot parse: only the report tells. */
function healthOf(report: Entry, findings: number): Pick<ReportContent, "health" | "healthReasons"> {
  const failures = report.requiredEntries("errors").map(describeError);
  const files = (report.entry("metrics")?.keys() ?? []).filter((key) => key !== "_totals");
  if (files.length === 0 && findings === 0) {
    const reason = "it has no metrics of any file: Bandit scanned nothing";
    return { health: failures.length === 0 ? "empty" : "failed", healthReasons: [reason, ...failures] };
  }
  return { health: failures.length === 0 ? "ok" : "partial", healthReasons: failures };
}

function describeError(error: Entry): string {
  return `${error.text("filename") ?? "a file"} was not scanned: ${error.text("reason") ?? "no reason is given"}`;
}

function readFinding(entry: Entry): Finding {
  const id = entry.requiredText("test_id");
  const name = entry.text("test_name") ?? id;
  const confidence = entry.text("issue_confidence");
  return sourceFinding(entry, {
    scanner: "bandit",
    ids: [id],
    category: "code",
    title: (showsCredential(entry, id) ? undefined : entry.text("issue_text")) ?? name,
    detail: confidence === undefined ? undefined : `Confidence: ${confidence.toLowerCase()}`,
    label: entry.text("issue_severity"),
    path: entry.requiredText("filename"),
    line: lineNumber(entry, "line_number"),
    links: [entry.text("more_info")],
  });
}

/** CWE ids of hard-coded credentials. */
const credentialWeaknesses = new Set([259, 321, 798]);

/** The text of these tests repeats the password that they found; old reports have no CWE. */
function showsCredential(entry: Entry, id: string): boolean {
  const weakness = entry.entry("issue_cwe")?.number("id");
  return /^B10[567]$/.test(id) || (weakness !== undefined && credentialWeaknesses.has(weakness));
}
