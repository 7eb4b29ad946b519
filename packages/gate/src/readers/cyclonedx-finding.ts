import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { unstatedFix } from "../fix.js";
import { type Components, layerAt, packageAt, pathTo, property, refIn } from "./cyclonedx-components.js";
import { scoreField } from "./score-field.js";
import { webLinks } from "./web-links.js";

/** What is the same for all findings of a document. */
export interface CyclonedxContext {
  components: Components;
  artifact: Artifact;
  /** Scanner that wrote the document. */
  tool: string;
}

const systemPackage = /^pkg:(alpm|apk|deb|rpm)\//;

/** One vulnerability, once for each component that it affects; a single time where it names none. */
export function cyclonedxFindings(vulnerability: Entry, context: CyclonedxContext): Finding[] {
  const affects = vulnerability.entries("affects");
  if (affects.length === 0) return [findingOf(vulnerability, undefined, context)];
  return affects.map((affected) => findingOf(vulnerability, affected, context));
}

function findingOf(
  entry: Entry,
  affected: Entry | undefined,
  { components, artifact, tool }: CyclonedxContext,
): Finding {
  const ids = idsOf(entry);
  const [id = ""] = ids;
  const reference = affected?.requiredText("ref");
  const found = reference === undefined ? undefined : packageAt(reference, components);
  const isSystem = systemPackage.test(found?.purl ?? "");
  const category = isSystem && artifact.type === "container_image" ? "image" : "dependency";
  const fixed = reference && property(entry, `amazon:inspector:sbom_scanner:fixed_version:${reference}`);
  const suppression = suppressionOf(entry, affected);
  return {
    fingerprint: fingerprintOf({ category, id, artifact, place: [found?.name, isSystem ? undefined : found?.path] }),
    ids,
    category,
    title: found ? `${id} in ${found.name}` : id,
    package: found,
    fixedVersions: fixed ? [fixed] : [],
    ...(!fixed && { status: unstatedFix }),
    remedy: entry.text("recommendation"),
    location: { path: found?.path ?? artifact.name },
    artifact,
    ...labelOf(entry.entries("ratings")),
    scores: entry.entries("ratings").flatMap((rating) => scoresOf(rating, tool)),
    cwes: entry.numbers("cwes").map((number) => `CWE-${number}`),
    ...(artifact.type === "container_image" && reference !== undefined && layerAt(reference, components)),
    dependencyPath: reference === undefined ? undefined : pathTo(refIn(reference, components), components),
    publishedAt: entry.instant("published"),
    links: webLinks([
      entry.entry("source")?.text("url"),
      ...entry.entries("advisories").map((advisory) => advisory.text("url")),
    ]),
    scanner: tool,
    pointer: entry.pointer,
    ...(suppression && { suppression }),
  };
}

/** `references` are equivalents of the vulnerability in other databases. */
function idsOf(entry: Entry): string[] {
  const aliases = entry.entries("references").flatMap((reference) => reference.text("id") ?? []);
  return [...new Set([entry.text("id") ?? aliases[0] ?? entry.requiredText("id"), ...aliases])];
}

const words = ["critical", "high", "medium", "low", "info", "none", "unknown"];

/** The gravest word of all ratings; a word that nobody defined is kept where there is no other. */
function labelOf(ratings: readonly Entry[]): Pick<Finding, "label" | "labelSource"> {
  const rated = ratings.filter((rating) => rating.text("severity") !== undefined);
  const rank = (rating: Entry) =>
    (words.indexOf(rating.text("severity") ?? "") + words.length + 1) % (words.length + 1);
  const [gravest] = rated.toSorted((a, b) => rank(a) - rank(b));
  return { label: gravest?.text("severity"), labelSource: gravest && sourceOf(gravest) };
}

const versions: ReadonlyMap<string | undefined, Score["version"]> = new Map([
  ["CVSSv2", "2"],
  ["CVSSv3", "3"],
  ["CVSSv31", "3"],
  ["CVSSv4", "4"],
]);

/** EPSS and KEV stand among the ratings too, with the method `other`: they are no severity. */
function scoresOf(rating: Entry, tool: string): Score[] {
  const version = versions.get(rating.text("method"));
  if (version === undefined) return [];
  return scoreField(rating, "score", { source: sourceOf(rating) ?? tool, version, vector: rating.text("vector") });
}

function sourceOf(rating: Entry): string | undefined {
  const name = rating.entry("source")?.text("name");
  return name === undefined ? undefined : (sources.get(name.toLowerCase()) ?? name);
}

const sources: ReadonlyMap<string, string> = new Map([
  ["nvd", "nvd"],
  ["ghsa", "ghsa"],
  ["github", "ghsa"],
]);

const cleared: readonly (string | undefined)[] = [
  "not_affected",
  "false_positive",
  "resolved",
  "resolved_with_pedigree",
];

/** `analysis.state` decides; without one it is a finding. */
function suppressionOf(entry: Entry, affected: Entry | undefined): Finding["suppression"] {
  if (entry.instant("rejected") !== undefined) return { status: "rejected" };
  const analysis = entry.entry("analysis");
  const state = analysis?.text("state");
  if (state !== undefined && cleared.includes(state)) {
    const said = [analysis?.text("justification"), analysis?.text("detail")].filter((text) => text !== undefined);
    return { status: state, statement: said.join(": ") || undefined };
  }
  const affectedVersions = affected?.entries("versions") ?? [];
  const isSpared =
    affectedVersions.length > 0 && affectedVersions.every((range) => range.text("status") === "unaffected");
  return isSpared ? { status: "unaffected" } : undefined;
}
