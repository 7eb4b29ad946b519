import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { clairFinding } from "./clair-vulnerability.js";
import type { ReportReader } from "./reader.js";

/** `klar IMAGE` with `FORMAT_OUTPUT=json`, a map by severity that does not name the image: https://github.com/optiopay/klar */
export const klar: ReportReader = {
  tool: "clair",
  format: "klar-json",
  recognises: (document) => isMap(document) && Object.hasOwn(document, "LayerCount") && isMap(document.Vulnerabilities),
  read: (document, path) => {
    const report = new Entry(document, path);
    const artifact: Artifact = { name: "", type: "container_image" };
    const bySeverity = report.requiredEntry("Vulnerabilities");
    const layers = report.number("LayerCount") ?? 0;
    const findings = bySeverity
      .keys()
      .flatMap((severity) => bySeverity.entries(severity).map((entry) => findingOf(entry, severity, artifact)));
    const contradictions = contradictionsIn(bySeverity);
    const isEmpty = layers === 0 && findings.length === 0;
    return {
      artifact,
      findings,
      suppressed: [],
      usesDatabase: true,
      health: isEmpty ? "empty" : contradictions.length === 0 ? "ok" : "partial",
      healthReasons: isEmpty ? ["it counts no layers: nothing was looked up"] : contradictions,
    };
  },
};

/** The key and the entry both give the severity. */
function contradictionsIn(bySeverity: Entry): string[] {
  const others = bySeverity
    .keys()
    .flatMap((severity) => bySeverity.entries(severity).filter((entry) => severityOf(entry, severity) !== severity));
  return others.map(({ pointer }) => `${pointer} has another severity than the list that it stands in`);
}

function severityOf(entry: Entry, listed: string): string {
  return entry.text("Severity") ?? listed;
}

function findingOf(entry: Entry, severity: string, artifact: Artifact): Finding {
  const said = {
    id: entry.requiredText("Name"),
    package: { name: entry.requiredText("FeatureName"), version: entry.text("FeatureVersion") },
    namespace: entry.text("NamespaceName"),
    fixedIn: entry.text("FixedBy"),
    severity: severityOf(entry, severity),
    link: entry.text("Link"),
  };
  return clairFinding(said, entry, artifact);
}
