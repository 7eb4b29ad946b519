import { packageKey } from "../correlation/package-key.js";
import type { Weakness } from "../correlation/sighting.js";
import { filePath } from "../correlation/source-place.js";
import type { Finding } from "../finding.js";
import { isVulnerability } from "../fix.js";
import type { Outcome } from "../verdict.js";

/** What a weakness is known by, beyond one scanner and one run. */
export interface Sighted extends Pick<Finding, "ids" | "category" | "package" | "location"> {
  /** Fingerprints of every sighting. */
  fingerprints: readonly string[];
}

/** What is known of a weakness before it is judged. */
export function sightedIn({ sightings }: Weakness): Sighted {
  const [first] = sightings;
  if (!first) throw new RangeError("a weakness needs a sighting");
  const { category, package: affected, location } = first.finding;
  return {
    category,
    ...(affected && { package: affected }),
    location,
    ids: [...new Set(sightings.flatMap(({ finding }) => finding.ids))],
    fingerprints: sightings.map(({ finding }) => finding.fingerprint),
  };
}

/** The same of an outcome. */
export function sightedAs({ category, package: affected, location, ids, sightings }: Outcome): Sighted {
  return {
    category,
    ...(affected && { package: affected }),
    location,
    ids,
    fingerprints: sightings.map(({ fingerprint }) => fingerprint),
  };
}

/**
 * Names under which a weakness is the same one in a later run: the fingerprints, and each id with the package, in whatever
 * file, image and version it is. Renamed images and moved lock files keep their clock; a second image with the same
 * weakness shares it.
 */
export function keysOf({ fingerprints, ids, category, package: affected }: Sighted): string[] {
  const name = isVulnerability(category) && affected ? packageKey(affected) : undefined;
  return [...new Set([...fingerprints, ...(name === undefined ? [] : ids.map((id) => `${id.toUpperCase()} ${name}`))])];
}

/**
 * What a weakness has in common with itself after a move or under another scanner that names it differently: its package;
 * or, in source, its rule and its file. Tells something only where one vanishes and another appears.
 */
export function tracesOf({ ids, category, package: affected, location }: Sighted): string[] {
  if (isVulnerability(category) && affected) return [`vulnerability ${packageKey(affected)}`];
  return [`${category} rule ${ids[0]}`, `${category} file ${filePath(location.path)}`];
}
