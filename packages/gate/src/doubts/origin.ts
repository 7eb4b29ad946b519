import { compromisedReleases } from "../compromised-versions.js";
import { describeExitCodes } from "../exit-codes.js";
import type { LargeReport } from "../report.js";
import { baseName, type RunRecord } from "../run-record.js";
import { type Check, clockSkew, short } from "./check.js";

export const isOfThisReport: Check = ({ report, record }) => {
  if (record.report.sha256 !== report.sha256) {
    const found = `has a run record of another content (SHA-256 ${short(record.report.sha256)}, the file has ${short(report.sha256)})`;
    return { found, remedy: "The report changed after the scan: run the scanner again." };
  }
  if (record.report.file !== baseName(report.path)) {
    return {
      found: `has a run record of another file (${record.report.file})`,
      remedy: "Give the report that it names.",
    };
  }
  if (record.report.bytes !== report.bytes) {
    const found = `has a run record of ${record.report.bytes} bytes, the file has ${report.bytes}`;
    return { found, remedy: "Run the scanner again." };
  }
  return undefined;
};

export const isOfThisTool: Check = ({ report, record }) => {
  if (record.tool.name !== report.tool) {
    const found = `is a report of ${report.tool}, its run record is of ${record.tool.name}`;
    return { found, remedy: "Write the record of the scanner that made the report." };
  }
  const versions = [report.toolVersion, record.tool.version].map((version) => version?.replace(/^v/, ""));
  if (versions[0] === undefined || versions[0] === versions[1]) return undefined;
  const found = `was written by ${report.tool} ${report.toolVersion}, its run record says ${record.tool.version}`;
  return { found, remedy: "Record the version that really ran." };
};

export const isNotCompromised: Check = ({ report, record }) => {
  const release = compromisedRelease(report, record);
  if (!release) return undefined;
  const found = `comes from ${release.tool} ${record.tool.version}, a release made by attackers (${release.advisory})`;
  return { found, remedy: `Use another version, and treat the runner as breached: ${release.source}.` };
};

/** True for a report of a release that attackers made, as report or record say. */
export function isCompromised(report: LargeReport, record: RunRecord | undefined): boolean {
  return compromisedRelease(report, record) !== undefined;
}

function compromisedRelease(report: LargeReport, record: RunRecord | undefined) {
  const versions = [report.toolVersion, record?.tool.version].map((version) => version?.replace(/^v/, ""));
  return compromisedReleases.find(
    ({ tool, versions: bad }) => tool === report.tool && versions.some((version) => bad.includes(version ?? "")),
  );
}

export const wasWrittenByThisRun: Check = ({ report, record }) => {
  if (report.createdAt === undefined) return undefined;
  const created = Date.parse(report.createdAt);
  const start = Date.parse(record.startedAt) - clockSkew;
  const end = Date.parse(record.endedAt) + clockSkew;
  if (created >= start && created <= end) return undefined;
  const found = `was created ${report.createdAt}, outside of the run that its record tells of (${record.startedAt} to ${record.endedAt})`;
  return { found, remedy: "An old report was recorded as new: run the scanner again." };
};

export const didItsWork: Check = ({ record, expected }) => {
  if (expected.exitCodes.includes(record.exitCode)) return undefined;
  const allowed = describeExitCodes(expected.exitCodes);
  const found = `comes from a run of ${record.tool.name} that failed: exit code ${record.exitCode}, not ${allowed}`;
  return { found, remedy: "Read the scanner's log, correct the cause and run it again." };
};

/** The code that stands for findings often stands for errors too: beside a report without findings it is an error. */
export const endedAsItsReportSays: Check = ({ report, record, expected }) => {
  if (record.exitCode === 0 || !expected.exitCodes.includes(record.exitCode)) return undefined;
  if (report.findings.length > 0) return undefined;
  const found = `lists no finding, but ${record.tool.name} ended with exit code ${record.exitCode}, which stands for findings or for an error`;
  return { found, remedy: "Read the scanner's log, correct the cause and run it again." };
};
