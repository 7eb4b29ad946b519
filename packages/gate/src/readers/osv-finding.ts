import type { Entry } from "../entry.js";
import type { Artifact, Finding, Score } from "../finding.js";
import { fingerprintOf } from "../fingerprint.js";
import { ReportError } from "../report-error.js";
import { checkedScore } from "./score-field.js";

/** The package of a finding and the file that names it. */
export interface OsvPlace {
  artifact: Artifact;
  file: string;
  /** `package` of the report: name, version, ecosystem. */
  affected: Entry;
}

/** Ecosystems of operating systems, without their release: https://ossf.github.io/osv-schema/#defined-ecosystems */
const systems: readonly (string | undefined)[] = [
  "AlmaLinux",
  "Alpaquita",
  "Alpine",
  "Azure Linux",
  "Chainguard",
  "Debian",
  "Mageia",
  "MinimOS",
  "Photon OS",
  "Red Hat",
  "Rocky Linux",
  "SUSE",
  "Ubuntu",
  "Wolfi",
  "openEuler",
  "openSUSE",
];

/** One problem: a group with its records, or a record that no group names. */
export function osvProblem(records: readonly Entry[], place: OsvPlace, group?: Entry): Finding {
  const ids = idsOf(records, group);
  const [id = ""] = ids;
  const name = place.affected.requiredText("name");
  const version = place.affected.text("version");
  const category = categoryOf(ids, place.affected);
  const affected = records.flatMap((record) => affectedEntries(record, name));
  return {
    fingerprint: fingerprintOf({ category, id, artifact: place.artifact, place: [name, place.file] }),
    ids,
    category,
    title: records[0]?.text("summary") ?? `${id} in ${name}`,
    package: { name, version, purl: purlOf(affected, version), path: place.file },
    fixedVersions: category === "malware" ? [] : fixedVersionsOf(affected),
    ...(category === "malware" && { remedy: `Remove ${name}, and rotate every secret that it could reach.` }),
    location: { path: place.file },
    artifact: place.artifact,
    ...labelOf(records),
    scores: group ? scoresOf(group, records) : [],
    publishedAt: records[0]?.instant("published"),
    links: [`https://osv.dev/vulnerability/${encodeURIComponent(id)}`],
    scanner: "osvScanner",
    pointer: (group ?? records[0] ?? place.affected).pointer,
  };
}

/** A licence that is not on the list of allowed ones. */
export function osvLicence(id: string, { artifact, file, affected }: OsvPlace, entry: Entry): Finding {
  const name = affected.requiredText("name");
  const category = "licence";
  return {
    fingerprint: fingerprintOf({ category, id, artifact, place: [name, file] }),
    ids: [id],
    category,
    title: `Licence ${id}`,
    package: { name, version: affected.text("version"), path: file },
    fixedVersions: [],
    location: { path: file },
    artifact,
    scores: [],
    links: [],
    scanner: "osvScanner",
    pointer: `${entry.pointer}/license_violations`,
  };
}

function idsOf(records: readonly Entry[], group: Entry | undefined): string[] {
  const named = group?.texts("ids") ?? [];
  if (group && named.length === 0) {
    throw new ReportError({
      path: group.path,
      place: { pointer: `${group.pointer}/ids` },
      found: "must be a list of ids here, got none",
      remedy: "Get the report from the scanner again; one that was edited or damaged cannot be judged.",
    });
  }
  const own = records.map((record) => record.requiredText("id"));
  const aliases = records.flatMap((record) => record.texts("aliases"));
  return [...new Set([...named, ...own, ...(group?.texts("aliases") ?? []), ...aliases])];
}

/** `MAL-` marks a package that is an attack itself: https://github.com/ossf/malicious-packages */
function categoryOf(ids: readonly string[], affected: Entry): Finding["category"] {
  if (ids.some((id) => id.startsWith("MAL-"))) return "malware";
  return systems.includes(affected.text("ecosystem")?.split(":")[0]) ? "image" : "dependency";
}

/** A record may name several packages. */
function affectedEntries(record: Entry, name: string): Entry[] {
  return record
    .entries("affected")
    .filter((entry) => entry.entry("package")?.text("name")?.toLowerCase() === name.toLowerCase());
}

function fixedVersionsOf(affected: readonly Entry[]): string[] {
  const fixed = affected
    .flatMap((entry) => entry.entries("ranges"))
    .filter((range) => range.text("type") !== "GIT")
    .flatMap((range) => range.entries("events"))
    .map((event) => event.text("fixed"));
  return [...new Set(fixed.filter((version) => version !== undefined))];
}

/** OSV gives the package without the version in use. */
function purlOf(affected: readonly Entry[], version: string | undefined): string | undefined {
  const purl = affected.map((entry) => entry.entry("package")?.text("purl")).find((found) => found !== undefined);
  if (purl === undefined || version === undefined) return purl;
  const [name, ...qualifiers] = purl.split("?");
  return [`${name}@${encodeURIComponent(version)}`, ...qualifiers].join("?");
}

const wordsByWeight = ["CRITICAL", "HIGH", "MODERATE", "MEDIUM", "LOW"];

/** The worst word of the databases; `database_specific` may hold anything. */
function labelOf(records: readonly Entry[]): Pick<Finding, "label" | "labelSource"> {
  const labels = records.flatMap((record) =>
    (record.entry("database_specific")?.freeTexts("severity") ?? []).map((word) => ({
      label: word.toUpperCase(),
      labelSource: record.requiredText("id").startsWith("GHSA-") ? "ghsa" : "osv",
    })),
  );
  return wordsByWeight.map((word) => labels.find(({ label }) => label === word)).find((found) => found) ?? {};
}

/** `max_severity` is the highest base score of the group's vectors, as text; the records have vectors only. */
function scoresOf(group: Entry, records: readonly Entry[]): Score[] {
  const text = group.text("max_severity");
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return [];
  const vectors = records.flatMap((record) => record.entries("severity")).map((entry) => entry.text("score"));
  const [vector, ...others] = [...new Set(vectors)].filter((one) => one !== undefined);
  const score = { source: "osv", version: versionOf(vector), score: Number(text) };
  return [checkedScore(group, "max_severity", others.length === 0 ? { ...score, vector } : score)];
}

/** Vectors of CVSS 2 have no prefix. */
function versionOf(vector: string | undefined): Score["version"] {
  if (vector === undefined || vector.startsWith("CVSS:3")) return "3";
  return vector.startsWith("CVSS:4") ? "4" : "2";
}
