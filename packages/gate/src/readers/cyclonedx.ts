import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { parsePurl } from "../purl.js";
import { type Components, isDangling, property, readComponents } from "./cyclonedx-components.js";
import { cyclonedxFindings } from "./cyclonedx-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { sarifTool, sarifToolNames } from "./sarif-tools.js";

/** CycloneDX JSON with vulnerabilities, of any scanner: https://cyclonedx.org/docs/1.7/json/ */
export const cyclonedx: ReportReader = {
  tool: "cyclonedx",
  format: "cyclonedx-json",
  lists: ["$.vulnerabilities.*"],
  recognises: isCyclonedx,
  toolOf: scannerOf,
  read: (document, path) => readBom(new Entry(document, path), scannerOf(document) ?? "cyclonedx"),
};

/** The action and the scan API of Inspector: https://docs.aws.amazon.com/inspector/v1/userguide/sbom-generator.html */
export const inspectorSbom: ReportReader = {
  tool: "awsInspector",
  format: "inspector-scan-sbom",
  recognises: (document) => isMap(document) && isCyclonedx(document.sbom),
  read: (document, path) => readBom(new Entry(document, path).requiredEntry("sbom"), "awsInspector"),
};

function isCyclonedx(document: unknown): document is Record<string, unknown> {
  return isMap(document) && document.bomFormat === "CycloneDX";
}

function readBom(bom: Entry, tool: string): ReportContent {
  const metadata = bom.entry("metadata");
  const artifact = cyclonedxArtifact(metadata?.entry("component"));
  const components = readComponents(bom);
  const vulnerabilities = bom.entries("vulnerabilities");
  const all = vulnerabilities.flatMap((entry) => cyclonedxFindings(entry, { components, artifact, tool }));
  return {
    createdAt: metadata?.instant("timestamp"),
    ...healthOf(vulnerabilities, components),
    findings: all.filter(({ suppression }) => !suppression),
    suppressed: all.filter(({ suppression }) => suppression),
    artifact,
    usesDatabase: true,
  };
}

/**
 * Nothing in a CycloneDX document says that a scan took place. Trivy writes an empty list of vulnerabilities into a plain
 * bill of materials too, so one without any is no clean report.
 */
function healthOf(
  vulnerabilities: readonly Entry[],
  components: Components,
): Pick<ReportContent, "health" | "healthReasons"> {
  if (vulnerabilities.length === 0) {
    const reason = "it lists no vulnerabilities, and CycloneDX cannot say whether anyone looked for them";
    return { health: "empty", healthReasons: [reason] };
  }
  const references = vulnerabilities.flatMap((entry) => entry.entries("affects").map((it) => it.requiredText("ref")));
  const dangling = references.filter((reference) => isDangling(reference, components)).length;
  if (dangling === 0) return { health: "ok", healthReasons: [] };
  return { health: "partial", healthReasons: [`${dangling} of the affected components are not in it`] };
}

/** What a document describes. */
export function cyclonedxArtifact(component: Entry | undefined): Artifact {
  if (!component) return { name: "", type: "unknown" };
  const name = component.text("name") ?? "";
  const type = component.text("type") ?? "unknown";
  if (type !== "container") return { name, type };
  // Trivy has the digest in the purl, Grype and Syft in the version.
  const purl = parsePurl(component.text("purl") ?? "");
  const repositoryDigest = property(component, "aquasecurity:trivy:RepoDigest")?.split("@")[1];
  const digest = [purl?.version, repositoryDigest, component.text("version")].find((text) =>
    /^sha256:[0-9a-f]{64}$/.test(text ?? ""),
  );
  return { name, type: "container_image", ...(digest && { digest }) };
}

/** A list up to 1.4, lists of components and services since. A library that only writes the format is no scanner. */
function scannerOf(document: unknown): string | undefined {
  const tools = isMap(document) && isMap(document.metadata) ? document.metadata.tools : undefined;
  const lists = isMap(tools) ? [tools.components, tools.services] : [tools];
  const names = lists.flatMap((list) => (Array.isArray(list) ? list : [])).map((tool) => isMap(tool) && tool.name);
  const known = names.map((name) => (typeof name === "string" ? knownScanner(name) : undefined));
  return known.find((scanner) => scanner !== undefined);
}

/** The scanner of a tool's name; undefined where the tool is no scanner. */
export function knownScanner(name: string): string | undefined {
  if (/^amazon inspector\b/i.test(name)) return "awsInspector";
  const scanner = sarifTool(name)?.name;
  return scanner !== undefined && sarifToolNames.includes(scanner) ? scanner : undefined;
}
