import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import { ReportError } from "../report-error.js";
import { instructionsByLayer } from "./image-layer.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { joinResults, readResult } from "./trivy-result.js";

/** `trivy image|fs|repo|config ... --format json`: https://trivy.dev/latest/docs/configuration/reporting/#json */
export const trivyReport: ReportReader = {
  tool: "trivy",
  format: "trivy-json v2",
  lists: [
    "$.Results.*.Vulnerabilities.*",
    "$.Results.*.Misconfigurations.*",
    "$.Results.*.Secrets.*",
    "$.Results.*.Packages.*",
  ],
  recognises: (document) =>
    isMap(document) &&
    Object.hasOwn(document, "SchemaVersion") &&
    (Object.hasOwn(document, "ArtifactName") || Object.hasOwn(document, "ArtifactType")),
  read: (document, path) => {
    const report = new Entry(document, path);
    refuseOtherVersions(report);
    const results = report.entries("Results");
    const artifact = artifactOf(report, results);
    return {
      toolVersion: report.entry("Trivy")?.text("Version"),
      createdAt: report.instant("CreatedAt"),
      artifact,
      ...contentOf(results, artifact, instructionsByLayer(report.entry("Metadata")?.entry("ImageConfig"))),
    };
  },
};

/** Trivy before 0.20: the list of results alone. */
export const trivyLegacy: ReportReader = {
  tool: "trivy",
  format: "trivy-json-legacy-array",
  recognises: (document) =>
    Array.isArray(document) &&
    document.length > 0 &&
    document.every(
      (result) =>
        isMap(result) &&
        typeof result.Target === "string" &&
        (Object.hasOwn(result, "Vulnerabilities") || Object.hasOwn(result, "Type")),
    ),
  read: (document, path) => {
    const results = (document as unknown[]).map((result, index) => new Entry(result, path, `/${index}`));
    const artifact = { name: results[0]?.text("Target") ?? "", type: "unknown" };
    const content = contentOf(results, artifact);
    // Nothing but vulnerabilities was looked for, so a target without a class was scanned with the database.
    return { artifact, ...content, usesDatabase: true };
  },
};

function contentOf(results: readonly Entry[], artifact: Artifact, instructions?: ReadonlyMap<string, string>) {
  const content = joinResults(results.map((result) => readResult(result, artifact, undefined, instructions)));
  if (results.length === 0) {
    const reason = "it has no results: Trivy recognised nothing to scan";
    return { ...content, health: "empty", healthReasons: [reason] } satisfies Partial<ReportContent>;
  }
  const health = content.healthReasons.length === 0 ? "ok" : "partial";
  return { ...content, health } satisfies Partial<ReportContent>;
}

function refuseOtherVersions(report: Entry): void {
  const version = report.number("SchemaVersion");
  if (version === 2) return;
  throw new ReportError({
    path: report.path,
    place: { pointer: "/SchemaVersion" },
    found: `is a Trivy report of schema version ${version}; version 2 is known`,
    remedy: "Use a Trivy that writes version 2, or a newer sallyport.",
  });
}

function artifactOf(report: Entry, results: readonly Entry[]): Artifact {
  const metadata = report.entry("Metadata");
  const [digest] = (metadata?.texts("RepoDigests") ?? []).map((reference) => reference.split("@")[1]);
  return {
    name: report.text("ArtifactName") ?? metadata?.texts("RepoTags")[0] ?? results[0]?.text("Target") ?? "",
    type: report.text("ArtifactType") ?? "unknown",
    digest,
    commit: metadata?.text("Commit"),
  };
}
