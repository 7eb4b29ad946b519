import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { scoreField } from "./score-field.js";
import { type SnykBaseImage, snykLayer } from "./snyk-base-image.js";
import { webLinks } from "./web-links.js";

/** What the findings of one project share. */
export interface SnykProject {
  artifact: Artifact;
  /** Manifest or lock file that was tested. */
  file: string | undefined;
  /** True for the packages of an image's operating system. */
  inSystem: boolean;
  /** Of an image; absent for anything else. */
  baseImage?: SnykBaseImage;
}

/** One entry of `vulnerabilities`: a weakness of a package, on one of the paths that lead to it. */
export function vulnerability(entry: Entry, { artifact, file, inSystem, baseImage }: SnykProject): Finding {
  const id = entry.requiredText("id");
  const name = entry.text("name") ?? entry.requiredText("packageName");
  const category = categoryOf(entry, inSystem);
  const path = file ?? entry.text("filePath") ?? artifact.name;
  return {
    fingerprint: fingerprintOf({ category, id, artifact, place: [name, inSystem ? undefined : path] }),
    ids: [...new Set([id, ...aliases(entry.entry("identifiers"))])],
    category,
    title: entry.text("title") ?? `${id} in ${name}`,
    detail: describe(entry),
    package: { name, version: entry.text("version") ?? entry.text("packageVersion") },
    fixedVersions: entry.texts("fixedIn"),
    location: { path },
    artifact,
    label: labelOf(entry),
    labelSource: "snyk",
    scores: cvssScores(entry),
    ...(baseImage && snykLayer(entry, baseImage)),
    publishedAt: entry.instant("publicationTime"),
    links: webLinks(entry.entries("references").map((reference) => reference.text("url"))),
    scanner: "snyk",
    pointer: entry.pointer,
  };
}

/** Snyk lists a weakness once for every path to its package; one finding a package, version and severity is enough. */
export function mergePaths(listed: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(listed, (finding) =>
    JSON.stringify([
      finding.fingerprint,
      finding.package?.version,
      finding.label,
      finding.package ? "" : finding.pointer,
    ]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? [];
    const more = `and ${others.length} more ${others.length === 1 ? "path" : "paths"}`;
    return { ...first, detail: first.detail === undefined ? more : `${first.detail}, ${more}` };
  });
}

function categoryOf(entry: Entry, inSystem: boolean): Finding["category"] {
  if (entry.text("type") === "license") return "licence";
  if (entry.flag("malicious") === true) return "malware";
  return inSystem ? "image" : "dependency";
}

function aliases(identifiers: Entry | undefined): string[] {
  return ["CVE", "GHSA"].flatMap((kind) => identifiers?.texts(kind) ?? []);
}

/** `severity` stops at high for clients from before 2020; a severity that somebody set on purpose has an original. */
function labelOf(entry: Entry): string | undefined {
  const severity = entry.text("severity");
  return entry.text("originalSeverity") === undefined ? (entry.text("severityWithCritical") ?? severity) : severity;
}

function describe(entry: Entry): string | undefined {
  const original = entry.text("originalSeverity");
  const from = entry.texts("from");
  const said = [
    original === undefined ? [] : `Somebody changed its severity in Snyk; it was ${original}.`,
    from.length === 0 ? [] : `Comes with ${from.join(" > ")}`,
  ].flat();
  return said.length === 0 ? undefined : said.join(" ");
}

/** `cvssSources` has every score; older reports have Snyk's own in `cvssScore`, and those of others in `cvssDetails`. */
function cvssScores(entry: Entry): Score[] {
  const sources = entry.entries("cvssSources").flatMap((given) => {
    const vector = given.text("vector");
    const version = majorVersion(given.text("cvssVersion") ?? vector);
    return scoreField(given, "baseScore", { source: sourceOf(given), version, vector });
  });
  if (sources.length > 0) return sources;
  const vector = entry.text("CVSSv3");
  return [
    ...scoreField(entry, "cvssScore", { source: "snyk", version: majorVersion(vector), vector }),
    ...entry.entries("cvssDetails").flatMap((given) => {
      const source = sourceOf(given);
      return scoreField(given, "cvssV3BaseScore", { source, version: "3", vector: given.text("cvssV3Vector") });
    }),
  ];
}

/** Snyk's name of Red Hat has changed; the policy's has not. */
function sourceOf(given: Entry): string {
  const assigner = (given.text("assigner") ?? "unnamed").toLowerCase().replaceAll(" ", "");
  return assigner === "rhel" ? "redhat" : assigner;
}

/** Of `4.0` or `CVSS:4.0/AV:N/...`; Snyk scores with version 3 where it does not say. */
function majorVersion(text: string | undefined): Score["version"] {
  return /^(?:CVSS:)?4/.test(text ?? "") ? "4" : "3";
}
