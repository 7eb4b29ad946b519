import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { inspectorFinding } from "./aws-inspector-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";

/** `aws inspector2 list-findings`: https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html */
export const awsInspector: ReportReader = {
  tool: "awsInspector",
  format: "inspector2-list-findings-json",
  recognises: (document) => isMap(document) && Array.isArray(document.findings) && isList(document, document.findings),
  read: (document, path) => {
    const report = new Entry(document, path);
    const all = report.entries("findings").map((entry) => inspectorFinding(entry, "awsInspector"));
    return {
      artifact: artifactOf(all),
      findings: all.filter(({ suppression }) => suppression === undefined),
      suppressed: all.filter(({ suppression }) => suppression !== undefined),
      usesDatabase: false,
      ...healthOf(all, report.text("nextToken")),
    };
  },
};

function isList(document: Record<string, unknown>, findings: readonly unknown[]): boolean {
  if (findings.length > 0) return findings.every((entry) => isMap(entry) && Object.hasOwn(entry, "findingArn"));
  return Object.keys(document).every((key) => key === "findings" || key === "nextToken");
}

function healthOf(
  all: readonly Finding[],
  nextToken: string | undefined,
): Pick<ReportContent, "health" | "healthReasons"> {
  if (nextToken !== undefined) {
    return { health: "partial", healthReasons: ["it is one page of several: there is a nextToken"] };
  }
  if (all.length > 0) return { health: "ok", healthReasons: [] };
  const reason = "it lists no findings at all, and a list does not say whether anything was scanned";
  return { health: "empty", healthReasons: [reason] };
}

function artifactOf(all: readonly Finding[]): Artifact {
  const [first, ...others] = all.map(({ artifact }) => artifact);
  if (first && others.every(({ name, digest }) => name === first.name && digest === first.digest)) return first;
  return { name: "", type: "unknown" };
}
