import { filePath } from "../correlation/source-place.js";
import type { Exception } from "../exceptions/exception.js";
import { comparableId } from "../exceptions/names-finding.js";
import { pathMatcher } from "../exceptions/path-glob.js";
import type { Suppression } from "./suppression.js";

/** The suppressions that no exception stands behind. One that names nothing, and so leaves out everything, always is among them. */
export function shadowsAmong(suppressions: readonly Suppression[], inForce: readonly Exception[]): Suppression[] {
  const byFinding = Map.groupBy(inForce, ({ finding }) => comparableId(finding));
  return suppressions.filter(
    (suppression) =>
      suppression.ids.length === 0 ||
      !suppression.ids.every((id) =>
        byFinding.get(comparableId(id))?.some((exception) => standsBehind(exception, suppression)),
      ),
  );
}

/** True when an exception says the same of the same scanner and the same files, or of more of them. */
function standsBehind({ scanner, scope }: Exception, suppression: Suppression): boolean {
  if (scanner !== undefined && scanner !== suppression.scanner) return false;
  if (suppression.paths.length === 0) return scope.path === undefined;
  const glob = scope.path;
  return glob !== undefined && suppression.paths.every((path) => isWithin(filePath(path), glob));
}

/** A glob is within another only where both are the same text: nothing else is told simply. */
function isWithin(path: string, glob: string): boolean {
  return path === glob || (!/[*?[\]{}()!+@|\\]/.test(path) && pathMatcher(glob)(path));
}
