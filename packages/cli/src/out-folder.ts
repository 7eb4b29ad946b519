import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { dirname, join, normalize } from "node:path";
import * as z from "zod";
import { badFile, CommandError } from "./command-error.js";
import { whyRefused } from "./read-input.js";
import { type FileToWrite, temporaryName, writeFiles } from "./write-files.js";

/** The file in which an output folder says what we wrote there. */
export const manifestName = ".sallyport-out.json";

const Hashes = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
const Manifest = z.strictObject({
  version: z.literal(1),
  files: Hashes.describe("SHA-256 of each file, by its path in the folder."),
  writing: Hashes.default({}).describe("Files that a run was about to put in place when it was last heard of."),
});
type Manifest = z.infer<typeof Manifest>;

/**
 * Makes a folder hold exactly these files of ours, beside whatever else a person keeps in it: writes them, and removes those
 * that an earlier run wrote and that are no longer wanted.
 *
 * @param out Folder, as it was given.
 * @param files Content by path inside the folder, with `/` between the parts.
 * @throws {CommandError} with nothing changed, when the folder is not ours, or a file of ours was edited since.
 */
export async function writeOutFolder(out: string, files: ReadonlyMap<string, string>): Promise<void> {
  if (out === "") throw refused(out, "is no folder", "Name one with --out.");
  const folder = withoutEnd(out);
  const manifest = readManifest(folder);
  refuseStrays(folder, ourPaths(manifest, files));
  refuseEdited(folder, manifest, files);

  const wanted = Object.fromEntries([...files].map(([path, content]) => [path, sha256(content)]));
  const all = [...files].map(([path, content]): FileToWrite => ({ path: join(folder, ...path.split("/")), content }));
  removeLeftovers(folder, all);
  // Killed halfway, the next run still knows its files by what this manifest says.
  await writeFiles([manifestFile(folder, { ...manifest, writing: { ...manifest.writing, ...wanted } })]);
  await writeFiles(all);
  removeObsolete(folder, manifest, files);
  await writeFiles([manifestFile(folder, { version: 1, files: wanted, writing: {} })]);
}

/** `link/` is what a link points to; without its end it is the link, which is refused. */
function withoutEnd(path: string): string {
  return normalize(path).replace(/(?<=.)[/\\]+$/, "");
}

function manifestFile(folder: string, manifest: Manifest): FileToWrite {
  return { path: join(folder, manifestName), content: `${JSON.stringify(manifest, null, 2)}\n` };
}

/** What we wrote into the folder before. Refuses a folder that is not empty and not ours. */
function readManifest(folder: string): Manifest {
  const none: Manifest = { version: 1, files: {}, writing: {} };
  const stats = statsOf(folder);
  if (!stats) return none;
  if (stats.isSymbolicLink()) throw refused(folder, "is a symbolic link", "Name the folder itself.");
  if (!stats.isDirectory()) throw refused(folder, "is a file", "Name a folder, or a path where nothing is.");
  const path = join(folder, manifestName);
  if (!statsOf(path)) {
    const foreign = readdirSync(folder).find((name) => !temporaryName.test(name));
    if (foreign === undefined) return none;
    throw refused(
      folder,
      `holds files that are not ours, such as ${foreign}`,
      "Name an empty folder, or one that an earlier run wrote.",
    );
  }
  try {
    if (!statsOf(path)?.isFile()) throw new Error("it is not a file");
    return Manifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw refused(path, "is not a list of ours", "Remove the folder, or name another.");
  }
}

/** Refuses paths that lead out of the folder, by their text or through a symbolic link. */
function refuseStrays(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    const parts = path.split("/");
    if (
      path.includes("\\") ||
      path.includes("\0") ||
      parts.some((part) => part === "" || part === "." || part === "..")
    ) {
      throw refused(folder, `would be left by the path ${JSON.stringify(path)}`, "Remove the folder, or name another.");
    }
    for (let length = 1; length <= parts.length; length++) {
      const place = join(folder, ...parts.slice(0, length));
      const stats = statsOf(place);
      if (stats?.isSymbolicLink())
        throw refused(place, "is a symbolic link", "Remove it: files are not written through it.");
      if (stats && length < parts.length && !stats.isDirectory()) {
        throw refused(place, "is a file where a folder is needed", "Remove it, or name another folder.");
      }
    }
  }
}

/** Refuses to write over, or to remove, what a person has changed or put there since. */
function refuseEdited(folder: string, manifest: Manifest, files: ReadonlyMap<string, string>): void {
  const problems = ourPaths(manifest, files).flatMap((path) => {
    const file = join(folder, ...path.split("/"));
    const found = hashOf(file);
    const content = files.get(path);
    const known = [manifest.files[path], manifest.writing[path]].filter((hash) => hash !== undefined);
    if (found === undefined || known.includes(found)) return [];
    if (content !== undefined && found === sha256(content)) return [];
    const why = known.length > 0 ? "was edited since it was written" : "was not written by us";
    return refused(file, why, "Move it away, or name another folder with --out.").problems;
  });
  if (problems.length > 0) throw new CommandError(problems);
}

function ourPaths(manifest: Manifest, files: ReadonlyMap<string, string>): string[] {
  return [...new Set([...files.keys(), ...Object.keys(manifest.files), ...Object.keys(manifest.writing)])];
}

/** Removes the temporary files of a run that was killed. */
function removeLeftovers(folder: string, files: readonly FileToWrite[]): void {
  for (const place of new Set([folder, ...files.map(({ path }) => dirname(path))])) {
    if (!statsOf(place)) continue;
    for (const name of readdirSync(place)) if (temporaryName.test(name)) rmSync(join(place, name), { force: true });
  }
}

function removeObsolete(folder: string, manifest: Manifest, files: ReadonlyMap<string, string>): void {
  for (const path of ourPaths(manifest, new Map())) {
    if (files.has(path)) continue;
    rmSync(join(folder, ...path.split("/")), { force: true });
    removeEmptyFolders(folder, dirname(path));
  }
}

function removeEmptyFolders(folder: string, path: string): void {
  if (path === ".") return;
  const place = join(folder, ...path.split("/"));
  if (statsOf(place) && readdirSync(place).length === 0) rmdirSync(place);
  removeEmptyFolders(folder, dirname(path));
}

function hashOf(file: string): string | undefined {
  const stats = statsOf(file);
  if (!stats) return undefined;
  return stats.isFile() ? sha256(readFileSync(file)) : "not a file";
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw refused(path, whyRefused("read", error), "Name another folder with --out.");
  }
}

function refused(path: string, found: string, remedy: string): CommandError {
  return badFile(path, found, `Nothing was written. ${remedy}`);
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
