import { isMap } from "../entry.js";
import { plainText } from "../plain-text.js";
import { ReportError } from "../report-error.js";
import { awsEcr } from "./aws-ecr.js";
import { awsInspector } from "./aws-inspector.js";
import { bandit } from "./bandit.js";
import { checkov } from "./checkov.js";
import { gitlab } from "./gitlab.js";
import { gitleaks, gitleaksLegacy } from "./gitleaks.js";
import { grype } from "./grype.js";
import { hadolint } from "./hadolint.js";
import { kubeScore } from "./kube-score.js";
import { npmAdvisories } from "./npm-advisories.js";
import { npmAudit, npmAuditError } from "./npm-audit.js";
import { osvScanner } from "./osv-scanner.js";
import { pipAudit, pipAuditLegacy } from "./pip-audit.js";
import type { ReportReader } from "./reader.js";
import { sarif } from "./sarif.js";
import { sarifToolNames } from "./sarif-tools.js";
import { semgrep } from "./semgrep.js";
import { snykProject, snykProjects } from "./snyk.js";
import { snykIssues } from "./snyk-issues.js";
import { sonarqube, sonarqubeHotspots } from "./sonarqube.js";
import { trivyKubernetes } from "./trivy-kubernetes.js";
import { trivyOperator } from "./trivy-operator.js";
import { trivyLegacy, trivyReport } from "./trivy-report.js";

/** Every format that is read. The content decides, so no two may recognise the same document. */
export const readers: readonly ReportReader[] = [
  trivyReport,
  trivyKubernetes,
  trivyOperator,
  trivyLegacy,
  snykProject,
  snykProjects,
  snykIssues,
  awsEcr,
  awsInspector,
  gitlab,
  sonarqube,
  sonarqubeHotspots,
  grype,
  semgrep,
  bandit,
  gitleaks,
  gitleaksLegacy,
  checkov,
  hadolint,
  kubeScore,
  sarif,
  pipAudit,
  pipAuditLegacy,
  osvScanner,
  npmAudit,
  npmAuditError,
  npmAdvisories,
];

/** The scanners whose reports are read in one format at least. SARIF logs of scanners that are not named here are read too. */
export const readableTools: readonly string[] = [
  ...new Set([...readers.filter((reader) => !reader.toolOf).map(({ tool }) => tool), ...sarifToolNames]),
];

/**
 * The reader for a document, under the name of the scanner that wrote it.
 *
 * @param tool Scanner that it must be of; undefined takes what the content shows.
 * @throws {ReportError} when no reader knows the document, or another scanner wrote it.
 */
export function readerFor(document: unknown, path: string, tool: string | undefined): ReportReader {
  const reader =
    readers.find((candidate) => candidate.recognises(document)) ??
    readers.find((candidate) => candidate.tool === tool && candidate.recognisesNamed?.(document) === true);
  if (!reader) {
    throw new ReportError({
      path,
      found: `is ${describeForeign(document)}, which is not a report that can be judged`,
      remedy:
        tool === undefined && readers.some((candidate) => candidate.recognisesNamed?.(document))
          ? "Some scanners write this when they find nothing: say which one did, as in `gitleaks=report.json`."
          : `Give the full JSON report of one of: ${readableTools.join(", ")}.`,
      ...(tool !== undefined && { tool }),
    });
  }
  const writer = reader.toolOf ? (reader.toolOf(document) ?? tool ?? reader.tool) : reader.tool;
  if (tool !== undefined && tool !== writer) {
    throw new ReportError({
      path,
      found: `is a report of ${writer}, not of ${tool}`,
      remedy: `Give it as ${writer}, or give the report of ${tool}.`,
      tool,
    });
  }
  return { ...reader, tool: writer };
}

/** Documents that people give by mistake, by a key that only they have. */
const foreignKeys: ReadonlyArray<readonly [string, string]> = [
  ["bomFormat", "a CycloneDX bill of materials"],
  ["spdxVersion", "an SPDX bill of materials"],
  ["exitCode", "a run record"],
  ["decision", "a verdict"],
];

function describeForeign(document: unknown): string {
  if (Array.isArray(document)) {
    return document.length === 0 ? "an empty list" : `a list of unknown entries${keysOf(document[0])}`;
  }
  if (!isMap(document)) return document === null ? "null" : `a single ${typeof document}`;
  const known = foreignKeys.find(([key]) => Object.hasOwn(document, key));
  if (known) return known[1];
  if (isListOfIds(document.vulnerabilities) || isListOfIds(document.misconfigurations)) {
    return "a list of ids without severities";
  }
  return Object.keys(document).length === 0 ? "an empty map" : `JSON of an unknown format${keysOf(document)}`;
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === "string");
}

/** The first keys of a map tell a reader what the file is; values may be secret. */
function keysOf(value: unknown): string {
  if (!isMap(value)) return "";
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? "" : ` (keys: ${keys.map((key) => plainText(key).slice(0, 40)).join(", ")}, ...)`;
}
