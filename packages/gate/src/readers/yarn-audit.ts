import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { ReportError } from "../report-error.js";
import { linesOf, readLines } from "./line-entries.js";
import { advisoryFinding } from "./npm-advisories.js";
import { describeCount, healthOf, npmContent, withoutCredentials } from "./npm-audit.js";
import type { ReportContent, ReportReader } from "./reader.js";

/**
 * `yarn audit --json` of yarn 1, in JSON lines: https://classic.yarnpkg.com/lang/en/docs/cli/audit/. An advisory has a line
 * for every path to its package; the last line counts them, so that a report that lost lines is found out.
 */
export const yarnAudit: ReportReader = {
  tool: "npmAudit",
  format: "yarn1-audit-jsonl",
  recognises: (document) => linesOf(document).some(({ value }) => isAuditLine(value)),
  read: (document, path) => {
    const lines = readLines(document, path, readLine);
    const errors = lines.flatMap(({ error }) => error ?? []);
    const listed = lines.flatMap(({ advisory }) => advisory ?? []);
    const summaries = lines.flatMap(({ summary }) => summary ?? []);
    if (errors.length === 0 && summaries.length === 0) throw withoutSummary(path, linesOf(document).length);
    return {
      ...npmContent,
      ...(errors.length > 0 ? failed(errors) : contradictions(summaries, listed.length)),
      findings: withoutOtherPaths(listed),
      listed,
    };
  },
};

const auditTypes = ["auditAdvisory", "auditSummary", "auditAction"];

/** Yarn 2 and later write `type` and `data` too, and a name beside them. */
function isAuditLine(line: Record<string, unknown>): boolean {
  if (auditTypes.some((type) => line.type === type)) return true;
  return line.type === "error" && typeof line.data === "string" && Object.keys(line).length === 2;
}

interface Summary {
  counted: number;
  audited: number | undefined;
}

function readLine(line: Entry): { advisory?: Finding; summary?: Summary; error?: string } {
  switch (line.requiredText("type")) {
    case "auditAdvisory":
      return { advisory: advisoryFinding(line.requiredEntry("data").requiredEntry("advisory")) };
    case "auditSummary":
      return { summary: summaryOf(line.requiredEntry("data")) };
    case "error":
      return { error: line.text("data") ?? "it does not say why" };
    default:
      return {};
  }
}

function summaryOf(data: Entry): Summary {
  const counts = data.requiredEntry("vulnerabilities");
  const counted = counts.keys().reduce((sum, key) => sum + (counts.number(key) ?? 0), 0);
  return { counted, audited: data.number("totalDependencies") };
}

function failed(errors: readonly string[]): Pick<ReportContent, "health" | "healthReasons"> {
  return { health: "failed", healthReasons: errors.map((error) => `the audit failed: ${withoutCredentials(error)}`) };
}

/** Workspaces may be audited one after the other, each with a summary. */
function contradictions(
  summaries: readonly Summary[],
  listed: number,
): Pick<ReportContent, "health" | "healthReasons"> {
  const counted = summaries.reduce((sum, summary) => sum + summary.counted, 0);
  const audited = summaries.reduce((sum, summary) => sum + (summary.audited ?? 1), 0);
  return healthOf(counted > listed ? describeCount(counted, listed) : [], audited);
}

function withoutOtherPaths(listed: readonly Finding[]): Finding[] {
  const byPlace = Map.groupBy(listed, (finding) => JSON.stringify([finding.fingerprint, finding.package?.version]));
  return [...byPlace.values()].flatMap(([first]) => first ?? []);
}

function withoutSummary(path: string, line: number): ReportError {
  return new ReportError({
    path,
    place: { line },
    found: "has no summary (`auditSummary`) at its end: it was cut off, or yarn did not end well",
    remedy: "Run the audit again and keep its log.",
  });
}
