import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { clairFinding } from "./clair-vulnerability.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { scoreField } from "./score-field.js";
import { describeUnknownLists } from "./unknown-lists.js";

/**
 * A layer as the first API of Clair (before 4) answers with `?vulnerabilities`, bare or inside an answer of Quay:
 * https://github.com/quay/clair/blob/v2.1.8/Documentation/api_v1.md. The layer on top has the features of all below it.
 */
export const clairLayer: ReportReader = {
  tool: "clair",
  format: "clair-layer-json",
  recognises: (document) => isLayer(document) || (isMap(document) && isLayer(document.data)),
  recognisesNamed: isError,
  read: (document, path) => {
    const answer = new Entry(document, path);
    const layer = (answer.entry("data") ?? answer).entry("Layer");
    const artifact: Artifact = { name: layer?.text("Name") ?? "", type: "container_image" };
    const features = layer?.entries("Features") ?? [];
    return {
      artifact,
      findings: features.flatMap((feature) => findingsOf(feature, artifact)),
      suppressed: [],
      usesDatabase: true,
      ...healthOf(answer, features),
    };
  },
};

function isLayer(document: unknown): document is Record<string, unknown> {
  return isMap(document) && isMap(document.Layer) && typeof document.Layer.Name === "string";
}

/** Clair wraps what went wrong in the same way: `{"Error": {"Message": "..."}}`. */
function isError(document: unknown): boolean {
  return (
    isMap(document) &&
    Object.keys(document).length === 1 &&
    isMap(document.Error) &&
    typeof document.Error.Message === "string"
  );
}

function healthOf(answer: Entry, features: readonly Entry[]): Pick<ReportContent, "health" | "healthReasons"> {
  const error = answer.entry("Error")?.text("Message");
  const status = answer.text("status");
  if (error !== undefined) return { health: "failed", healthReasons: [`Clair answered: ${error}`] };
  if (status !== undefined && status !== "scanned") {
    return { health: "failed", healthReasons: [`the image has status ${status}, not scanned`] };
  }
  const unknown = features.flatMap((feature) => describeUnknownLists(feature, ["Vulnerabilities", "CVEIds"]));
  if (unknown.length > 0) return { health: "partial", healthReasons: unknown };
  if (features.length > 0) return { health: "ok", healthReasons: [] };
  return { health: "empty", healthReasons: ["it lists no features: nothing was looked up"] };
}

function findingsOf(feature: Entry, artifact: Artifact): Finding[] {
  const name = feature.text("Name");
  return feature.entries("Vulnerabilities").map((entry) => {
    const said = {
      id: entry.requiredText("Name"),
      package: { name: name ?? feature.requiredText("Name"), version: feature.text("Version") },
      namespace: entry.text("NamespaceName") ?? feature.text("NamespaceName"),
      fixedIn: entry.text("FixedBy"),
      severity: entry.text("Severity"),
      link: entry.text("Link"),
      scores: scoresOf(entry.entry("Metadata")?.entry("NVD")),
      addedBy: feature.text("AddedBy"),
    };
    return clairFinding(said, entry, artifact);
  });
}

/** Zero stands where NVD has not scored it. */
function scoresOf(nvd: Entry | undefined): Score[] {
  const versions = [
    ["CVSSv3", "3"],
    ["CVSSv2", "2"],
  ] as const;
  return versions.flatMap(([key, version]) => {
    const given = nvd?.entry(key);
    if (!given || given.number("Score") === 0) return [];
    return scoreField(given, "Score", { source: "nvd", version, vector: given.text("Vectors") });
  });
}
