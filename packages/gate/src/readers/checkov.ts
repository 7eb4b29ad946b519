import { Entry, isMap } from "../entry.js";
import { checkovFinding } from "./checkov-finding.js";
import type { ReportReader } from "./reader.js";
import { sourceFiles } from "./source-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

const knownLists = ["passed_checks", "failed_checks", "skipped_checks", "parsing_errors"];

/**
 * `checkov --output json`: https://www.checkov.io/2.Basics/Reviewing%20Scan%20Results.html. One framework gives a map,
 * several give a list of such maps, and none gives the bare summary.
 */
export const checkov: ReportReader = {
  tool: "checkov",
  format: "checkov-json",
  recognises: (document) =>
    Array.isArray(document) ? isFramework(document[0]) : isFramework(document) || isSummary(document),
  read: (document, path) => {
    const frameworks = Array.isArray(document)
      ? document.map((value, index) => new Entry(value, path, `/${index}`))
      : [new Entry(document, path)];
    const checked = frameworks.filter((framework) => !isBareSummary(framework)).map(readFramework);
    const healthReasons = checked.flatMap((framework) => framework.healthReasons);
    const nothing = checked.every((framework) => framework.checks === 0);
    return {
      artifact: sourceFiles,
      toolVersion: frameworks.map(versionOf).find((version) => version !== undefined),
      findings: checked.flatMap(({ findings }) => findings),
      suppressed: checked.flatMap(({ suppressed }) => suppressed),
      usesDatabase: false,
      healthReasons: nothing ? ["it has no checks: Checkov found nothing to check", ...healthReasons] : healthReasons,
      health: nothing ? "empty" : healthReasons.length === 0 ? "ok" : "partial",
    };
  },
};

function isFramework(value: unknown): boolean {
  return isMap(value) && typeof value.check_type === "string" && isMap(value.results);
}

/** Such as `{"passed": 0, "failed": 0, "skipped": 0, "checkov_version": "3.2.0"}`. */
function isSummary(value: unknown): boolean {
  return isMap(value) && typeof value.checkov_version === "string" && typeof value.failed === "number";
}

function isBareSummary(framework: Entry): boolean {
  return framework.text("check_type") === undefined && framework.number("failed") === 0;
}

function versionOf(framework: Entry): string | undefined {
  return framework.text("checkov_version") ?? framework.entry("summary")?.text("checkov_version");
}

function readFramework(framework: Entry) {
  const type = framework.requiredText("check_type");
  const results = framework.requiredEntry("results");
  const summary = framework.entry("summary");
  const failed = results.requiredEntries("failed_checks");
  const skipped = results.entries("skipped_checks");
  const unparsed = results.texts("parsing_errors");
  const counted = (key: string) => summary?.number(key) ?? 0;
  return {
    findings: failed.map((check) => checkovFinding(check, type)),
    suppressed: skipped.map((check) => ({
      ...checkovFinding(check, type),
      suppression: { status: "skipped", statement: check.entry("check_result")?.text("suppress_comment") },
    })),
    // --quiet lists neither passed nor skipped checks; the summary still counts them.
    checks:
      Math.max(counted("passed"), results.entries("passed_checks").length) +
      Math.max(counted("skipped"), skipped.length) +
      failed.length,
    healthReasons: [
      ...unparsed.map((file) => `${file} could not be parsed, so it was not checked`),
      ...describeMissing(counted("parsing_errors"), unparsed.length, `files of ${type} that could not be parsed`),
      ...describeMissing(counted("failed"), failed.length, `failed checks of ${type}`),
      ...describeUnknownLists(results, knownLists),
    ],
  };
}

function describeMissing(counted: number, listed: number, what: string): string[] {
  return counted > listed ? [`its summary counts ${counted} ${what}, and ${listed} are listed`] : [];
}
