import { Entry, isMap } from "../entry.js";
import type { Artifact } from "../finding.js";
import type { ReportReader } from "./reader.js";
import { describeUnknownLists } from "./unknown-lists.js";

/**
 * `docker scout sbom` and `docker scout cves --format sbom`: https://docs.docker.com/reference/cli/docker/scout/sbom/. It
 * lists what is in an image and no vulnerabilities, so it is `empty`, never clean. Docker Scout has no JSON of its own for
 * vulnerabilities: `--format sarif`, `gitlab` and `spdx` are read as such, `packages` and `markdown` are text for people.
 */
export const dockerScoutSbom: ReportReader = {
  tool: "dockerScout",
  format: "docker-scout-sbom-json",
  recognises: (document) =>
    isMap(document) &&
    Array.isArray(document.artifacts) &&
    isMap(document.source) &&
    isMap(document.descriptor) &&
    typeof document.descriptor.sbom_version === "string",
  read: (document, path) => {
    const report = new Entry(document, path);
    const reason =
      "it lists packages and no vulnerabilities: Docker Scout writes those with `cves --format sarif` or `gitlab`";
    return {
      toolVersion: report.entry("descriptor")?.text("version"),
      artifact: artifactOf(report.requiredEntry("source")),
      findings: [],
      suppressed: [],
      usesDatabase: false,
      health: "empty",
      healthReasons: [reason, ...describeUnknownLists(report, ["artifacts", "attestations"])],
    };
  },
};

function artifactOf(source: Entry): Artifact {
  const image = source.entry("image");
  if (!image) return { name: "", type: source.text("type") ?? "unknown" };
  const [tag] = image.texts("tags");
  const name = image.text("name") ?? "";
  const digest = image.text("digest");
  return {
    name: tag === undefined ? name : `${name}:${tag}`,
    type: "container_image",
    ...(digest !== undefined && { digest }),
  };
}
