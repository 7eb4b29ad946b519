import type { Finding } from "../finding.js";

/** What findings in files must have in common to be looked at together; undefined where a place is not exact enough. */
export function sourceKey({ category, location }: Finding): string | undefined {
  if (!["secret", "code", "misconfiguration"].includes(category) || location.line === undefined) return undefined;
  return JSON.stringify([category, filePath(location.path), location.line]);
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
