import { compare as comparePython, explain } from "@renovatebot/pep440";
import compareSemver from "semver/functions/compare.js";
import parseSemver from "semver/functions/parse.js";

/** How the versions of an ecosystem are ordered. */
export interface VersionScheme {
  compare(a: string, b: string): number;
  /** The numbers of a release, the most important first; undefined for a text that is no version. */
  numbers(version: string): readonly number[] | undefined;
  /** True for a version before the release, such as 2.0.0-rc.1. */
  isPreview(version: string): boolean;
}

const semver: VersionScheme = {
  compare: (a, b) => compareSemver(a, b, true),
  numbers: (version) => {
    const parsed = parseSemver(version, true);
    return parsed ? [parsed.major, parsed.minor, parsed.patch] : undefined;
  },
  isPreview: (version) => (parseSemver(version, true)?.prerelease.length ?? 0) > 0,
};

const python: VersionScheme = {
  compare: comparePython,
  numbers: (version) => {
    const parsed = explain(version);
    return parsed ? [parsed.epoch, ...parsed.release] : undefined;
  },
  isPreview: (version) => explain(version)?.is_prerelease ?? false,
};

/** Numbers and dots, which every ecosystem orders in the same way. */
const plainNumbers: VersionScheme = {
  compare: (a, b) => compareNumbers(a.split(".").map(Number), b.split(".").map(Number)),
  numbers: (version) => (/^\d+(\.\d+)*$/.test(version) ? version.split(".").map(Number) : undefined),
  isPreview: () => false,
};

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** By type of package URL. Debian, RPM, Maven and others have rules of their own: only their plain numbers are compared. */
const byType: ReadonlyMap<string, VersionScheme> = new Map([
  ...["npm", "cargo", "golang", "hex", "pub", "swift"].map((type): [string, VersionScheme] => [type, semver]),
  ["pypi", python],
]);

/** The order of these versions; undefined where nobody here can tell. */
export function versionScheme(type: string | undefined, versions: readonly string[]): VersionScheme | undefined {
  const schemes = [byType.get(type ?? ""), plainNumbers];
  return schemes.find((scheme) => scheme && versions.every((version) => scheme.numbers(version) !== undefined));
}
