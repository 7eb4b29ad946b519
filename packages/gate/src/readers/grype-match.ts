import type { Entry } from "../entry.js";
import { type Artifact, type Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { uniqueScores } from "../unique-scores.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** Types of packages that the system installs: https://github.com/anchore/syft/blob/main/syft/pkg/type.go */
const systemTypes: readonly (string | undefined)[] = [
  "alpm",
  "apk",
  "deb",
  "linux-kernel",
  "linux-kernel-module",
  "nix",
  "portage",
  "rpm",
];

/** One entry of `matches` or `ignoredMatches`. */
export function grypeMatch(match: Entry, artifact: Artifact): Finding {
  const vulnerability = match.requiredEntry("vulnerability");
  const related = match.entries("relatedVulnerabilities");
  const found = match.requiredEntry("artifact");
  const id = vulnerability.requiredText("id");
  const name = found.requiredText("name");
  const file = found.entries("locations")[0]?.text("path")?.replace(/^\//, "");
  const type = found.text("type");
  const inSystem = systemTypes.includes(type);
  // A program that no package manager put into an image came with the image.
  const category = inSystem || (type === "binary" && artifact.type === "container_image") ? "image" : "dependency";
  return {
    // The file of a package of the system is the package manager's database: it does not tell places apart.
    fingerprint: fingerprintOf({ category, id, artifact, place: [name, inSystem ? undefined : file] }),
    ids: [...new Set([id, ...related.map((record) => record.requiredText("id"))])],
    category,
    title: `${id} in ${name}`,
    package: { name, version: found.text("version"), purl: found.text("purl"), path: file },
    ...fixOf(vulnerability),
    ...packageLayer(found, artifact),
    location: { path: file ?? artifact.name },
    artifact,
    label: vulnerability.text("severity"),
    labelSource: namespaceSource(vulnerability),
    scores: uniqueScores([vulnerability, ...related].flatMap(scoresOf)), // A record and its related one repeat the same score.
    links: webLinks([
      vulnerability.text("dataSource"),
      ...vulnerability.texts("urls"),
      ...vulnerability.texts("links"),
    ]).slice(0, 1),
    scanner: "grype",
    pointer: match.pointer,
  };
}

/** The layer in which Grype saw the package. For one of the system that is where the package manager's database was last written. */
function packageLayer(found: Entry, artifact: Artifact): Pick<Finding, "layer"> {
  const digest = found.entries("locations")[0]?.text("layerID");
  return digest === undefined || artifact.type !== "container_image" ? {} : { layer: { digest } };
}

/** Grype before 0.9 has `fixedInVersion` in place of `fix`. */
function fixOf(vulnerability: Entry): Pick<Finding, "fixedVersions" | "status"> {
  const fix = vulnerability.entry("fix");
  const old = vulnerability.text("fixedInVersion");
  const fixedVersions = fix?.texts("versions") ?? (old === undefined ? [] : [old]);
  return { fixedVersions: fixedVersions.filter((version) => version !== ""), status: fix?.text("state") };
}

/** The score often stands on the related record only: Debian and GitHub records name a CVE that NVD rates. */
function scoresOf(record: Entry): Score[] {
  const source = namespaceSource(record) ?? "grype";
  return [
    ...record.entries("cvss").flatMap((entry) => {
      const metrics = entry.entry("metrics");
      const version = majorVersion(entry.text("version"));
      if (!metrics || version === undefined) return [];
      const by = entry.text("source");
      const vector = entry.text("vector");
      return scoreField(metrics, "baseScore", { source: by === undefined ? source : scorer(by), version, vector });
    }),
    ...oldScore(record.entry("cvssV3"), { source, version: "3" }),
    ...oldScore(record.entry("cvssV2"), { source, version: "2" }),
  ];
}

/** Grype before 0.9. */
function oldScore(entry: Entry | undefined, given: Omit<Score, "score">): Score[] {
  return entry ? scoreField(entry, "baseScore", { ...given, vector: entry.text("vector") }) : [];
}

function majorVersion(version: string | undefined): Score["version"] | undefined {
  return Score.shape.version.options.find((major) => version?.startsWith(major));
}

/** `nvd:cpe`, `github:language:python`, `debian:distro:debian:12`: whose record it is. */
function namespaceSource(record: Entry): string | undefined {
  const owner = record.text("namespace")?.split(":")[0];
  return owner === "github" ? "ghsa" : owner;
}

/** NVD names who scored by an address. */
function scorer(source: string): string {
  if (source.endsWith("@nist.gov")) return "nvd";
  return source === "security-advisories@github.com" ? "ghsa" : source;
}
