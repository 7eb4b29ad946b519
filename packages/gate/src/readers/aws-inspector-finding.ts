import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { ReportError } from "../report-error.js";
import { lineNumber } from "./line-number.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** A finding of Amazon Inspector: https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html */
export function inspectorFinding(entry: Entry, scanner: string, given?: Artifact): Finding {
  const artifact = given ?? artifactOf(entry);
  const { place, ...draft } = draftOf(entry, artifact);
  const status = entry.text("status");
  const advice = entry.entry("remediation")?.entry("recommendation")?.text("text");
  const finding = {
    fingerprint: fingerprintOf({ category: draft.category, id: draft.ids[0] ?? "", artifact, place }),
    ...draft,
    title: entry.text("title") ?? draft.ids[0] ?? "",
    remedy: advice === "None Provided" ? undefined : advice,
    artifact,
    label: entry.text("severity"),
    scanner,
    pointer: entry.pointer,
  };
  return status === "SUPPRESSED" || status === "CLOSED"
    ? { ...finding, suppression: { status: status.toLowerCase() } }
    : finding;
}

type Draft = Pick<
  Finding,
  | "ids"
  | "category"
  | "detail"
  | "package"
  | "fixedVersions"
  | "location"
  | "scores"
  | "layer"
  | "publishedAt"
  | "links"
> & { place: readonly (string | undefined)[] };

const byType: Readonly<Record<string, (entry: Entry, artifact: Artifact) => Draft>> = {
  PACKAGE_VULNERABILITY: packageVulnerability,
  CODE_VULNERABILITY: codeVulnerability,
  NETWORK_REACHABILITY: networkReachability,
};

function draftOf(entry: Entry, artifact: Artifact): Draft {
  const type = entry.requiredText("type");
  const read = Object.hasOwn(byType, type) ? byType[type] : undefined;
  if (read) return read(entry, artifact);
  throw new ReportError({
    path: entry.path,
    place: { pointer: `${entry.pointer}/type` },
    found: `must be one of ${Object.keys(byType).join(", ")}`,
    remedy: "Read the report with a newer sallyport, or get it again.",
  });
}

/** One vulnerability of one resource; all packages that bring it are in the same finding. */
function packageVulnerability(entry: Entry, artifact: Artifact): Draft {
  const details = entry.requiredEntry("packageVulnerabilityDetails");
  const packages = details.entries("vulnerablePackages");
  const [first] = packages;
  const names = [...new Set(packages.map((one) => one.requiredText("name")))];
  const filePath = first?.text("filePath");
  const inSystem = packages.every((one) => one.text("packageManager") === "OS");
  return {
    ids: [...new Set([details.requiredText("vulnerabilityId"), ...details.texts("relatedVulnerabilities")])],
    category: inSystem ? "image" : "dependency",
    detail: names.length > 1 ? `In ${names.join(", ")}` : undefined,
    package: names[0] === undefined ? undefined : { name: names[0], version: first?.text("version"), path: filePath },
    fixedVersions: [...new Set(packages.flatMap((one) => one.text("fixedInVersion") ?? []))].filter(
      (version) => version !== "NotAvailable",
    ),
    location: { path: filePath ?? artifact.name },
    scores: cvssScores(details),
    ...layerOf(packages),
    publishedAt: details.timestamp("vendorCreatedAt"),
    links: webLinks([details.text("sourceUrl"), ...details.texts("referenceUrls")]),
    place: [...names.toSorted(), filePath],
  };
}

/** The layer of the packages, where it is one. */
function layerOf(packages: readonly Entry[]): Pick<Finding, "layer"> {
  const [digest, ...others] = new Set(packages.map((one) => one.text("sourceLayerHash")));
  return digest === undefined || others.length > 0 ? {} : { layer: { digest } };
}

function codeVulnerability(entry: Entry, artifact: Artifact): Draft {
  const details = entry.requiredEntry("codeVulnerabilityDetails");
  const file = details.entry("filePath");
  const path = file?.text("filePath") ?? artifact.name;
  return {
    ids: [details.text("ruleId") ?? details.requiredText("detectorId")],
    category: "code",
    detail: entry.text("description"),
    fixedVersions: [],
    location: { path, line: lineNumber(file, "startLine") },
    scores: [],
    links: webLinks(details.texts("referenceUrls")),
    place: [path],
  };
}

/** The title is the same for every port, so the ports tell the findings apart. */
function networkReachability(entry: Entry, artifact: Artifact): Draft {
  const ports = entry.entry("networkReachabilityDetails")?.entry("openPortRange");
  const range = ports && `${ports.number("begin") ?? ""}-${ports.number("end") ?? ""}`;
  return {
    ids: [entry.text("title") ?? "NETWORK_REACHABILITY"],
    category: "misconfiguration",
    detail: entry.text("description"),
    fixedVersions: [],
    location: { path: artifact.name },
    scores: [],
    links: [],
    place: [range],
  };
}

/** The sources as `gate.scoreSources` names them, where Inspector says it otherwise. */
const sources: ReadonlyMap<string, string> = new Map([
  ["github", "ghsa"],
  ["redhat_cve", "redhat"],
]);

function cvssScores(details: Entry): Score[] {
  return details.entries("cvss").flatMap((cvss) => {
    const version = majorVersion(cvss.requiredText("version"));
    if (version === undefined) return [];
    return scoreField(cvss, "baseScore", {
      source: scoreSourceOf(cvss.requiredText("source")),
      version,
      vector: cvss.text("scoringVector"),
    });
  });
}

export function scoreSourceOf(name: string): string {
  const source = name.toLowerCase();
  return sources.get(source) ?? source;
}

/** The major version of CVSS in a text such as `3.1`; undefined for one that is not known. */
export function majorVersion(text: string): Score["version"] | undefined {
  return (["2", "3", "4"] as const).find((version) => text.startsWith(version));
}

function artifactOf(entry: Entry): Artifact {
  const [resource] = entry.entries("resources");
  const image = resource?.entry("details")?.entry("awsEcrContainerImage");
  if (!image) return { name: resource?.text("id") ?? "", type: resource?.text("type")?.toLowerCase() ?? "unknown" };
  const [tag] = image.texts("imageTags");
  const name = image.requiredText("repositoryName");
  return {
    name: tag === undefined ? name : `${name}:${tag}`,
    type: "container_image",
    digest: image.text("imageHash"),
  };
}
