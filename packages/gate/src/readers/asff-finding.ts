import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { uniqueScores } from "../unique-scores.js";
import { majorVersion, scoreSourceOf } from "./aws-inspector-finding.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** True for a check of a control that passed: no finding. */
export function hasPassed(entry: Entry): boolean {
  return entry.entry("Compliance")?.text("Status") === "PASSED";
}

/** A finding in the AWS Security Finding Format, of a vulnerability or of anything else. */
export function asffFinding(entry: Entry, scanner: string): Finding {
  const vulnerabilities = entry.entries("Vulnerabilities");
  const packages = vulnerabilities.flatMap((vulnerability) => vulnerability.entries("VulnerablePackages"));
  const artifact = artifactOf(entry);
  const category = categoryOf(entry, artifact, packages);
  const ids = idsOf(entry, vulnerabilities);
  const names = [...new Set(packages.map((one) => one.requiredText("Name")))];
  const [first] = packages;
  const path = first?.text("FilePath");
  const advice = entry.entry("Remediation")?.entry("Recommendation");
  return {
    fingerprint: fingerprintOf({ category, id: ids[0] ?? "", artifact, place: [...names.toSorted(), path] }),
    ids,
    category,
    title: entry.requiredText("Title"),
    detail: names.length > 1 ? `In ${names.join(", ")}` : undefined,
    package: names[0] === undefined ? undefined : { name: names[0], version: first?.text("Version"), path },
    fixedVersions: fixedVersionsOf(packages),
    remedy: advice?.text("Text") === "None Provided" ? undefined : advice?.text("Text"),
    location: { path: path ?? artifact.name },
    artifact,
    label: labelOf(entry.requiredEntry("Severity")),
    scores: uniqueScores(vulnerabilities.flatMap((vulnerability) => vulnerability.entries("Cvss").flatMap(cvssScore))),
    firstSeenAt: entry.instant("FirstObservedAt"),
    links: webLinks([
      ...vulnerabilities.flatMap((vulnerability) => vulnerability.texts("ReferenceUrls")),
      advice?.text("Url"),
    ]),
    scanner,
    pointer: entry.pointer,
    ...suppressionOf(entry),
  };
}

/** Without `Vulnerabilities` the title begins with the id, or names a control that its generator stands for. */
function idsOf(entry: Entry, vulnerabilities: readonly Entry[]): string[] {
  const ids = vulnerabilities.flatMap((one) => [one.requiredText("Id"), ...one.texts("RelatedVulnerabilities")]);
  if (ids.length > 0) return [...new Set(ids)];
  const inTitle = /^CVE-\d{4}-\d{4,}/.exec(entry.requiredText("Title"))?.[0];
  const control = entry.entry("Compliance")?.text("SecurityControlId");
  return [inTitle ?? control ?? entry.requiredText("GeneratorId")];
}

/** https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types */
function categoryOf(entry: Entry, artifact: Artifact, packages: readonly Entry[]): Finding["category"] {
  const [type = ""] = entry.texts("Types");
  if (packages.length > 0 || type.includes("/Vulnerabilities")) {
    const inSystem = packages.every((one) => one.text("PackageManager") === "OS");
    return inSystem || artifact.type === "awsec2instance" ? "image" : "dependency";
  }
  if (type.startsWith("TTPs") || type.startsWith("Effects") || type.startsWith("Unusual Behaviors")) return "runtime";
  return type.includes("/Industry and Regulatory Standards") || entry.entry("Compliance")
    ? "compliance"
    : "misconfiguration";
}

function fixedVersionsOf(packages: readonly Entry[]): string[] {
  const versions = packages.flatMap((one) => one.text("FixedInVersion") ?? []);
  return [...new Set(versions)].filter((version) => version !== "NotAvailable");
}

/** The label, or what the number of older findings stands for. */
function labelOf(severity: Entry): string | undefined {
  const label = severity.text("Label");
  const normalized = severity.number("Normalized");
  if (label !== undefined || normalized === undefined) return label;
  return lowestNormalized.find(([lowest]) => normalized >= lowest)?.[1];
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html */
const lowestNormalized: ReadonlyArray<readonly [number, string]> = [
  [90, "CRITICAL"],
  [70, "HIGH"],
  [40, "MEDIUM"],
  [1, "LOW"],
  [0, "INFORMATIONAL"],
];

function cvssScore(cvss: Entry): Score[] {
  const version = majorVersion(cvss.text("Version") ?? "");
  if (version === undefined) return [];
  const source = scoreSourceOf(cvss.text("Source") ?? "unknown");
  return scoreField(cvss, "BaseScore", { source, version, vector: cvss.text("BaseVector") });
}

function suppressionOf(entry: Entry): Pick<Finding, "suppression"> {
  const workflow = entry.entry("Workflow")?.text("Status");
  const archived = entry.text("RecordState") === "ARCHIVED" ? "ARCHIVED" : undefined;
  const status = ["SUPPRESSED", "RESOLVED"].find((left) => left === workflow) ?? archived;
  if (status === undefined) return {};
  return { suppression: { status: status.toLowerCase(), statement: entry.entry("Note")?.text("Text") } };
}

function artifactOf(entry: Entry): Artifact {
  const [resource] = entry.entries("Resources");
  const image = resource?.entry("Details")?.entry("AwsEcrContainerImage");
  if (!image) return { name: resource?.text("Id") ?? "", type: resource?.text("Type")?.toLowerCase() ?? "unknown" };
  const [tag] = image.texts("ImageTags");
  const name = image.text("RepositoryName") ?? resource?.text("Id") ?? "";
  return {
    name: tag === undefined ? name : `${name}:${tag}`,
    type: "container_image",
    digest: image.text("ImageDigest"),
  };
}
