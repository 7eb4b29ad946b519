import { Entry, isMap } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { inspectorFinding } from "./aws-inspector-finding.js";
import type { ReportContent, ReportReader } from "./reader.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/**
 * `aws ecr describe-image-scan-findings`, basic and enhanced scanning:
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
export const awsEcr: ReportReader = {
  tool: "awsEcr",
  format: "ecr-describe-image-scan-findings-json",
  recognises: (document) => isMap(document) && (isMap(document.imageScanFindings) || isMap(document.imageScanStatus)),
  read: (document, path) => {
    const report = new Entry(document, path);
    const scan = report.entry("imageScanFindings");
    const artifact = artifactOf(report);
    const enhanced = (scan?.entries("enhancedFindings") ?? []).map((one) => inspectorFinding(one, "awsEcr", artifact));
    const basic = (scan?.entries("findings") ?? []).map((one) => basicFinding(one, artifact));
    const all = [...basic, ...enhanced];
    return {
      artifact,
      // Whoever asks today gets the scan of last year, unless it is an enhanced one, which goes on.
      oldestResultAt: isActive(report) ? undefined : scan?.timestamp("imageScanCompletedAt"),
      findings: all.filter(({ suppression }) => suppression === undefined),
      suppressed: all.filter(({ suppression }) => suppression !== undefined),
      usesDatabase: false,
      ...healthOf(report, scan, all.length),
    };
  },
};

function isActive(report: Entry): boolean {
  return report.entry("imageScanStatus")?.text("status") === "ACTIVE";
}

const failures = ["FAILED", "UNSUPPORTED_IMAGE", "FINDINGS_UNAVAILABLE", "LIMIT_EXCEEDED", "IMAGE_ARCHIVED"];

/** Enhanced scanning has no end, so its good status is ACTIVE. */
function healthOf(
  report: Entry,
  scan: Entry | undefined,
  listed: number,
): Pick<ReportContent, "health" | "healthReasons"> {
  const scanStatus = report.entry("imageScanStatus");
  const status = scanStatus?.text("status");
  const description = scanStatus?.text("description") ?? "no more is said";
  if (status !== undefined && failures.includes(status)) {
    return { health: "failed", healthReasons: [`the scan has status ${status}: ${description}`] };
  }
  const reasons = incompleteness(report, scan, listed);
  if (status !== "COMPLETE" && status !== "ACTIVE") {
    reasons.unshift(`the scan has ${status === undefined ? "no status" : `status ${status}`}: ${description}`);
  }
  return { health: reasons.length === 0 ? "ok" : "partial", healthReasons: reasons };
}

function incompleteness(report: Entry, scan: Entry | undefined, listed: number): string[] {
  const counts = scan?.entry("findingSeverityCounts");
  const promised = (counts?.keys() ?? []).reduce((sum, key) => sum + (counts?.number(key) ?? 0), 0);
  const hasList = ["findings", "enhancedFindings", "findingSeverityCounts"].some((key) => scan?.keys().includes(key));
  return [
    hasList ? [] : "it has no list of findings",
    isActive(report) || scan?.timestamp("imageScanCompletedAt") ? [] : "it does not say when the scan ended",
    report.text("nextToken") === undefined ? [] : "it is one page of several: there is a nextToken",
    promised <= listed ? [] : `it counts ${promised} findings and lists ${listed}`,
  ].flat();
}

/** Basic scanning tells everything about the package in `attributes`, a list of keys and values. */
function basicFinding(entry: Entry, artifact: Artifact): Finding {
  const id = entry.requiredText("name");
  const attributes = new Map(entry.entries("attributes").map((one) => [one.requiredText("key"), one]));
  const name = attributes.get("package_name")?.text("value");
  return {
    fingerprint: fingerprintOf({ category: "image", id, artifact, place: [name] }),
    ids: [id],
    category: "image",
    title: name === undefined ? id : `${id} in ${name}`,
    detail: entry.text("description"),
    package: name === undefined ? undefined : { name, version: attributes.get("package_version")?.text("value") },
    fixedVersions: [],
    location: { path: artifact.name },
    artifact,
    label: entry.text("severity"),
    scores: (["4", "3", "2"] as const).flatMap((version) => cvssScore(attributes, version)),
    links: webLinks([entry.text("uri")]),
    scanner: "awsEcr",
    pointer: entry.pointer,
  };
}

/** The numbers of `attributes` are text. */
function cvssScore(attributes: ReadonlyMap<string, Entry>, version: Score["version"]): Score[] {
  const attribute = attributes.get(`CVSS${version}_SCORE`);
  if (!attribute) return [];
  const number = new Entry({ value: Number(attribute.requiredText("value")) }, attribute.path, attribute.pointer);
  const vector = attributes.get(`CVSS${version}_VECTOR`)?.text("value");
  return scoreField(number, "value", { source: "ecr", version, vector });
}

function artifactOf(report: Entry): Artifact {
  const image = report.entry("imageId");
  const name = report.text("repositoryName") ?? "";
  const tag = image?.text("imageTag");
  return {
    name: tag === undefined ? name : `${name}:${tag}`,
    type: "container_image",
    digest: image?.text("imageDigest"),
  };
}
