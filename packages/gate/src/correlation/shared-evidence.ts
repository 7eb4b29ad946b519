import type { Finding } from "../finding.js";
import type { Sighting } from "./sighting.js";

/**
 * The finding of each sighting, with what the others know: every id, score, kind of weakness and link, the earliest dates,
 * and the fix where its own scanner names none. Place, label and words stay its own.
 */
export function withSharedEvidence(sightings: readonly Sighting[]): Finding[] {
  const findings = sightings.map(({ finding }) => finding);
  if (findings.length === 1) return findings;
  const all = <T>(of: (finding: Finding) => readonly T[] | undefined) => findings.flatMap((one) => of(one) ?? []);
  const cwes = unique(all(({ cwes }) => cwes));
  return findings.map((finding) => ({
    ...finding,
    ids: unique([...finding.ids, ...all(({ ids }) => ids)]),
    scores: uniqueScores([...finding.scores, ...all(({ scores }) => scores)]),
    links: unique([...finding.links, ...all(({ links }) => links)]),
    fixedVersions: finding.fixedVersions.length > 0 ? finding.fixedVersions : all(({ fixedVersions }) => fixedVersions),
    ...(cwes.length > 0 && { cwes }),
    ...first("package", [finding, ...findings]),
    ...first("dependencyPath", [finding, ...findings]),
    ...first("layer", [finding, ...findings]),
    ...earliest("publishedAt", findings),
    ...earliest("firstSeenAt", findings),
  }));
}

function first<Key extends keyof Finding>(key: Key, findings: readonly Finding[]): Partial<Pick<Finding, Key>> {
  const value = findings.find((finding) => finding[key] !== undefined)?.[key];
  return value === undefined ? {} : ({ [key]: value } as Pick<Finding, Key>);
}

function earliest<Key extends "publishedAt" | "firstSeenAt">(key: Key, findings: readonly Finding[]) {
  const [value] = findings.flatMap((finding) => finding[key] ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return value === undefined ? {} : { [key]: value };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function uniqueScores(scores: Finding["scores"]): Finding["scores"] {
  return [...new Map(scores.map((score) => [JSON.stringify(score), score])).values()];
}
