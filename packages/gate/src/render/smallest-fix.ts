import { type VersionScheme, versionScheme } from "./version-scheme.js";

/** A version, and which of the weaknesses it is without. */
export interface SmallestFix {
  version: string;
  /** For each weakness, in the order given. */
  fixed: readonly boolean[];
}

/** How many versions are tried: each is compared with all the others. */
const triedAtMost = 200;

/**
 * The smallest version above the one in use that is without every weakness; where there is none, the smallest of those that
 * are without most of them. Undefined where the versions cannot be compared.
 *
 * @param type Type of package URL, which says how versions are compared.
 * @param needs For each weakness the versions without it: one for each release line that was mended.
 */
export function smallestFix(
  type: string | undefined,
  from: string | undefined,
  needs: readonly (readonly string[])[],
): SmallestFix | undefined {
  const versions = [...new Set(needs.flat())];
  const scheme = versionScheme(type, from === undefined ? versions : [from, ...versions]);
  if (!scheme) return onlyVersion(versions, needs);
  const isAbove = (version: string) => from === undefined || scheme.compare(version, from) > 0;
  const candidates = versions.filter(isAbove).toSorted((a, b) => smallestReleaseFirst(scheme, a, b));
  let best: SmallestFix | undefined;
  for (const version of fewer(candidates)) {
    const fixed = needs.map((need) => isFixed(scheme, version, need.filter(isAbove)));
    if (!best || amount(fixed) > amount(best.fixed)) best = { version, fixed };
    if (fixed.every(Boolean)) break;
  }
  return best;
}

/** Versions that nobody can compare leave no choice only where they are one. */
function onlyVersion(versions: readonly string[], needs: readonly (readonly string[])[]): SmallestFix | undefined {
  const [only, ...others] = versions;
  return only === undefined || others.length > 0
    ? undefined
    : { version: only, fixed: needs.map((need) => need.length > 0) };
}

/** Nobody is told to use a preview where a release will do. */
function smallestReleaseFirst(scheme: VersionScheme, a: string, b: string): number {
  return Number(scheme.isPreview(a)) - Number(scheme.isPreview(b)) || scheme.compare(a, b);
}

/** Of very many, the highest: they are the ones that fix most. */
function fewer(candidates: readonly string[]): readonly string[] {
  return candidates.slice(-triedAtMost);
}

/**
 * A version is fixed when it is no lower than one of the fixed ones, and no higher one belongs more closely to it: 1.3.0 is
 * not fixed by 1.2.5 where the fix of its own line is 1.3.4.
 */
function isFixed(scheme: VersionScheme, version: string, fixes: readonly string[]): boolean {
  const kinship = (other: string) => sharedNumbers(scheme.numbers(version) ?? [], scheme.numbers(other) ?? []);
  const below = fixes.filter((fix) => scheme.compare(fix, version) <= 0).map(kinship);
  const above = fixes.filter((fix) => scheme.compare(fix, version) > 0).map(kinship);
  return below.length > 0 && Math.max(...below) > Math.max(-1, ...above);
}

function sharedNumbers(one: readonly number[], other: readonly number[]): number {
  const difference = one.findIndex((number, index) => number !== other[index]);
  return difference === -1 ? one.length : difference;
}

function amount(fixed: readonly boolean[]): number {
  return fixed.filter(Boolean).length;
}
