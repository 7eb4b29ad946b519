import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { ReportError } from "../report-error.js";
import type { ReportContent } from "./reader.js";
import { licence, misconfiguration, type ResultContext, secret, vulnerability } from "./trivy-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** What Trivy says about one target, or about several. */
export type TrivyResult = Pick<ReportContent, "findings" | "suppressed" | "healthReasons" | "usesDatabase">;

const knownKeys = [
  "Target",
  "Class",
  "Type",
  "Packages",
  "MisconfSummary",
  "Vulnerabilities",
  "Misconfigurations",
  "Secrets",
  "Licenses",
  "CustomResources",
  "ModifiedFindings",
  "ExperimentalModifiedFindings",
];

/** One entry of `Results`. */
export function readResult(
  result: Entry,
  artifact: Artifact,
  within?: string,
  instructions?: ReadonlyMap<string, string>,
): TrivyResult {
  const context: ResultContext = {
    artifact,
    instructions,
    target: result.requiredText("Target"),
    kind: result.text("Class"),
    type: result.text("Type"),
    within,
  };
  const vulnerabilities = result.entries("Vulnerabilities");
  const misconfigurations = result.entries("Misconfigurations");
  const passed = (entry: Entry) => entry.text("Status") === "PASS";
  const excepted = (entry: Entry) => entry.text("Status") === "EXCEPTION";
  const modified = [...result.entries("ModifiedFindings"), ...result.entries("ExperimentalModifiedFindings")];
  return {
    findings: [
      ...vulnerabilities.map((entry) => vulnerability(entry, context)),
      ...misconfigurations
        .filter((entry) => !passed(entry) && !excepted(entry))
        .map((entry) => misconfiguration(entry, context)),
      ...result.entries("Secrets").map((entry) => secret(entry, context)),
      ...result.entries("Licenses").map((entry) => licence(entry, context)),
    ],
    suppressed: [
      ...misconfigurations
        .filter(excepted)
        .map((entry) => ({ ...misconfiguration(entry, context), suppression: { status: "exception" } })),
      ...modified.map((entry) => suppressedFinding(entry, context)),
    ],
    healthReasons: describeUnknownLists(result, knownKeys),
    usesDatabase: vulnerabilities.length > 0 || context.kind === "os-pkgs" || context.kind === "lang-pkgs",
  };
}

/** All results of a report as one. */
export function joinResults(results: readonly TrivyResult[]): TrivyResult {
  return {
    findings: results.flatMap(({ findings }) => findings),
    suppressed: results.flatMap(({ suppressed }) => suppressed),
    healthReasons: results.flatMap(({ healthReasons }) => healthReasons),
    usesDatabase: results.some(({ usesDatabase }) => usesDatabase),
  };
}

const byType: Readonly<Record<string, (entry: Entry, context: ResultContext) => Finding>> = {
  vulnerability,
  misconfiguration,
  secret,
  license: licence,
};

/** A finding that an ignore file or a VEX document made Trivy leave out. */
function suppressedFinding(entry: Entry, context: ResultContext): Finding {
  const type = entry.requiredText("Type");
  const read = Object.hasOwn(byType, type) ? byType[type] : undefined;
  const inner = entry.entry("Finding");
  if (!read || !inner) {
    throw new ReportError({
      path: entry.path,
      place: { pointer: entry.pointer },
      found: "must be a suppressed vulnerability, misconfiguration, secret or license here",
      remedy: "Read the report with a newer sallyport, or get it again.",
    });
  }
  return {
    ...read(inner, context),
    suppression: {
      status: entry.text("Status") ?? "suppressed",
      statement: entry.text("Statement"),
      source: entry.text("Source"),
    },
  };
}
