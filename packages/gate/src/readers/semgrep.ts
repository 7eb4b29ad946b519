import { Entry, isMap } from "../entry.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { semgrepFinding } from "./semgrep-finding.js";
import { sourceFiles } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

const knownLists = [
  "results",
  "errors",
  "skipped_rules",
  "interfile_languages_used",
  "profiling_results",
  "explanations",
  "rules_by_engine",
  "subprojects",
];

/** `semgrep scan --json`: https://semgrep.dev/docs/semgrep-appsec-platform/json-and-sarif#json */
export const semgrep: ReportReader = {
  tool: "semgrep",
  format: "semgrep-json",
  lists: ["$.results.*"],
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.results) &&
    Array.isArray(document.errors) &&
    (hasScannedPaths(document) || (isMap(document.results[0]) && Object.hasOwn(document.results[0], "check_id"))),
  read: (document, path) => {
    const report = new Entry(document, path);
    const results = report.requiredEntries("results");
    const isIgnored = (result: Entry) => result.entry("extra")?.flag("is_ignored") === true;
    return {
      artifact: sourceFiles,
      toolVersion: report.text("version"),
      findings: results.filter((result) => !isIgnored(result)).map(semgrepFinding),
      suppressed: results
        .filter(isIgnored)
        .map((result) => ({ ...semgrepFinding(result), suppression: { status: "ignored", source: "nosemgrep" } })),
      usesDatabase: false,
      ...healthOf(report, results.length),
    };
  },
};

function hasScannedPaths({ paths }: Record<string, unknown>): boolean {
  return isMap(paths) && Object.hasOwn(paths, "scanned");
}

function healthOf(report: Entry, results: number): Pick<ReportContent, "health" | "healthReasons"> {
  const errors = report.requiredEntries("errors");
  const scanned = report.entry("paths")?.texts("scanned");
  const healthReasons = [
    ...errors.map(describeError),
    ...report.entries("skipped_rules").map(describeSkippedRule),
    ...describeUnknownLists(report, knownLists),
  ];
  // A warning is about one file; an error ends a rule or the whole run.
  if (errors.some((error) => !["warn", "info"].includes(error.text("level") ?? ""))) {
    return { health: "failed", healthReasons };
  }
  if (results === 0 && scanned?.length === 0) {
    return { health: "empty", healthReasons: ["it has no scanned paths: Semgrep scanned nothing", ...healthReasons] };
  }
  return { health: healthReasons.length === 0 ? "ok" : "partial", healthReasons };
}

/** The first line only: the ones after it may show source code. */
function describeError(error: Entry): string {
  const [message = "no reason is given"] = (error.text("message") ?? "").split("\n").filter((line) => line !== "");
  const path = error.text("path");
  return path === undefined ? `Semgrep failed: ${message}` : `${path} was not scanned in full: ${message}`;
}

function describeSkippedRule(rule: Entry): string {
  return `rule ${rule.text("rule_id") ?? "without id"} was skipped: this Semgrep cannot run it`;
}
