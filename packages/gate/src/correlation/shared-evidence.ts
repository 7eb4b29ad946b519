import type { Finding } from "../finding.js";
import type { Sighting } from "./sighting.js";

/**
 * The finding of each sighting, with what the others know: every id, score, kind of weakness and link, the earliest dates, the
 * layer, and the fix where its own scanner names none. Place, label and words stay its own.
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
    ...joinedLayer([finding, ...findings]),
    ...earliest("publishedAt", findings),
    ...earliest("firstSeenAt", findings),
  }));
}

function first<Key extends keyof Finding>(key: Key, findings: readonly Finding[]): Partial<Pick<Finding, Key>> {
  const value = findings.find((finding) => finding[key] !== undefined)?.[key];
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
  const [value] = findings.flatMap((finding) => finding[key] ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return value === undefined ? {} : { [key]: value };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function uniqueScores(scores: Finding["scores"]): Finding["scores"] {
  return [...new Map(scores.map((score) => [JSON.stringify(score), score])).values()];
}
