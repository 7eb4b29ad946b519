import type { Finding } from "../finding.js";
import { uniqueScores } from "../unique-scores.js";
import type { Sighting } from "./sighting.js";

/** Up to so many sightings, each names its own ids, scores and links first; beyond, all have them in one order. */
const ownFirstAtMost = 50;

/**
 * The finding of each sighting, with what the others know: every id, score, kind of weakness and link, the earliest dates,
 * and the fix where its own scanner names none. Place, label and words stay its own.
 */
export function withSharedEvidence(sightings: readonly Sighting[]): Finding[] {
  const findings = sightings.map(({ finding }) => finding);
  if (findings.length === 1) return findings;
  const shared = {
    ids: unique(findings.flatMap(({ ids }) => ids)),
    scores: uniqueScores(findings.flatMap(({ scores }) => scores)),
    links: unique(findings.flatMap(({ links }) => links)),
    cwes: unique(findings.flatMap(({ cwes = [] }) => cwes)),
    fixedVersions: findings.flatMap(({ fixedVersions }) => fixedVersions),
  };
  const dates = { ...earliest("publishedAt", findings), ...earliest("firstSeenAt", findings) };
  const ownFirst = <T>(own: readonly T[], all: T[], merge: (values: readonly T[]) => T[]) =>
    findings.length > ownFirstAtMost ? all : merge([...own, ...all]);
  return findings.map((finding) => ({
    ...finding,
    ids: ownFirst(finding.ids, shared.ids, unique),
    scores: ownFirst(finding.scores, shared.scores, uniqueScores),
    links: ownFirst(finding.links, shared.links, unique),
    fixedVersions: finding.fixedVersions.length > 0 ? finding.fixedVersions : shared.fixedVersions,
    ...(shared.cwes.length > 0 && { cwes: shared.cwes }),
    ...own("package", finding, findings),
    ...own("dependencyPath", finding, findings),
    ...own("layer", finding, findings),
    ...dates,
  }));
}

function own<Key extends keyof Finding>(key: Key, finding: Finding, findings: readonly Finding[]) {
  const value = finding[key] ?? findings.find((other) => other[key] !== undefined)?.[key];
  return value === undefined ? {} : ({ [key]: value } as Pick<Finding, Key>);
}

function earliest<Key extends "publishedAt" | "firstSeenAt">(key: Key, findings: readonly Finding[]) {
  let value: string | undefined;
  for (const finding of findings) {
    const time = finding[key];
    if (time !== undefined && (value === undefined || Date.parse(time) < Date.parse(value))) value = time;
  }
  return value === undefined ? {} : { [key]: value };
}

function unique(values: readonly string[]): string[] {
  return values.length > 16 ? [...new Set(values)] : values.filter((value, index) => values.indexOf(value) === index);
}
