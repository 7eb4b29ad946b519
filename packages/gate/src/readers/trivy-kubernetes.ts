import { Entry, isMap } from "../entry.js";
import type { ReportReader } from "./reader.js";
import { joinResults, readResult } from "./trivy-result.js";
import { describeUnknownLists } from "./unknown-lists.js";

/** Lists of resources: `Resources` in a full report, `Findings` in a summary, the other two before Trivy 0.37. */
const resourceLists = ["Resources", "Findings", "Vulnerabilities", "Misconfigurations"];

/** `trivy k8s --format json`: https://trivy.dev/latest/docs/target/kubernetes/ */
export const trivyKubernetes: ReportReader = {
  tool: "trivy",
  format: "trivy-k8s-json",
  recognises: (document) =>
    isMap(document) &&
    typeof document.ClusterName === "string" &&
    resourceLists.some((list) => Array.isArray(document[list])),
  read: (document, path) => {
    const report = new Entry(document, path);
    const resources = resourceLists.flatMap((list) => report.entries(list));
    const artifact = { name: report.text("ClusterName") ?? "", type: "kubernetes" };
    const content = joinResults(
      resources.flatMap((resource) =>
        resource.entries("Results").map((result) => readResult(result, artifact, resourceName(resource))),
      ),
    );
    const scanned = resources.some((resource) => resource.entries("Results").length > 0);
    const healthReasons = scanned
      ? [
          ...content.healthReasons,
          ...describeUnknownLists(report, resourceLists),
          ...resources.flatMap((resource) => describeUnknownLists(resource, ["Results"])),
          ...resources.flatMap(scanError),
        ]
      : ["it has no results: Trivy scanned no resource"];
    return {
      artifact,
      createdAt: report.instant("CreatedAt"),
      ...content,
      healthReasons,
      health: !scanned ? "empty" : healthReasons.length === 0 ? "ok" : "partial",
    };
  },
};

function resourceName(resource: Entry): string {
  const parts = [resource.text("Namespace"), resource.text("Kind"), resource.text("Name")];
  return parts.filter((part) => part !== undefined).join("/");
}

function scanError(resource: Entry): string[] {
  const error = resource.text("Error");
  return error === undefined ? [] : [`${resourceName(resource)} was not scanned: ${error.split("\n")[0]}`];
}
