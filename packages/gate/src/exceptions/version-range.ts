import * as pep440 from "@renovatebot/pep440";
import semver from "semver";
import { parsePurl } from "../purl.js";

/** How an ecosystem compares versions. */
interface Versioning {
  isRange(range: string): boolean;
  covers(range: string, version: string): boolean;
}

/** As npm has it, and whoever follows https://semver.org. A pre-release is in no range that does not name one like it. */
const semantic: Versioning = {
  isRange: (range) => semver.validRange(range) !== null,
  // `parse` is strict: a version that is only nearly semantic is not guessed at. Go writes a v in front.
  covers: (range, version) => semver.parse(version) !== null && semver.satisfies(version, range),
};

/** https://peps.python.org/pep-0440/ */
const python: Versioning = {
  isRange: (range) => pep440.validRange(specifiers(range)),
  covers: (range, version) => pep440.valid(version) !== null && pep440.satisfies(version, specifiers(range)),
};

/** PEP 440 puts commas where people and npm put spaces. */
function specifiers(range: string): string {
  return range.trim().replaceAll(/\s*,\s*|(?<=[\w.*])\s+(?=[<>=!~])/g, ",");
}

/** Types of package URLs whose versions can be compared. */
const versionings: Readonly<Record<string, Versioning>> = {
  cargo: semantic,
  composer: semantic,
  golang: semantic,
  hex: semantic,
  npm: semantic,
  nuget: semantic,
  pub: semantic,
  pypi: python,
  swift: semantic,
};

/** Types of package URLs that ranges of versions can be given for. */
export const comparableTypes: readonly string[] = Object.keys(versionings);

/** Whether a range can be understood for the package. */
export function checkRange(purl: string, range: string): "ok" | "no range" | "not comparable" {
  const versioning = versioningOf(purl);
  if (!versioning) return "not comparable";
  return versioning.isRange(range) ? "ok" : "no range";
}

/** True when a version of the package is surely in the range. */
export function isInRange(purl: string, range: string, version: string): boolean {
  const versioning = versioningOf(purl);
  return !!versioning?.isRange(range) && versioning.covers(range, version);
}

function versioningOf(purl: string): Versioning | undefined {
  const type = parsePurl(purl)?.type ?? "";
  return Object.hasOwn(versionings, type) ? versionings[type] : undefined;
}
