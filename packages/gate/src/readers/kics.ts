import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** `kics scan --report-formats json`: https://docs.kics.io/latest/results/#json */
export const kics: ReportReader = {
  tool: "kics",
  format: "kics-json",
  recognises: (document) =>
    isMap(document) && Array.isArray(document.queries) && Object.hasOwn(document, "files_scanned"),
  read: (document, path) => {
    const report = new Entry(document, path);
    const queries = report.requiredEntries("queries");
    const findings = queries.flatMap((query) => query.requiredEntries("files").map((file) => readFinding(query, file)));
    return {
      artifact: sourceFiles,
      toolVersion: report.text("kics_version"),
      findings,
      suppressed: [],
      usesDatabase: false,
      ...healthOf(report, findings.length),
    };
  },
};

/** A bill of materials lists resources, not weaknesses. */
const knownLists = ["queries", "bill_of_materials", "paths"];

function healthOf(report: Entry, listed: number): Pick<ReportContent, "health" | "healthReasons"> {
  const count = (key: string) => report.number(key) ?? 0;
  const [scanned, parsed] = [count("files_scanned"), report.number("files_parsed") ?? count("files_scanned")];
  const failed = count("queries_failed_to_execute");
  const unscanned = Math.max(count("files_failed_to_scan"), scanned - parsed);
  const counted = count("total_counter");
  const healthReasons = [
    ...(unscanned > 0 ? [`${unscanned} of ${scanned} files could not be scanned`] : []),
    ...(failed > 0 ? [`${failed} of ${count("queries_total")} queries failed`] : []),
    ...(counted > listed ? [`it counts ${counted} results, but lists ${listed}: some were left out`] : []),
    ...describeUnknownLists(report, knownLists),
  ];
  if (listed === 0 && (scanned === 0 || report.number("queries_total") === 0)) {
    return {
      health: "empty",
      healthReasons: ["it has no files or no queries: KICS scanned nothing", ...healthReasons],
    };
  }
  return { health: healthReasons.length === 0 ? "ok" : "partial", healthReasons };
}

function readFinding(query: Entry, file: Entry): Finding {
  const id = query.requiredText("query_id");
  const name = query.text("query_name") ?? id;
  const isSecret = /^Passwords And Secrets\b/i.test(name);
  const cwe = query.text("cwe");
  const place = file.text("search_key");
  const finding = sourceFinding(file, {
    scanner: "kics",
    ids: [id],
    category: isSecret ? "secret" : "misconfiguration",
    title: name,
    label: query.text("severity"),
    path: file.requiredText("file_name"),
    line: lineNumber(file, "line"),
    links: [query.text("query_url")],
    // What was found in place of a password, and where, may show it.
    ...(!isSecret && {
      detail: file.text("actual_value") ?? query.text("description"),
      remedy: file.text("expected_value"),
      resource: place,
    }),
  });
  return cwe === undefined ? finding : { ...finding, cwes: [`CWE-${cwe}`] };
}
