import { posix } from "node:path";
import type { DeliveryFile } from "./delivery.js";
import type { HostedRepository, TreeEntry } from "./hosted-repository.js";

/** What a commit has at the paths that a delivery is about. */
export interface FoundFile extends Omit<TreeEntry, "path"> {
  /** Of a file that has to be judged. */
  text?: string;
}
export type FoundFiles = ReadonlyMap<string, FoundFile>;

/** The folder whose every file is looked at: generated files that left the policy are there. */
const ownFolder = ".github";

/** Largest file that is read to see whose it is, in bytes. */
const maximumBytes = 1024 * 1024;

/** Every path that a delivery is about. */
export function pathsOf(files: readonly DeliveryFile[]): string[] {
  return files.flatMap(({ path, elsewhere = [] }) => [path, ...elsewhere]);
}

/**
 * What a tree has at these paths, on the way to them, and in `.github`. Folder by folder: a large repository does not come
 * whole.
 */
export async function findFiles(
  repository: HostedRepository,
  tree: string,
  paths: readonly string[],
): Promise<Map<string, FoundFile>> {
  const found = new Map<string, FoundFile>();
  const wanted = new Set(paths);
  const folders = new Set([ownFolder, ...paths.flatMap(foldersAbove)]);
  const visit = async (id: string, folder: string): Promise<void> => {
    const whole = folder === `${ownFolder}/`;
    for (const { path: name, ...entry } of await repository.tree(id, whole)) {
      const path = `${folder}${name}`;
      if (whole || wanted.has(path) || folders.has(path)) found.set(path, entry);
      if (!whole && entry.type === "tree" && folders.has(path)) await visit(entry.sha, `${path}/`);
    }
  };
  await visit(tree, "");
  return found;
}

/** Adds the text of every file that `judged` picks, where it is small enough to be one of ours. */
export async function withTexts(
  repository: HostedRepository,
  found: FoundFiles,
  judged: (path: string, file: FoundFile) => boolean,
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  for (const [path, file] of found) {
    const readable = file.type === "blob" && isFile(file) && (file.size ?? 0) <= maximumBytes;
    const text = readable && judged(path, file) ? await repository.text(file.sha) : undefined;
    files.set(path, text === undefined ? file : { ...file, text });
  }
  return files;
}

/** Whether it is a file and no link, folder or submodule. */
export function isFile({ mode }: FoundFile): boolean {
  return mode === "100644" || mode === "100755";
}

/** Whether a path is one of those where generated files are looked for. */
export function isInOwnFolder(path: string): boolean {
  return path.startsWith(`${ownFolder}/`);
}

/** `a/b/c` gives `a` and `a/b`. */
export function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === "." ? [] : [...foldersAbove(folder), folder];
}
