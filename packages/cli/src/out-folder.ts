import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { dirname, join, normalize } from "node:path";
import * as z from "zod";
import { badFile, CommandError } from "./command-error.js";
import { whyRefused } from "./read-input.js";
import { type FileToWrite, temporaryName, writeFile, writeFiles } from "./write-files.js";

/** The file in which an output folder says what we wrote there. */
export const manifestName = ".sallyport-out.json";

const Hashes = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
type Hashes = z.infer<typeof Hashes>;
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
 * @param files Paths inside the folder, with `/` between the parts. Each is read to its end before the next is asked for.
 * @throws {CommandError} with nothing changed, when the folder is not ours, or a file of ours was edited since.
 */
export async function writeOutFolder(out: string, files: Iterable<FileToWrite>): Promise<void> {
  if (out === "") throw refused(out, "is no folder", "Name one with --out.");
  const folder = withoutEnd(out);
  const manifest = readManifest(folder);
  refuseStrays(folder, pathsIn(manifest));
  const made = new Map<string, string>();
  let wanted: Hashes = {};
  try {
    await writeFiles(placedIn(folder, files, made), (written) => {
      wanted = Object.fromEntries(written.map(({ path, sha256 }) => [made.get(path) ?? path, sha256]));
      refuseEdited(folder, manifest, wanted);
      // Killed halfway, the next run still knows its files by what this manifest says.
      writeFile(manifestFile(folder, { ...manifest, writing: { ...manifest.writing, ...wanted } }));
    });
  } catch (error) {
    for (const path of made.values()) removeEmptyFolders(folder, dirname(path));
    throw error;
  }
  removeObsolete(folder, manifest, wanted);
  await writeFiles([manifestFile(folder, { version: 1, files: wanted, writing: {} })]);
}

/** The files at their places on the disk, which are checked and cleaned first. */
function* placedIn(folder: string, files: Iterable<FileToWrite>, made: Map<string, string>): Iterable<FileToWrite> {
  const cleaned = new Set<string>();
  const clean = (place: string) => {
    if (!cleaned.has(place)) removeLeftovers(place);
    cleaned.add(place);
  };
  clean(folder);
  for (const { path, content } of files) {
    refuseStrays(folder, [path]);
    const place = join(folder, ...path.split("/"));
    clean(dirname(place));
    made.set(place, path);
    yield { path: place, content };
  }
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
function refuseEdited(folder: string, manifest: Manifest, wanted: Hashes): void {
  const problems = [...new Set([...pathsIn(manifest), ...Object.keys(wanted)])].flatMap((path) => {
    const file = join(folder, ...path.split("/"));
    const found = hashOf(file);
    const known = [manifest.files[path], manifest.writing[path]].filter((hash) => hash !== undefined);
    if (found === undefined || known.includes(found) || found === wanted[path]) return [];
    const why = known.length > 0 ? "was edited since it was written" : "was not written by us";
    return refused(file, why, "Move it away, or name another folder with --out.").problems;
  });
  if (problems.length > 0) throw new CommandError(problems);
}

/** Everything that we wrote, or were about to write. */
function pathsIn({ files, writing }: Manifest): string[] {
  return [...new Set([...Object.keys(files), ...Object.keys(writing)])];
}

/** Removes the temporary files of a run that was killed. */
function removeLeftovers(place: string): void {
  if (!statsOf(place)) return;
  for (const name of readdirSync(place)) if (temporaryName.test(name)) rmSync(join(place, name), { force: true });
}

function removeObsolete(folder: string, manifest: Manifest, wanted: Hashes): void {
  for (const path of pathsIn(manifest)) {
    if (Object.hasOwn(wanted, path)) continue;
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
