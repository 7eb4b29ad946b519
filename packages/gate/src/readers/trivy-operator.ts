import { Entry, isMap } from "../entry.js";
import type { Finding } from "../finding.js";
import type { ReportReader } from "./reader.js";
import {
  type OperatorContext,
  operatorCheck,
  operatorSecret,
  operatorVulnerability,
} from "./trivy-operator-finding.js";
import { describeUnknownLists } from "./unknown-lists.js";

const group = "aquasecurity.github.io";

/** Which list of `report` holds the findings of a kind of custom resource; bills of materials hold none. */
const findingLists: Readonly<Record<string, "vulnerabilities" | "checks" | "secrets" | "none">> = {
  VulnerabilityReport: "vulnerabilities",
  ClusterVulnerabilityReport: "vulnerabilities",
  ConfigAuditReport: "checks",
  ClusterConfigAuditReport: "checks",
  RbacAssessmentReport: "checks",
  ClusterRbacAssessmentReport: "checks",
  InfraAssessmentReport: "checks",
  ClusterInfraAssessmentReport: "checks",
  ExposedSecretReport: "secrets",
  SbomReport: "none",
  ClusterSbomReport: "none",
};

/**
 * Custom resources of the Trivy operator (https://aquasecurity.github.io/trivy-operator/latest/docs/crds/): one, a
 * `kubectl get -o json` list of them, or a map of such lists by resource name.
 */
export const trivyOperator: ReportReader = {
  tool: "trivy",
  format: "trivy-operator-crd-json",
  recognises: (document) =>
    isMap(document) &&
    (isCustomResource(document) ||
      (document.kind === "List" && Array.isArray(document.items) && document.items.some(isCustomResource)) ||
      Object.keys(document).some((key) => isResourceName(key) && Array.isArray(document[key]))),
  read: (document, path) => {
    const root = new Entry(document, path);
    const resources = customResources(root);
    const known = resources.filter((resource) => listOf(resource) !== undefined);
    const healthReasons = [
      ...resources.filter((resource) => listOf(resource) === undefined).map(describeUnknownKind),
      ...describeUnknownLists(root, ["items", ...root.keys().filter(isResourceName)]),
      ...(known.length === 0 ? ["it has no results: the operator reported nothing"] : []),
    ];
    return {
      artifact: { name: "cluster", type: "kubernetes" },
      toolVersion: known[0]?.entry("report")?.entry("scanner")?.text("version"),
      oldestResultAt: oldestUpdate(known),
      findings: known.flatMap(readResource),
      suppressed: [],
      usesDatabase: known.some((resource) => listOf(resource) === "vulnerabilities"),
      healthReasons,
      health: known.length === 0 ? "empty" : healthReasons.length === 0 ? "ok" : "partial",
    };
  },
};

function isCustomResource(value: unknown): boolean {
  return isMap(value) && typeof value.apiVersion === "string" && value.apiVersion.startsWith(`${group}/`);
}

function customResources(document: Entry): Entry[] {
  if (document.text("apiVersion")?.startsWith(`${group}/`)) return [document];
  if (document.text("kind") === "List") return document.entries("items");
  return document
    .keys()
    .filter(isResourceName)
    .flatMap((key) => document.entries(key));
}

/** True for a name such as vulnerabilityreports.aquasecurity.github.io. */
function isResourceName(key: string): boolean {
  return key.endsWith(`.${group}`);
}

function describeUnknownKind({ pointer }: Entry): string {
  return `${pointer === "" ? "it" : pointer} is a custom resource of a kind that this version does not know`;
}

function oldestUpdate(resources: readonly Entry[]): string | undefined {
  const updates = resources.flatMap((resource) => resource.entry("report")?.instant("updateTimestamp") ?? []);
  return updates.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

function listOf(resource: Entry) {
  const kind = resource.text("kind") ?? "";
  return Object.hasOwn(findingLists, kind) ? findingLists[kind] : undefined;
}

function readResource(resource: Entry): Finding[] {
  const list = listOf(resource);
  const report = resource.requiredEntry("report");
  const context = contextOf(resource, report);
  switch (list) {
    case "vulnerabilities":
      return report.requiredEntries(list).map((entry) => operatorVulnerability(entry, context));
    case "checks":
      return report
        .requiredEntries(list)
        .filter((entry) => entry.flag("success") !== true)
        .map((entry) => operatorCheck(entry, context));
    case "secrets":
      return report.requiredEntries(list).map((entry) => operatorSecret(entry, context));
    default:
      return [];
  }
}

function contextOf(resource: Entry, report: Entry): OperatorContext {
  const metadata = resource.entry("metadata");
  const within = [metadata?.text("namespace"), metadata?.text("name")].filter((part) => part !== undefined).join("/");
  const image = report.entry("artifact");
  const server = report.entry("registry")?.text("server");
  const repository = image?.text("repository");
  if (image === undefined || repository === undefined)
    return { within, artifact: { name: within, type: "kubernetes" } };
  const tag = image.text("tag");
  const name = `${server === undefined ? "" : `${server}/`}${repository}${tag === undefined ? "" : `:${tag}`}`;
  return { within, artifact: { name, type: "container_image", digest: image.text("digest") } };
}
