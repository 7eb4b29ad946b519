import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import { leadingNumber } from "./line-number.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles, sourceFinding } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** `gosec -fmt json`: https://github.com/securego/gosec#output-formats */
export const gosec: ReportReader = {
  tool: "gosec",
  format: "gosec-json",
  recognises: (document) => isMap(document) && Object.hasOwn(document, "Issues") && isMap(document.Stats),
  read: (document, path) => {
    const report = new Entry(document, path);
    // `null` where nothing was found.
    const issues = report.entries("Issues");
    const all = issues.map(readIssue);
    return {
      artifact: sourceFiles,
      toolVersion: report.text("GosecVersion"),
      findings: all.filter(({ suppression }) => suppression === undefined),
      suppressed: all.filter(({ suppression }) => suppression !== undefined),
      usesDatabase: false,
      ...healthOf(report, all.length),
    };
  },
};

function healthOf(report: Entry, listed: number): Pick<ReportContent, "health" | "healthReasons"> {
  const stats = report.requiredEntry("Stats");
  const found = stats.number("found") ?? 0;
  const healthReasons = [
    ...(report.entry("Golang errors")?.keys() ?? []).map((file) => `${file} was not scanned: it could not be compiled`),
    ...(found > listed ? [`its statistics count ${found} issues, but it lists ${listed}: some were left out`] : []),
    ...describeUnknownLists(report, ["Issues"]),
  ];
  if (healthReasons.length > 0) return { health: "partial", healthReasons };
  if (listed > 0 || stats.number("files") !== 0) return { health: "ok", healthReasons };
  return { health: "empty", healthReasons: ["its statistics count 0 files: gosec scanned nothing"] };
}

/** `code` is not read: it may show a secret. */
function readIssue(issue: Entry): Finding {
  const rule = issue.requiredText("rule_id");
  const weakness = issue.entry("cwe");
  // `ID` before gosec 2.8.
  const cwe = weakness?.text("id") ?? weakness?.text("ID");
  const finding = sourceFinding(issue, {
    scanner: "gosec",
    ids: [rule],
    category: "code",
    title: issue.text("details") ?? rule,
    label: issue.text("severity"),
    path: issue.requiredText("file"),
    // `36-39` for several lines.
    line: leadingNumber(issue, "line"),
    links: [weakness?.text("url") ?? weakness?.text("URL")],
    suppression: suppressionOf(issue),
  });
  return cwe === undefined ? finding : { ...finding, cwes: [`CWE-${cwe}`] };
}

/** With `-track-suppressions` and `-show-ignored` issues are listed although a comment or a flag takes them out. */
function suppressionOf(issue: Entry): Finding["suppression"] {
  const [suppression] = issue.entries("suppressions");
  if (suppression) {
    return { status: suppression.text("kind") ?? "suppressed", statement: suppression.text("justification") };
  }
  return issue.flag("nosec") === true ? { status: "ignored", source: "#nosec" } : undefined;
}
