import type { Entry } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import type { ReportHealth } from "./reader.js";
import { sarifFinding } from "./sarif-finding.js";
import { SarifRules } from "./sarif-rules.js";
import type { SarifTool } from "./sarif-tools.js";
import { sourceFiles } from "./source-finding.js";

/** What one run says. */
export interface SarifRun {
  findings: readonly Finding[];
  suppressed: readonly Finding[];
  /** Why it is no whole scan, if it is none. */
  failures: readonly string[];
  gaps: readonly string[];
  artifact: Artifact;
}

/** Kinds of results that say there is no weakness (section 3.27.9); `open` and `review` leave that to a person. */
const noWeakness: readonly string[] = ["pass", "notApplicable", "informational"];

/** @param computed False where `results` is absent or null: then the scan did not get that far (section 3.14.23). */
export function readRun(run: Entry, tool: SarifTool, computed: boolean): SarifRun {
  const artifact = artifactOf(run, tool);
  const rules = new SarifRules(run.requiredEntry("tool"));
  const context = { run, files: run.entries("artifacts"), tool, artifact };
  const results = run
    .entries("results")
    .filter((result) => !noWeakness.includes(result.text("kind") ?? "fail"))
    // The baseline had it, and it is gone.
    .filter((result) => result.text("baselineState") !== "absent")
    .map((result) => ({ result, named: rules.ruleOf(result) }));
  const read = results.map(({ result, named }) => ({
    finding: sarifFinding(result, named, context),
    suppression: suppressionOf(result),
  }));
  const contradictions = results.flatMap(({ named }) => named.contradiction ?? []);
  const invocations = run.entries("invocations");
  return {
    artifact,
    findings: read.filter(({ suppression }) => !suppression).map(({ finding }) => finding),
    suppressed: read.flatMap(({ finding, suppression }) => (suppression ? [{ ...finding, suppression }] : [])),
    failures: [
      ...(computed ? [] : [`${run.pointer} has no results, not even an empty list: the scan did not end`]),
      ...invocations.flatMap(failureIn),
    ],
    gaps: [...contradictions, ...invocations.flatMap((invocation) => gapsIn(invocation, tool)), ...externalParts(run)],
  };
}

/** The worst that any of the runs says. */
export function healthOf(runs: readonly SarifRun[]): { health: ReportHealth; healthReasons: readonly string[] } {
  const failures = runs.flatMap((run) => run.failures);
  const healthReasons = [...failures, ...runs.flatMap(({ gaps }) => gaps)];
  if (runs.length === 0) return { health: "empty", healthReasons: ["it has no runs: nothing was scanned"] };
  if (failures.length > 0) return { health: "failed", healthReasons };
  return { health: healthReasons.length > 0 ? "partial" : "ok", healthReasons };
}

function failureIn(invocation: Entry): string[] {
  const message = invocation.text("processStartFailureMessage") ?? invocation.text("exitSignalName");
  const failed = invocation.flag("executionSuccessful") === false || message !== undefined;
  if (!failed) return [];
  return [`${invocation.pointer} says that the scan failed${message === undefined ? "" : `: ${message}`}`];
}

/** A warning of most tools is about style; one of Semgrep is about a file that it could not parse or finish. */
function gapsIn(invocation: Entry, { name }: SarifTool): string[] {
  const grave = name === "semgrep" ? ["error", "warning"] : ["error"];
  const notifications = [
    ...invocation.entries("toolExecutionNotifications"),
    ...invocation.entries("toolConfigurationNotifications"),
  ].filter((notification) => grave.includes(notification.text("level") ?? "warning"));
  const errors = notifications.map((notification) => {
    const text = notification.entry("message")?.text("text");
    return `${notification.pointer} is a problem of the tool${text === undefined ? "" : `: ${text.split("\n", 1)[0]}`}`;
  });
  if (invocation.flag("executionSuccessful") === undefined) {
    errors.push(`${invocation.pointer} does not say whether the scan succeeded`);
  }
  if (invocation.entries("ruleConfigurationOverrides").length > 0) {
    errors.push(`${invocation.pointer} overrides severities of rules, which this version does not read`);
  }
  return errors;
}

/** Section 3.14.2: results and rules may stand in other files. */
function externalParts(run: Entry): string[] {
  if (run.entry("externalPropertyFileReferences") === undefined) return [];
  return [`${run.pointer} keeps parts in other files, which are not read`];
}

/** Section 3.35: a suppression that is rejected or still under review counts for nothing. */
function suppressionOf(result: Entry): Finding["suppression"] {
  const suppressions = result.entries("suppressions");
  const [first] = suppressions;
  const accepted = suppressions.every(
    (entry) => (entry.text("status") ?? entry.text("state") ?? "accepted") === "accepted",
  );
  if (!first || !accepted) return undefined;
  return {
    status: first.text("kind") ?? "suppressed",
    statement: first.text("justification"),
    source: first.entry("location")?.entry("physicalLocation")?.entry("artifactLocation")?.text("uri"),
  };
}

/** Trivy names the image in the properties of the run. */
function artifactOf(run: Entry, tool: SarifTool): Artifact {
  const properties = run.entry("properties");
  const image = properties?.freeTexts("imageName")[0];
  const [source] = run.entries("versionControlProvenance");
  const commit = source?.text("revisionId");
  if (image) {
    const [reference = ""] = properties?.freeTexts("repoDigests") ?? [];
    return { name: image, type: "container_image", digest: reference.split("@")[1], commit };
  }
  if (source) return { name: source.text("repositoryUri") ?? ".", type: "repository", commit };
  return ["code", "secret", "misconfiguration"].includes(tool.category) ? sourceFiles : { name: "", type: "unknown" };
}
