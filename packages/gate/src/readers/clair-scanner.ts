import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { clairFinding } from "./clair-vulnerability.js";
import type { ReportReader } from "./reader.js";

/**
 * `clair-scanner --report`: https://github.com/arminc/clair-scanner. `vulnerabilities` holds all of them, `unapproved` the
 * names of those that are neither on the list of approved ones nor below its threshold. Which of the two kept a name out
 * nobody can tell, so approved ones are findings all the same. The report does not say how many layers were looked at:
 * clair-scanner writes none where it could not analyse one.
 */
export const clairScanner: ReportReader = {
  tool: "clair",
  format: "clair-scanner-json",
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.vulnerabilities) &&
    ((typeof document.image === "string" && Object.hasOwn(document, "unapproved")) ||
      document.vulnerabilities.some(namesFeature)),
  read: (document, path) => {
    const report = new Entry(document, path);
    const image = report.text("image");
    const artifact: Artifact = { name: image ?? "", type: "container_image" };
    const entries = report.entries("vulnerabilities");
    const listed = new Set(entries.map((entry) => entry.requiredText("vulnerability")));
    const missing = report.texts("unapproved").filter((name) => !listed.has(name)).length;
    const healthReasons = [
      ...(image === undefined ? ["it does not say what was scanned"] : []),
      ...(missing > 0 ? [`${missing} of the vulnerabilities that it calls unapproved are not listed in it`] : []),
    ];
    return {
      artifact,
      findings: entries.map((entry) => findingOf(entry, artifact)),
      suppressed: [],
      usesDatabase: true,
      health: healthReasons.length === 0 ? "ok" : "partial",
      healthReasons,
    };
  },
};

function namesFeature(entry: unknown): boolean {
  return isMap(entry) && Object.hasOwn(entry, "featurename");
}

function findingOf(entry: Entry, artifact: Artifact) {
  const said = {
    id: entry.requiredText("vulnerability"),
    package: { name: entry.requiredText("featurename"), version: entry.text("featureversion") },
    namespace: entry.text("namespace"),
    fixedIn: entry.text("fixedby"),
    severity: entry.text("severity"),
    link: entry.text("link"),
  };
  return clairFinding(said, entry, artifact);
}
