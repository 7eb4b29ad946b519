import type { LargeReport } from "../report.js";
import type { RunRecord } from "../run-record.js";
import type { Doubt } from "../verdict.js";

/** What a report and its run record are held against. */
export interface Expectations {
  /** The time of the decision (RFC 3339, UTC). */
  now: string;
  /** `scanning.maxReportAge`. */
  maxReportAge: string;
  /**
   * Oldest vulnerability database accepted, such as `24h`, and the setting that says so.
   *
   * @default - any
   */
  maxDatabaseAge?: { age: string; setting: string } | undefined;
  /** Exit codes with which the scanner did its work. */
  exitCodes: readonly number[];
  /**
   * The commit that is judged.
   *
   * @default - not checked
   */
  commit?: string | undefined;
  /**
   * The images that are judged, by the name the policy gives them.
   *
   * @default - not checked
   */
  images?: readonly { name: string; digest: string }[] | undefined;
}

/** A report, the record of its run, and what both are held against. */
export interface Evidence {
  report: LargeReport;
  record: RunRecord;
  expected: Expectations;
}

/** One reason for doubt: what was found and what to do, or nothing. */
export type Check = (evidence: Evidence) => Omit<Doubt, "about"> | undefined;

/** How far the clocks of two machines may differ, in milliseconds. */
export const clockSkew = 5 * 60 * 1000;

/** The beginning of a digest or commit id, enough to recognise it. */
export function short(hex: string): string {
  return hex.slice(0, 12);
}
