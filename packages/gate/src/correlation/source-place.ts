import type { Finding } from "../finding.js";

const categoriesInSource: readonly Finding["category"][] = ["secret", "code", "misconfiguration"];

/**
 * A number that findings in the same place of a file share, so that they are looked at together; undefined where a place is
 * not exact enough. Others may have the same number: {@link isSamePlace} tells.
 */
export function placeHash({ category, location: { path, line } }: Finding): number | undefined {
  if (line === undefined || !categoriesInSource.includes(category)) return undefined;
  const text = filePath(path);
  let hash = line ^ category.length;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** Whether two findings are of one kind, in one line of one file. */
export function isSamePlace(one: Finding, other: Finding): boolean {
  return (
    one.category === other.category &&
    one.location.line === other.location.line &&
    filePath(one.location.path) === filePath(other.location.path)
  );
}

/** Whether two findings on one line are one weakness: any two secrets are, other findings by rule or kind. */
export function isSameInSource(one: Finding, other: Finding): boolean {
  if (one.category === "secret") return true;
  return share(one.ids, other.ids) || (one.category === "code" && share(one.cwes ?? [], other.cwes ?? []));
}

/** A path inside what was scanned, as scanners differ in writing it. */
export function filePath(path: string): string {
  return path.replace(/^(\.?\/)+/, "");
}

function share(one: readonly string[], other: readonly string[]): boolean {
  return one.some((value) => other.includes(value));
}
