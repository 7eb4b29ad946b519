import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { asffFinding, hasPassed } from "./asff-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";

/**
 * Findings in the AWS Security Finding Format, as `aws securityhub get-findings` lists them, or the list alone:
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
 */
export const asff: ReportReader = {
  tool: "awsSecurityHub",
  format: "asff-json",
  recognises: (document) => isAsff(document) && !isOfInspector(document),
  read: (document, path) => readFindings(document, path, "awsSecurityHub"),
};

/** The same, where Security Hub passes on nothing but what Inspector found. */
export const inspectorAsff: ReportReader = {
  tool: "awsInspector",
  format: "asff-json",
  recognises: (document) => isAsff(document) && isOfInspector(document),
  read: (document, path) => readFindings(document, path, "awsInspector"),
};

function readFindings(document: unknown, path: string, scanner: string): ReportContent {
  const entries = Array.isArray(document)
    ? document.map((value, index) => new Entry(value, path, `/${index}`))
    : new Entry(document, path).requiredEntries("Findings");
  const all = entries.filter((entry) => !hasPassed(entry)).map((entry) => asffFinding(entry, scanner));
  return {
    artifact: artifactOf(all),
    findings: all.filter(({ suppression }) => suppression === undefined),
    suppressed: all.filter(({ suppression }) => suppression !== undefined),
    usesDatabase: false,
    ...healthOf(entries.length, Array.isArray(document) ? undefined : new Entry(document, path).text("NextToken")),
  };
}

function isAsff(document: unknown): boolean {
  if (Array.isArray(document)) return document.length > 0 && document.every(isFinding);
  if (!isMap(document) || !Array.isArray(document.Findings)) return false;
  if (document.Findings.length > 0) return document.Findings.every(isFinding);
  return Object.keys(document).every((key) => key === "Findings" || key === "NextToken");
}

function isOfInspector(document: unknown): boolean {
  const findings: unknown = isMap(document) ? document.Findings : document;
  const isInspectors = (value: unknown) =>
    isMap(value) && typeof value.ProductArn === "string" && value.ProductArn.endsWith("/aws/inspector");
  return Array.isArray(findings) && findings.length > 0 && findings.every(isInspectors);
}

function isFinding(value: unknown): boolean {
  return isMap(value) && Object.hasOwn(value, "ProductArn") && Object.hasOwn(value, "AwsAccountId");
}

function healthOf(listed: number, nextToken: string | undefined): Pick<ReportContent, "health" | "healthReasons"> {
  if (nextToken !== undefined) {
    return { health: "partial", healthReasons: ["it is one page of several: there is a NextToken"] };
  }
  if (listed > 0) return { health: "ok", healthReasons: [] };
  const reason = "it lists no findings at all, and a list does not say whether anything was scanned";
  return { health: "empty", healthReasons: [reason] };
}

function artifactOf(all: readonly Finding[]): Artifact {
  const [first, ...others] = all.map(({ artifact }) => artifact);
  if (first && others.every(({ name, digest }) => name === first.name && digest === first.digest)) return first;
  return { name: "", type: "unknown" };
}
