import { replacedIn } from "../generated-file.js";
import { calledBy, callsParts } from "./called-files.js";
import { contentOf, type DeliveryFile } from "./delivery.js";
import { type FoundFiles, findFiles, isFile, pathsOf } from "./found-files.js";
import { blobSha } from "./git-object.js";
import type { HostedRepository } from "./hosted-repository.js";

/** Looks for parts in the commits of the repository that has them. */
export class PartsSearch {
  readonly #home: HostedRepository;
  readonly #parts: readonly DeliveryFile[];
  readonly #placeholder: string;
  readonly #found = new Map<string, Promise<FoundFiles | undefined>>();

  constructor(home: HostedRepository, parts: readonly DeliveryFile[], placeholder: string) {
    this.#home = home;
    this.#parts = parts;
    this.#placeholder = placeholder;
  }

  calledBy(file: DeliveryFile): DeliveryFile[] {
    return calledBy(file, this.#parts, this.#placeholder);
  }

  /** Whether a commit has exactly these parts. One that calls others must name a commit that has exactly those. */
  async has(commit: string, parts: readonly DeliveryFile[]): Promise<boolean> {
    for (const part of parts) if (!(await this.#hasOne(commit, part))) return false;
    return true;
  }

  async #hasOne(commit: string, part: DeliveryFile): Promise<boolean> {
    const there = (await this.#filesOf(commit))?.get(part.path);
    if (!there || !isFile(there)) return false;
    if (!callsParts(part, this.#placeholder)) return there.sha === blobSha(contentOf(part));
    const named = namedCommit(part, this.#placeholder, await this.#home.text(there.sha));
    return named !== undefined && this.has(named, this.calledBy(part));
  }

  #filesOf(commit: string): Promise<FoundFiles | undefined> {
    const known = this.#found.get(commit) ?? this.#read(commit);
    this.#found.set(commit, known);
    return known;
  }

  async #read(commit: string): Promise<FoundFiles | undefined> {
    const tree = (await this.#home.commit(commit))?.tree.sha;
    return tree === undefined ? undefined : findFiles(this.#home, tree, pathsOf(this.#parts));
  }
}

/** The commit that a text names, where it is the file but for that name. */
export function namedCommit(file: DeliveryFile, placeholder: string, text: string | undefined): string | undefined {
  if (!("content" in file) || text === undefined) return undefined;
  const at = file.content.indexOf(`@${placeholder}`) + 1;
  const commit = text.slice(at, at + placeholder.length);
  const isSame = /^[0-9a-f]{40,}$/.test(commit) && withCommit(file.content, placeholder, commit) === text;
  return isSame ? commit : undefined;
}

/** A text with a commit in the place of the placeholder. */
export function withCommit(content: string, placeholder: string, commit: string): string {
  return replacedIn(content, `@${placeholder}`, `@${commit}`);
}
