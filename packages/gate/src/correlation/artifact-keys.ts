import type { Artifact } from "../finding.js";

const trees: readonly string[] = ["filesystem", "repository", "unknown"];

/**
 * Says which artifacts of several reports are one. Images are the same by digest, else by their full reference; trees of
 * files by their folder. What a report leaves unsaid is filled in only where there is a single possibility: merging two
 * artifacts would hide that one of them is affected.
 */
export class ArtifactKeys {
  readonly #digests = new Map<string, Set<string>>();
  readonly #folders = new Set<string>();
  /** Folders with their full path, as reports write them. */
  readonly #roots = new Set<string>();
  readonly #projects = new Set<string>();

  constructor(artifacts: Iterable<Artifact>) {
    for (const { type, name, digest } of artifacts) {
      if (type === "project") this.#projects.add(name);
      else if (trees.includes(type)) {
        if (folderOf(name) !== "") this.#folders.add(folderOf(name));
        if (isFullPath(name)) this.#roots.add(`${name.replace(/\/+$/, "")}/`);
      } else if (digest !== undefined) {
        this.#digests.set(name, (this.#digests.get(name) ?? new Set()).add(digest));
      }
    }
  }

  keyOf({ type, name, digest }: Artifact): string {
    // A project has a name of its own instead of a folder; where there are several, nobody knows which is which folder.
    if (type === "project" && this.#projects.size === 1) return `tree ${this.#onlyFolder()}`;
    if (trees.includes(type)) return `tree ${folderOf(name) || this.#onlyFolder()}`;
    const known = [...(this.#digests.get(name) ?? [])];
    return `${type} ${digest ?? (known.length === 1 ? known[0] : name)}`;
  }

  /**
   * The path of a file in the tree that was scanned. One scanner says which folder that is, another writes full paths; where
   * the reports are of several folders, a path stays as it is.
   */
  pathInTree(path: string): string {
    const [root, ...others] = this.#roots;
    if (root === undefined || others.length > 0 || this.#folders.size !== 1) return path;
    return path.startsWith(root) ? path.slice(root.length) : path;
  }

  #onlyFolder(): string {
    const [only = "", ...others] = this.#folders;
    return others.length === 0 ? only : "";
  }
}

function isFullPath(name: string): boolean {
  return /^\/[^/]/.test(name);
}

/** A folder as scanners name it: `dir:app`, `./app/`, `app`; empty where they mean the folder they ran in. */
function folderOf(name: string): string {
  return name
    .replace(/^dir:/, "")
    .replace(/^(\.?\/)+(?=.)/, "")
    .replace(/\/+$/, "")
    .replace(/^\.$/, "");
}
