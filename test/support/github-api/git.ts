import { createHash } from "node:crypto";

export type FileMode = "100644" | "100755" | "120000" | "160000" | "040000";

/** An entry of one folder, as Git keeps it. */
export interface TreeEntry {
  name: string;
  mode: FileMode;
  sha: string;
}

/** What to change in a tree: a nested path, and an object, or `null` to take it out. */
export interface TreeChange {
  path: string;
  mode: FileMode;
  sha: string | null;
}

export interface Signature {
  name: string;
  email: string;
  /** To the second, ISO 8601. */
  date: string;
}

export interface GitCommit {
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
  /** Signed by GitHub, which shows it as verified. */
  verified: boolean;
}

type GitObject =
  | { type: "blob"; bytes: Buffer }
  | { type: "tree"; entries: TreeEntry[] }
  | { type: "commit"; commit: GitCommit };

/** A file for {@link GitRepository.commitFiles}: its text, or the text with a mode; `null` takes it out. */
export type TestFile = string | { content: string; mode: FileMode } | null;

const people: Signature = { name: "Bob", email: "bob@acme.example", date: "2026-05-04T11:00:00Z" };

/** A change that Git cannot make; the message is GitHub's. */
export class GitRefusal extends Error {
  override readonly name = "GitRefusal";
}

/**
 * The objects and the references of one repository, in memory, with the names that Git gives them.
 *
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export class GitRepository {
  readonly #objects = new Map<string, GitObject>();
  /** By name without `refs/`: `heads/main`. */
  readonly refs = new Map<string, string>();

  get isEmpty(): boolean {
    return this.refs.size === 0;
  }

  blob(bytes: Buffer): string {
    return this.#keep({ type: "blob", bytes }, bytes);
  }

  /** A folder. */
  tree(entries: readonly TreeEntry[]): string {
    const sorted = entries.toSorted((a, b) => Buffer.compare(Buffer.from(sortName(a)), Buffer.from(sortName(b))));
    const parts = sorted.flatMap(({ name, mode, sha }) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
      Buffer.from(sha, "hex"),
    ]);
    return this.#keep({ type: "tree", entries: sorted }, Buffer.concat(parts));
  }

  commit(commit: GitCommit): string {
    const signature = commit.verified ? "gpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n" : "";
    const text = `tree ${commit.tree}\n${commit.parents.map((parent) => `parent ${parent}\n`).join("")}author ${signed(commit.author)}\ncommitter ${signed(commit.committer)}\n${signature}\n${commit.message}`;
    return this.#keep({ type: "commit", commit }, Buffer.from(text));
  }

  blobAt(sha: string): Buffer | undefined {
    const found = this.#objects.get(sha);
    return found?.type === "blob" ? found.bytes : undefined;
  }

  treeAt(sha: string): readonly TreeEntry[] | undefined {
    const found = this.#objects.get(sha);
    return found?.type === "tree" ? found.entries : undefined;
  }

  commitAt(sha: string): GitCommit | undefined {
    const found = this.#objects.get(sha);
    return found?.type === "commit" ? found.commit : undefined;
  }

  has(sha: string): boolean {
    return this.#objects.has(sha);
  }

  /** Whether a commit is another one or lies behind it. */
  isAncestor(older: string, newer: string): boolean {
    const seen = new Set<string>();
    const waiting = [newer];
    for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
      if (sha === older) return true;
      if (seen.has(sha)) continue;
      seen.add(sha);
      waiting.push(...(this.commitAt(sha)?.parents ?? []));
    }
    return false;
  }

  /**
   * A tree with changes. Folders that become empty are gone, as in Git.
   *
   * @throws {GitRefusal}
   */
  changedTree(base: string | undefined, changes: readonly TreeChange[]): string {
    const entries = new Map((base === undefined ? [] : this.#folder(base)).map((entry) => [entry.name, entry]));
    const deeper = new Map<string, TreeChange[]>();
    for (const change of changes) {
      const [name = "", ...rest] = change.path.split("/");
      if (["", ".", "..", ".git"].includes(name)) throw new GitRefusal("tree.path contains a malformed path component");
      if (rest.length > 0) deeper.set(name, [...(deeper.get(name) ?? []), { ...change, path: rest.join("/") }]);
      else if (change.sha === null) {
        if (!entries.delete(name)) throw new GitRefusal("GitRPC::BadObjectState");
      } else entries.set(name, { name, mode: change.mode, sha: change.sha });
    }
    for (const [name, inside] of deeper) {
      const found = entries.get(name);
      const folder = this.changedTree(found?.mode === "040000" ? found.sha : undefined, inside);
      if (this.#folder(folder).length === 0) entries.delete(name);
      else entries.set(name, { name, mode: "040000", sha: folder });
    }
    return this.tree([...entries.values()]);
  }

  /** Commits files onto a branch, as somebody does with `git push`; makes the branch when it is new. */
  commitFiles(
    branch: string,
    files: Readonly<Record<string, TestFile>>,
    fields: Partial<Pick<GitCommit, "message" | "parents" | "author">> = {},
  ): string {
    const head = this.refs.get(`heads/${branch}`);
    const parents = fields.parents ?? (head === undefined ? [] : [head]);
    const base = parents[0] === undefined ? undefined : this.commitAt(parents[0])?.tree;
    const changes = Object.entries(files).map(([path, file]): TreeChange => {
      if (file === null) return { path, mode: "100644", sha: null };
      const { content, mode } = typeof file === "string" ? { content: file, mode: "100644" as const } : file;
      return { path, mode, sha: this.blob(Buffer.from(content)) };
    });
    const sha = this.commit({
      tree: this.changedTree(base, changes),
      parents,
      author: fields.author ?? people,
      committer: fields.author ?? people,
      message: fields.message ?? "Somebody's change",
      verified: false,
    });
    this.refs.set(`heads/${branch}`, sha);
    return sha;
  }

  /** The text of every file on a branch or in a commit, by path. */
  filesAt(branchOrSha: string): Record<string, string> {
    const sha = this.refs.get(`heads/${branchOrSha}`) ?? branchOrSha;
    const tree = this.commitAt(sha)?.tree;
    return tree === undefined ? {} : Object.fromEntries(this.#filesIn(tree, ""));
  }

  #filesIn(tree: string, folder: string): [path: string, content: string][] {
    return this.#folder(tree).flatMap(({ name, mode, sha }): [string, string][] => {
      if (mode === "040000") return this.#filesIn(sha, `${folder}${name}/`);
      return [[`${folder}${name}`, this.blobAt(sha)?.toString("utf8") ?? ""]];
    });
  }

  #folder(sha: string): readonly TreeEntry[] {
    const entries = this.treeAt(sha);
    if (!entries) throw new GitRefusal(`${sha} is not a tree`);
    return entries;
  }

  #keep(object: GitObject, content: Buffer): string {
    const sha = createHash("sha1").update(`${object.type} ${content.length}\0`).update(content).digest("hex");
    this.#objects.set(sha, object);
    return sha;
  }
}

/** Git sorts a folder as if its name ended with a slash. */
function sortName({ name, mode }: TreeEntry): string {
  return mode === "040000" ? `${name}/` : name;
}

function signed({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}
