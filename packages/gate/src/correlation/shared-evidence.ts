import type { Finding } from "../finding.js";
import { uniqueScores } from "../unique-scores.js";
import type { Sighting } from "./sighting.js";

/** Up to so many sightings, each names its own ids, scores and links first; beyond, all have them in one order. */
const ownFirstAtMost = 50;

/**
 * The finding of each sighting, with what the others know: every id, score, kind of weakness and link, the earliest dates, the
 * layer, and the fix where its own scanner names none. Place, label and words stay its own.
 */
export function withSharedEvidence(sightings: readonly Sighting[]): Finding[] {
  const findings = sightings.map(({ finding }) => finding);
  if (findings.length === 1) return findings;
  const shared = {
    ids: unique(findings.flatMap(({ ids }) => ids)),
    scores: uniqueScores(findings.flatMap(({ scores }) => scores)),
    links: unique(findings.flatMap(({ links }) => links)),
    cwes: unique(findings.flatMap(({ cwes = [] }) => cwes)),
    fixedVersions: unique(findings.flatMap(({ fixedVersions }) => fixedVersions)),
  };
  const layer = joinedLayer(findings);
  const [affected, dependencyPath] = [firstOf("package", findings), firstOf("dependencyPath", findings)];
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
    ...orElse("package", finding.package, affected),
    ...orElse("dependencyPath", finding.dependencyPath, dependencyPath),
    ...(findings.length > ownFirstAtMost ? layer : joinedLayer([finding, ...findings])),
    ...dates,
  }));
}

function firstOf<Key extends keyof Finding>(key: Key, findings: readonly Finding[]): Finding[Key] | undefined {
  return findings.find((finding) => finding[key] !== undefined)?.[key];
}

/** Its own value, else the first that another scanner has. */
function orElse<Key extends keyof Finding>(key: Key, own: Finding[Key], other: Finding[Key] | undefined) {
  const value = own ?? other;
  return value === undefined ? {} : ({ [key]: value } as Pick<Finding, Key>);
}

/**
 * One scanner knows the layer, another the base image. Digest and instruction are of one scanner, so that they name the same
 * layer. Whose layer it is, and which base image is without the weakness, counts only where nobody says otherwise.
 */
function joinedLayer(findings: readonly Finding[]): Pick<Finding, "layer"> {
  const layers = findings.flatMap(({ layer }) => layer ?? []);
  if (layers.length === 0) return {};
  const place = layers.find(({ digest, instruction }) => digest !== undefined || instruction !== undefined);
  const origins = new Set(layers.flatMap(({ origin }) => origin ?? []));
  const agreed = origins.size === 1 ? layers.find(({ origin }) => origin !== undefined) : undefined;
  const baseImage = agreed?.baseImage ?? layers.find((layer) => layer.baseImage !== undefined)?.baseImage;
  return {
    layer: {
      ...(place?.digest !== undefined && { digest: place.digest }),
      ...(place?.instruction !== undefined && { instruction: place.instruction }),
      ...(agreed?.origin && { origin: agreed.origin }),
      ...(baseImage !== undefined && { baseImage }),
      ...(agreed?.newerBase !== undefined && { newerBase: agreed.newerBase }),
    },
  };
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
