import type { Entry } from "../entry.js";
import type { Finding } from "../finding.js";
import { lineNumber } from "./line-number.js";
import { repositoryPath } from "./repository-path.js";

const maximumBases = 20;

/** What the paths of a run are made of. */
export interface SarifFiles {
  run: Entry;
  /** The entries of `artifacts`, which results may point to by index. */
  files: readonly Entry[];
}

/**
 * Where a result stands: its first location, with a path that does not depend on the machine that scanned.
 *
 * @param otherwise Path of a result without a location.
 */
export function sarifLocation(result: Entry, files: SarifFiles, otherwise: string): Finding["location"] {
  const [location] = result.entries("locations");
  const physical = location?.entry("physicalLocation");
  const file = physical?.entry("artifactLocation") ?? result.entry("analysisTarget");
  const [logical] = location?.entries("logicalLocations") ?? [];
  const [region, around] = [physical?.entry("region"), physical?.entry("contextRegion")];
  return {
    path: (file && pathOf(file, files)) ?? otherwise,
    line: lineNumber(region, "startLine") ?? lineNumber(around, "startLine"),
    resource: logical?.text("fullyQualifiedName") ?? logical?.text("name"),
  };
}

function pathOf(file: Entry, { run, files }: SarifFiles): string | undefined {
  const index = file.number("index") ?? -1;
  const listed = index >= 0 ? files[index]?.entry("location") : undefined;
  const uri = file.text("uri") ?? listed?.text("uri");
  if (uri === undefined) return undefined;
  const base = file.text("uriBaseId") ?? listed?.text("uriBaseId");
  const path = /^[a-z][a-z0-9+.-]+:/i.test(uri) ? withoutRoot(uri, run) : folderOf(base, run) + uri;
  return plainPath(path);
}

/** Bases are folders of the machine, unless they lie inside another one: only those say something about the project. */
function folderOf(base: string | undefined, run: Entry): string {
  const bases = run.entry("originalUriBaseIds");
  let folder = "";
  let name = base;
  for (let depth = 0; name !== undefined && depth < maximumBases; depth += 1) {
    const entry = bases?.entry(name);
    const uri = entry?.text("uri")?.trim() ?? "";
    if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith("/")) break;
    folder = uri + folder;
    name = entry?.text("uriBaseId");
  }
  return folder;
}

/** An absolute address inside a folder that the log names becomes a path inside that folder. */
function withoutRoot(uri: string, run: Entry): string {
  const bases = run.entry("originalUriBaseIds");
  const roots = [
    ...(bases?.keys() ?? []).map((key) => bases?.entry(key)?.text("uri")),
    ...run.entries("invocations").map((invocation) => invocation.entry("workingDirectory")?.text("uri")),
  ];
  const root = roots
    .filter((folder) => folder !== undefined)
    .map((folder) => (folder.endsWith("/") ? folder : `${folder}/`))
    .filter((folder) => folder.length > "file:///".length && uri.startsWith(folder))
    .toSorted((a, b) => b.length - a.length)[0];
  return root === undefined ? uri : uri.slice(root.length);
}

function plainPath(uri: string): string {
  const path = decoded(uri)
    .replaceAll("\\", "/")
    .replace(/^file:\/\/\/?([a-z]:)/i, "$1")
    .replace(/^file:\/+/i, "/");
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? path
    : repositoryPath(path.replace(/\/{2,}/g, "/").replace(/^(\.\/)+/, ""));
}

/** A name may hold a percent sign that starts no escape. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
