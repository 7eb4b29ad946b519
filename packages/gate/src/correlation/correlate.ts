import { byText } from "../order.js";
import type { LargeReport } from "../report.js";
import { ArtifactKeys } from "./artifact-keys.js";
import { type FindingIndex, indexOf, type PackageVulnerability } from "./finding-index.js";
import type { Sighting, Weakness } from "./sighting.js";
import { filePath, isSameInSource, isSamePlace } from "./source-place.js";
import { groupVulnerabilities, type VulnerabilitySighting } from "./vulnerability-groups.js";

/**
 * The findings of all reports, each weakness once. A vulnerability is the same by alias, package, version, artifact and
 * place; a secret, a weakness in code or a misconfiguration by file and line, in different reports only. When in doubt, two
 * stay two: a duplicate costs attention, a false merge hides something that is affected.
 */
export function correlate(reports: readonly LargeReport[]): Weakness[] {
  return [...weaknessesIn(reports)];
}

/** The same one by one: only the findings of one weakness need to be in memory. */
export function* weaknessesIn(reports: readonly LargeReport[]): IterableIterator<Weakness> {
  const sightings = new Sightings(reports);
  const vulnerabilities: VulnerabilitySighting[] = [];
  for (const { number, key, artifact } of sightings.keys()) {
    if (typeof key !== "object") continue;
    vulnerabilities.push({ vulnerability: key, artifact, place: sightings.placeOf(key), sighting: number });
  }
  for (const group of groupVulnerabilities(vulnerabilities)) {
    yield { sightings: group.map((number) => sightings.get(number)), missedBy: sightings.missedBy(group) };
  }
  if (!sightings.areOfOneReport) yield* groupInSource(sightings);
  else {
    // Findings of one report stay apart: it lists them apart.
    for (const { number, key } of sightings.keys()) {
      if (typeof key !== "object") yield { sightings: [sightings.get(number)], missedBy: [] };
    }
  }
}

/** The findings of all reports under one numbering, which does not depend on the order of the reports. */
class Sightings {
  readonly #reports: readonly { report: LargeReport; index: FindingIndex; keys: readonly string[]; first: number }[];
  readonly #artifacts: ArtifactKeys;
  readonly #searched: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(given: readonly LargeReport[]) {
    const reports = given
      .toSorted((a, b) => byText(a.tool, b.tool) || byText(a.path, b.path) || byText(a.sha256, b.sha256))
      .map((report) => ({ report, index: report.index ?? indexOf(report.findings) }));
    this.#artifacts = new ArtifactKeys(reports.flatMap(({ report, index }) => [report.artifact, ...index.artifacts]));
    let first = 0;
    this.#reports = reports.map(({ report, index }) => {
      const keys = index.artifacts.map((artifact) => this.#artifacts.keyOf(artifact));
      const numbered = { report, index, keys, first };
      first += index.length;
      return numbered;
    });
    this.#searched = searchedBy(this.#reports, this.#artifacts);
  }

  get areOfOneReport(): boolean {
    return this.#reports.filter(({ index }) => index.length > 0).length < 2;
  }

  *keys(): IterableIterator<{ number: number; key: ReturnType<FindingIndex["keyOf"]>; artifact: string }> {
    for (const { index, keys, first } of this.#reports) {
      for (let at = 0; at < index.length; at += 1) {
        yield { number: first + at, key: index.keyOf(at), artifact: keys[index.artifactOf(at)] ?? "" };
      }
    }
  }

  get(number: number): Sighting {
    const { report, first } = this.#homeOf(number);
    const finding = report.findings.at(number - first);
    if (!finding) throw new RangeError(`${report.path} has no finding ${number - first}`);
    return { finding, report };
  }

  reportOf(number: number): LargeReport {
    return this.#homeOf(number).report;
  }

  artifactOf(number: number): string {
    const { index, keys, first } = this.#homeOf(number);
    return keys[index.artifactOf(number - first)] ?? "";
  }

  placeOf({ path, isInImage, isInstalled }: PackageVulnerability): string {
    if (isInImage) return filePath(path);
    const inTree = filePath(this.#artifacts.pathInTree(path));
    return isInstalled || inTree.startsWith("node_modules/") ? "" : inTree;
  }

  /** Scanners that looked for vulnerabilities in the artifact of these sightings and list none of them. */
  missedBy(group: readonly number[]): string[] {
    const [first] = group;
    const tools = first === undefined ? undefined : this.#searched.get(this.artifactOf(first));
    if (!tools) return [];
    const seers = group.map((number) => this.#homeOf(number).report.tool);
    return [...tools].filter((tool) => !seers.includes(tool)).toSorted(byText);
  }

  #homeOf(number: number) {
    let low = 0;
    for (let high = this.#reports.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((this.#reports[middle]?.first ?? 0) <= number) low = middle;
      else high = middle;
    }
    const home = this.#reports[low];
    if (!home) throw new RangeError("there is no report");
    return home;
  }
}

