import type { LargeReport } from "../report.js";
import { baseName, type RunRecord, runRecordPath } from "../run-record.js";
import type { Doubt } from "../verdict.js";
import { endsAfterItsStart, isFresh, isNotFromTheFuture, usedFreshData } from "./age.js";
import type { Check, Expectations } from "./check.js";
import {
  didItsWork,
  endedAsItsReportSays,
  isNotCompromised,
  isOfThisReport,
  isOfThisTool,
  wasWrittenByThisRun,
} from "./origin.js";
import { agreesOnTheCommit, isOfTheCommit, isOfTheImage } from "./subject.js";

const checks: readonly Check[] = [
  isOfThisReport,
  isOfThisTool,
  isNotCompromised,
  isFresh,
  isNotFromTheFuture,
  endsAfterItsStart,
  wasWrittenByThisRun,
  didItsWork,
  endedAsItsReportSays,
  agreesOnTheCommit,
  isOfTheCommit,
  isOfTheImage,
  usedFreshData,
];

/**
 * Every reason not to trust a report. Empty when it may be judged.
 *
 * @param record The record of its run; `unreadable` where there is one and its own error tells what is wrong with it.
 */
export function doubtsAbout(
  report: LargeReport,
  record: RunRecord | "unreadable" | undefined,
  expected: Expectations,
): Doubt[] {
  const reasons = [describeHealth(report), ...describeRecord(report, record, expected)];
  return reasons.flatMap((reason) => reason ?? []).map((reason) => ({ about: report.path, ...reason }));
}

function describeRecord(report: LargeReport, record: RunRecord | "unreadable" | undefined, expected: Expectations) {
  if (record === "unreadable") return [];
  if (record) return checks.map((check) => check({ report, record, expected }));
  const found = `has no run record (${baseName(runRecordPath(report.path))})`;
  return [{ found, remedy: "Write one with `sallyport record` where the scanner runs." }];
}

function describeHealth({ health, healthReasons }: LargeReport): Omit<Doubt, "about"> | undefined {
  if (health === "ok") return undefined;
  const words = {
    partial: "is incomplete",
    failed: "says that the scan failed",
    empty: "shows that nothing was scanned",
  };
  const remedy = "Read the scanner's log, correct the cause and run it again.";
  return { found: [words[health], ...shortList(healthReasons)].join(": "), remedy };
}

function shortList(reasons: readonly string[]): string[] {
  if (reasons.length === 0) return [];
  const rest = reasons.length > 3 ? `; and ${reasons.length - 3} more` : "";
  return [reasons.slice(0, 3).join("; ") + rest];
}
