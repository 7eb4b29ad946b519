import { filePath } from "../correlation/source-place.js";
import type { Finding } from "../finding.js";
import { parsePurl } from "../purl.js";
import { coversPurl } from "../vex/purl-match.js";
import type { Exception } from "./exception.js";
import { namesFinding } from "./names-finding.js";
import { pathMatcher } from "./path-glob.js";
import { isInRange } from "./version-range.js";

/** Whether a finding is one that an exception is about. */
export type Matcher = (finding: Finding) => boolean;

/**
 * Makes the matcher of an exception. Everything that the exception gives must be so, and what a finding leaves unsaid
 * (package URL, version, digest) matches nothing.
 */
export function matcherOf({ finding: id, scanner, scope }: Exception): Matcher {
  const { purl, versions, digest, path } = scope;
  const isOnPath = path === undefined ? undefined : pathMatcher(path);
  return (finding) =>
    namesFinding(id, finding.ids) &&
    (scanner === undefined || scanner === finding.scanner) &&
    (digest === undefined || digest === finding.artifact.digest) &&
    (purl === undefined || isPackage(finding.package, purl, versions)) &&
    (isOnPath === undefined || isOnPath(filePath(finding.location.path)));
}

function isPackage(affected: Finding["package"], purl: string, versions: string | undefined): boolean {
  if (affected?.purl === undefined || !coversPurl(purl, affected.purl)) return false;
  if (versions === undefined) return true;
  const version = parsePurl(affected.purl)?.version ?? affected.version;
  return !!version && isInRange(purl, versions, version);
}
