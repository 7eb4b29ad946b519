import { authorship } from "../generated-file.js";
import type { DeliveryFile } from "./delivery.js";
import type { DeliveryProblem } from "./delivery-error.js";
import { type FoundFile, type FoundFiles, foldersAbove, isFile, isInOwnFolder, pathsOf } from "./found-files.js";
import { blobSha } from "./git-object.js";
import { mergedText } from "./marked-block.js";

/** What a commit has to write and to take out, and what its reviewers should know. */
export interface DeliveryChanges {
  /** Content by path. */
  writes: ReadonlyMap<string, string | Uint8Array>;
  /** Generated files that the policy no longer asks for. */
  removals: readonly string[];
  /** Generated files that somebody edited and that are written anew. */
  edited: readonly string[];
  /** Generated files that somebody edited and that the policy no longer asks for: they stay. */
  left: readonly string[];
  /** Files of other people that stay as they are. */
  kept: readonly string[];
  /** Files of other people that get a block at their end. */
  merged: readonly string[];
  problems: readonly DeliveryProblem[];
}

/** What has to change for a commit to have the files. Pure. */
export function deliveryChanges(
  files: readonly DeliveryFile[],
  found: FoundFiles,
  repository: string,
): DeliveryChanges {
  const changes = {
    writes: new Map<string, string | Uint8Array>(),
    edited: [] as string[],
    kept: [] as string[],
    merged: [] as string[],
    problems: [] as DeliveryProblem[],
  };
  for (const file of files) {
    const { path, content, how } = placeOf(file, found);
    const there = found.get(path);
    const obstacle = obstacleTo(path, found) ?? (how === "refuse" ? foreignFile : undefined);
    if (obstacle) changes.problems.push({ place: `${repository}: ${path}`, ...obstacle });
    else if (how === "keep") changes.kept.push(path);
    else if (there?.sha !== blobSha(content) || there.mode !== "100644") changes.writes.set(path, content);
    if (how === "merge") changes.merged.push(path);
    if (how === "write" && there?.text !== undefined && authorship(there.text) === "edited") changes.edited.push(path);
  }
  return { ...changes, ...generatedLeftovers(new Set(pathsOf(files)), found) };
}

/** Where a file goes, with which content, and what becomes of what is there. */
function placeOf(file: DeliveryFile, found: FoundFiles) {
  const content = "bytes" in file ? file.bytes : file.content;
  const hasHeader = typeof content === "string" && authorship(content) !== "foreign";
  const foreign = [file.path, ...(file.elsewhere ?? [])].find((path) => isForeign(found.get(path)));
  const there = found.get(file.path);
  const ours = there !== undefined && (there.sha === blobSha(content) || !isForeign(there));
  if (!hasHeader || ours || foreign === undefined) return { path: file.path, content, how: "write" as const };
  const { ifForeign = "refuse", block = "" } = file;
  const text = found.get(foreign)?.text;
  if (ifForeign !== "merge" || text === undefined) {
    return { path: foreign, content, how: ifForeign === "keep" ? ("keep" as const) : ("refuse" as const) };
  }
  return { path: foreign, content: mergedText(text, block), how: "merge" as const };
}

/** A file that Sallyport did not write; what is no file is an obstacle, whoever made it. */
function isForeign(file: FoundFile | undefined): boolean {
  return file !== undefined && isFile(file) && (file.text === undefined || authorship(file.text) === "foreign");
}

const foreignFile = {
  found: "is a file that Sallyport did not write",
  remedy: "Move or delete it, then deliver again.",
};

/** What is no plain file, in the place of a file or on the way to it. */
function obstacleTo(path: string, found: FoundFiles): Omit<DeliveryProblem, "place"> | undefined {
  const notAFolder = foldersAbove(path).find((folder) => (found.get(folder)?.type ?? "tree") !== "tree");
  if (notAFolder !== undefined) return inTheWay(`lies below ${notAFolder}, which is no folder`);
  const there = found.get(path);
  if (!there || isFile(there)) return undefined;
  if (there.mode === "120000") return inTheWay("is a symbolic link");
  return inTheWay(there.type === "tree" ? "is a folder" : "is a submodule");
}

function inTheWay(found: string): Omit<DeliveryProblem, "place"> {
  return { found, remedy: "Take it out of the way, then deliver again." };
}

/** Generated files that nobody asks for any more: ours go, edited ones stay and are told. */
function generatedLeftovers(asked: ReadonlySet<string>, found: FoundFiles): { removals: string[]; left: string[] } {
  const leftovers = [...found].flatMap(([path, { text }]) =>
    isInOwnFolder(path) && !asked.has(path) && text !== undefined ? [{ path, whose: authorship(text) }] : [],
  );
  const of = (whose: string) => leftovers.filter((leftover) => leftover.whose === whose).map(({ path }) => path);
  return { removals: of("ours"), left: of("edited") };
}
