import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding } from "../finding.js";
import { parsePurl } from "../purl.js";
import { TagValueDocument } from "../tag-value-document.js";
import { knownScanner } from "./cyclonedx.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { advisoryFinding } from "./spdx-advisory.js";
import { tagValueAsJson } from "./spdx-tag-value.js";

/**
 * SPDX 2.2 and 2.3 JSON, a bill of materials: https://spdx.github.io/spdx-spec/v2.3/. It lists packages and never says that
 * anyone looked for vulnerabilities, so it is `empty`, and no scan. The one thing that it can say is that an advisory may
 * affect a package (`externalRefs`, category SECURITY, type advisory): such a reference is a finding that nobody rated, and
 * the document is `partial`. A declared licence is data, no finding: nobody has said that it is unwanted.
 */
export const spdx: ReportReader = {
  tool: "spdx",
  format: "spdx SPDX-2",
  recognises: isSpdx,
  toolOf: scannerOf,
  read: (document, path) => readSpdx(new Entry(document, path), scannerOf(document) ?? "spdx"),
};

/** The same in lines of `Tag: value`. */
export const spdxTagValue: ReportReader = {
  tool: "spdx",
  format: "spdx-tag-value",
  recognises: (document) => document instanceof TagValueDocument && isSpdx(tagValueAsJson(document)),
  toolOf: (document) => (document instanceof TagValueDocument ? scannerOf(tagValueAsJson(document)) : undefined),
  read: (document, path) => spdx.read(document instanceof TagValueDocument ? tagValueAsJson(document) : document, path),
};

/** What every version of SPDX says of the scan: nothing. */
export function spdxHealth(findings: readonly Finding[]): Pick<ReportContent, "health" | "healthReasons"> {
  const reason = "SPDX is a bill of materials: it cannot say whether anyone looked for vulnerabilities";
  return findings.length === 0
    ? { health: "empty", healthReasons: [`it lists no vulnerabilities, and ${reason}`] }
    : { health: "partial", healthReasons: [reason] };
}

function isSpdx(document: unknown): document is Record<string, unknown> {
  return isMap(document) && typeof document.spdxVersion === "string" && document.spdxVersion.startsWith("SPDX-2.");
}

/** `creators` are people, organisations and tools: `Tool: trivy-0.50.1`. */
function scannerOf(document: unknown): string | undefined {
  const info = isMap(document) ? document.creationInfo : undefined;
  const creators: unknown[] = isMap(info) && Array.isArray(info.creators) ? info.creators : [];
  const names = creators.map((creator) => /^Tool: *(.*?)(?:-v?\d[^-]*)?$/.exec(`${creator}`)?.[1] ?? "");
  return names
    .map((name) => knownScanner(name.replaceAll("-", " ")) ?? knownScanner(name))
    .find((it) => it !== undefined);
}

function readSpdx(document: Entry, tool: string): ReportContent {
  const packages = document.entries("packages");
  const artifact = artifactOf(document, packages);
  const findings = packages.flatMap((entry) => findingsOf(entry, artifact, tool));
  return {
    createdAt: document.entry("creationInfo")?.instant("created"),
    artifact,
    findings,
    suppressed: [],
    usesDatabase: true,
    ...spdxHealth(findings),
  };
}

function findingsOf(entry: Entry, artifact: Artifact, tool: string): Finding[] {
  const references = entry.entries("externalRefs");
  const purl = references.find((reference) => typeOf(reference) === "purl")?.text("referenceLocator");
  const found = { name: entry.requiredText("name"), version: entry.text("versionInfo"), purl };
  return references
    .filter((reference) => typeOf(reference) === "advisory" && reference.text("referenceCategory") === "SECURITY")
    .map((reference) =>
      advisoryFinding(reference.requiredText("referenceLocator"), { entry: reference, found, artifact, tool }),
    );
}

/** A type is a word, or the address of its definition that ends in the word. */
function typeOf(reference: Entry): string {
  return reference.text("referenceType")?.split("/").at(-1) ?? "";
}

/** What the document describes: an image where its package says so. */
function artifactOf(document: Entry, packages: readonly Entry[]): Artifact {
  const name = document.text("name") ?? "";
  const root = document.text("SPDXID") ?? "SPDXRef-DOCUMENT";
  const related = document
    .entries("relationships")
    .filter((it) => it.text("relationshipType") === "DESCRIBES" && it.text("spdxElementId") === root)
    .map((it) => it.text("relatedSpdxElement"));
  const described = [...document.texts("documentDescribes"), ...related];
  const image = packages.find(
    (it) => described.includes(it.text("SPDXID")) && it.text("primaryPackagePurpose") === "CONTAINER",
  );
  if (!image) return { name, type: "unknown" };
  const purls = image.entries("externalRefs").flatMap((it) => parsePurl(it.text("referenceLocator") ?? "") ?? []);
  const digest = purls.map(({ version }) => version ?? "").find((version) => /^sha256:[0-9a-f]{64}$/.test(version));
  return { name: image.text("name") ?? name, type: "container_image", ...(digest && { digest }) };
}