/** Groups in one place of a file: those that a finding of the current report may join, and those that it began itself. */
interface Place {
  report: LargeReport;
  earlier: number[][];
  /** How many of the earlier ones, from the first on, a finding of the report has joined. */
  joined: number;
  own: number[][];
}

/** How many groups in one place are looked at: more in one line are no accident, and must not take all day. */
const lookedAtMost = 100;

/** Findings of one report stay apart: it lists them apart. */
function* groupInSource(sightings: Sightings): IterableIterator<Weakness> {
  const groups: number[][] = [];
  const places = new Map<number, Place>();
  for (const { number, key: hash } of sightings.keys()) {
    if (typeof hash === "object") continue;
    const place = hash === undefined ? undefined : placeFor(places, hash, sightings.reportOf(number));
    const same = place && joinedBy(number, place, sightings);
    if (same) {
      same.push(number);
      continue;
    }
    const group = [number];
    groups.push(group);
    place?.own.push(group);
  }
  for (const group of groups) yield { sightings: group.map((number) => sightings.get(number)), missedBy: [] };
}

/** The group that a finding joins; no other finding of its report joins that one. */
function joinedBy(number: number, place: Place, sightings: Sightings): number[] | undefined {
  const { earlier, joined } = place;
  const end = Math.min(earlier.length, joined + lookedAtMost);
  for (let index = joined; index < end; index += 1) {
    const group = earlier[index];
    if (!group || !isOneInSource(group, number, sightings)) continue;
    earlier[index] = earlier[joined] ?? group;
    earlier[joined] = group;
    place.joined += 1;
    return group;
  }
  return undefined;
}

function placeFor(places: Map<number, Place>, hash: number, report: LargeReport): Place {
  const known = places.get(hash);
  if (!known) {
    const place = { report, earlier: [], joined: 0, own: [] };
    places.set(hash, place);
    return place;
  }
  if (known.report !== report) {
    known.report = report;
    known.earlier = known.earlier.concat(known.own);
    known.joined = 0;
    known.own = [];
  }
  return known;
}

function isOneInSource(group: readonly number[], number: number, sightings: Sightings): boolean {
  const { finding } = sightings.get(number);
  return group.every((other) => {
    if (sightings.artifactOf(other) !== sightings.artifactOf(number)) return false;
    const seen = sightings.get(other).finding;
    return isSamePlace(seen, finding) && isSameInSource(seen, finding);
  });
}

/** Who looked for vulnerabilities where, by artifact. */
function searchedBy(
  reports: readonly { report: LargeReport; keys: readonly string[] }[],
  artifacts: ArtifactKeys,
): ReadonlyMap<string, ReadonlySet<string>> {
  const searched = new Map<string, Set<string>>();
  for (const { report, keys } of reports) {
    if (!report.usesDatabase || report.health !== "ok") continue;
    for (const key of new Set([artifacts.keyOf(report.artifact), ...keys])) {
      searched.set(key, (searched.get(key) ?? new Set()).add(report.tool));
    }
  }
  return searched;
}
