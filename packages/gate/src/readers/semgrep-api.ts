import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";

/**
 * Findings that the web API of Semgrep lists: https://semgrep.dev/api/v1/docs. It answers in pages and does not say whether more
 * of them follow, nor whether the scan was whole, so it is never more than a part.
 */
export const semgrepApi: ReportReader = {
  tool: "semgrep",
  format: "semgrep-api-json",
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.findings) &&
    document.findings.length > 0 &&
    document.findings.every(
      (entry) => isMap(entry) && Object.hasOwn(entry, "rule_name") && Object.hasOwn(entry, "state"),
    ),
  read: (document, path) => {
    const all = new Entry(document, path).requiredEntries("findings").map(readFinding);
    return {
      artifact: sourceFiles,
      findings: all.filter(({ suppression }) => suppression === undefined),
      suppressed: all.filter(({ suppression }) => suppression !== undefined),
      usesDatabase: false,
      health: "partial",
      healthReasons: [
        "it is a page of Semgrep's web API, which does not say whether more follow: give the scan's own report",
      ],
    };
  },
};

function readFinding(entry: Entry): Finding {
  const rule = entry.requiredText("rule_name");
  const place = entry.requiredEntry("location");
  const status = entry.text("status") ?? "open";
  const isSecret = /(^|\.)secrets?\./.test(rule);
  return sourceFinding(entry, {
    scanner: "semgrep",
    ids: [rule],
    category: isSecret ? "secret" : "code",
    title: rule,
    // A rule may quote what it matched in its message.
    detail: isSecret ? undefined : entry.text("rule_message"),
    label: entry.text("severity"),
    path: place.requiredText("file_path"),
    line: lineNumber(place, "line"),
    links: [entry.text("line_of_code_url")],
    suppression: status === "open" ? undefined : { status, statement: entry.text("triage_comment") },
  });
}
