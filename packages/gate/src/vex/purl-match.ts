import { parsePurl } from "../purl.js";

/**
 * True when a stated purl covers a package: what it gives must be the same, and what it leaves out (version, qualifiers,
 * subpath) can be anything. A text that is no purl covers nothing.
 */
export function coversPurl(stated: string, found: string): boolean {
  const [wide, narrow] = [parsePurl(stated), parsePurl(found)];
  if (!wide || !narrow) return false;
  return (
    wide.type === narrow.type &&
    (wide.namespace ?? "") === (narrow.namespace ?? "") &&
    wide.name === narrow.name &&
    (!wide.version || wide.version === narrow.version) &&
    Object.entries(wide.qualifiers ?? {}).every(([key, value]) => narrow.qualifiers?.[key] === value) &&
    (!wide.subpath || wide.subpath === narrow.subpath)
  );
}
