import { Entry, isMap } from "../entry.js";
import { ReportError } from "../report-error.js";
import { npmFinding, npmPackageFinding } from "./npm-finding.js";
import { advisoriesOf } from "./npm-via.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sourceFiles } from "./source-finding.js";

/** `npm audit --json` since npm 7: https://docs.npmjs.com/cli/commands/npm-audit */
export const npmAudit: ReportReader = {
  tool: "npmAudit",
  format: "npm-audit-v2-json",
  recognises: (document) => isMap(document) && Object.hasOwn(document, "auditReportVersion"),
  read: (document, path) => {
    const report = new Entry(document, path);
    refuseOtherVersions(report);
    const byName = report.requiredEntry("vulnerabilities");
    const packages = byName.keys().map((name) => byName.requiredEntry(name));
    const traced = packages.map((entry) => ({ entry, ...advisoriesOf(entry, byName) }));
    const counted = report.requiredEntry("metadata").requiredEntry("vulnerabilities");
    return {
      ...npmContent,
      ...healthOf(
        [
          ...traced.flatMap(({ entry, missing }) => missing.map((name) => describeMissing(entry, name))),
          ...describeCount(counted.number("total"), packages.length),
        ],
        report.requiredEntry("metadata").entry("dependencies")?.number("total"),
      ),
      findings: traced.flatMap(({ entry, advisories }) =>
        advisories.length === 0
          ? [npmPackageFinding(entry)]
          : advisories.map((advisory) => npmFinding(entry, advisory)),
      ),
      // npm counts packages, whichever number of advisories each of them has.
      listed: packages.map((entry) => npmPackageFinding(entry)),
    };
  },
};

/** What `npm audit --json` and `pnpm audit --json` write when they could not ask: `{"message": ..., "error": {...}}`. */
export const npmAuditError: ReportReader = {
  tool: "npmAudit",
  format: "npm-audit-error-json",
  recognises: (document) =>
    isMap(document) &&
    isMap(document.error) &&
    (Object.hasOwn(document.error, "code") || Object.hasOwn(document.error, "summary")) &&
    Object.keys(document).every((key) => errorKeys.includes(key)),
  read: (document, path) => {
    const report = new Entry(document, path);
    const error = report.requiredEntry("error");
    const said = [error.text("code"), report.text("message") ?? error.text("summary") ?? error.text("message")];
    const reason = said.filter((text) => text !== undefined).join(": ");
    return {
      ...npmContent,
      health: "failed",
      healthReasons: [`the audit failed: ${withoutCredentials(reason) || "it does not say why"}`],
      findings: [],
    };
  },
};

const errorKeys = ["message", "method", "uri", "headers", "statusCode", "body", "error"];

/** What all reports of npm and pnpm have in common; the registry is asked at the time of the run. */
export const npmContent = { artifact: sourceFiles, suppressed: [], usesDatabase: false } as const;

export function healthOf(
  healthReasons: readonly string[],
  audited: number | undefined,
): Pick<ReportContent, "health" | "healthReasons"> {
  if (healthReasons.length > 0) return { health: "partial", healthReasons };
  if (audited !== 0) return { health: "ok", healthReasons: [] };
  return { health: "empty", healthReasons: ["it has no dependencies: nothing was audited"] };
}

export function describeCount(counted: number | undefined, listed: number): string[] {
  if (counted === undefined || counted === listed) return [];
  return [`its metadata counts ${counted} vulnerabilities, but it lists ${listed}: some were left out`];
}

function refuseOtherVersions(report: Entry): void {
  const version = report.number("auditReportVersion");
  if (version === 2) return;
  throw new ReportError({
    path: report.path,
    place: { pointer: "/auditReportVersion" },
    found: `is an npm report of version ${version}; version 2 is known`,
    remedy: "Use an npm that writes version 2, or a newer sallyport.",
  });
}

function describeMissing(entry: Entry, name: string): string {
  return `${entry.pointer} is vulnerable via ${name}, which the report does not list`;
}

/** A registry's address may hold a password. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/\/\/[^\s/@]*@/g, "//");
}
