import type { Artifact } from "../finding.js";
import { isVulnerability } from "../fix.js";
import { byText } from "../order.js";
import type { Report } from "../report.js";
import { ArtifactKeys } from "./artifact-keys.js";
import type { Sighting, Weakness } from "./sighting.js";
import { isSameInSource, sourceKey } from "./source-place.js";
import { groupVulnerabilities } from "./vulnerability-groups.js";

/**
 * The findings of all reports, each weakness once. A vulnerability is the same by alias, package, version, artifact and
 * place; a secret, a weakness in code or a misconfiguration by file and line, in different reports only. When in doubt, two
 * stay two: a duplicate costs attention, a false merge hides something that is affected.
 */
export function correlate(reports: readonly Report[]): Weakness[] {
  const artifacts = new ArtifactKeys(artifactsOf(reports));
  const vulnerabilities: Sighting[] = [];
  const others: Sighting[] = [];
  for (const sighting of sightingsIn(reports)) {
    const { category, package: affected } = sighting.finding;
    (isVulnerability(category) && affected ? vulnerabilities : others).push(sighting);
  }
  const searched = searchedBy(reports, artifacts);
  return [
    ...groupVulnerabilities(vulnerabilities, artifacts).map((sightings) => ({
      sightings,
      missedBy: missedBy(sightings, searched, artifacts),
    })),
    ...groupInSource(others, artifacts).map((sightings) => ({ sightings, missedBy: [] })),
  ];
}

function sightingsIn(reports: readonly Report[]): Sighting[] {
  return reports
    .toSorted((a, b) => byText(a.tool, b.tool) || byText(a.path, b.path) || byText(a.sha256, b.sha256))
    .flatMap((report) =>
      report.findings
        .toSorted((a, b) => byText(a.pointer, b.pointer) || byText(a.fingerprint, b.fingerprint))
        .map((finding) => ({ finding, report })),
    );
}

function* artifactsOf(reports: readonly Report[]): Iterable<Artifact> {
  for (const { artifact, findings } of reports) {
    yield artifact;
    for (const finding of findings) yield finding.artifact;
  }
}

/** Findings of one report stay apart: it lists them apart. */
function groupInSource(sightings: readonly Sighting[], artifacts: ArtifactKeys): Sighting[][] {
  const groups: Sighting[][] = [];
  const byPlace = new Map<string, Sighting[][]>();
  for (const sighting of sightings) {
    const place = sourceKey(sighting.finding);
    const key = place === undefined ? undefined : `${artifacts.keyOf(sighting.finding.artifact)} ${place}`;
    const nearby = key === undefined ? [] : (byPlace.get(key) ?? []);
    const same = nearby.find((group) =>
      group.every((seen) => seen.report !== sighting.report && isSameInSource(seen.finding, sighting.finding)),
    );
    if (same) {
      same.push(sighting);
      continue;
    }
    const group = [sighting];
    groups.push(group);
    if (key !== undefined) byPlace.set(key, [...nearby, group]);
  }
  return groups;
}

/** Who looked for vulnerabilities where, by artifact. */
function searchedBy(reports: readonly Report[], artifacts: ArtifactKeys): ReadonlyMap<string, ReadonlySet<string>> {
  const searched = new Map<string, Set<string>>();
  for (const { tool, usesDatabase, health, artifact, findings } of reports) {
    if (!usesDatabase || health !== "ok") continue;
    const keys = new Set([artifact, ...findings.map((finding) => finding.artifact)].map((one) => artifacts.keyOf(one)));
    for (const key of keys) searched.set(key, (searched.get(key) ?? new Set()).add(tool));
  }
  return searched;
}

function missedBy(
  sightings: readonly Sighting[],
  searched: ReadonlyMap<string, ReadonlySet<string>>,
  artifacts: ArtifactKeys,
): string[] {
  const [first] = sightings;
  const tools = first && searched.get(artifacts.keyOf(first.finding.artifact));
  const seers = new Set(sightings.map(({ finding }) => finding.scanner));
  return [...(tools ?? [])].filter((tool) => !seers.has(tool)).toSorted(byText);
}
