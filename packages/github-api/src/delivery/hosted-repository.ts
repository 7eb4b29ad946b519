import * as z from "zod";
import { apiPath, type GitHubClient } from "../client.js";
import { GitHubError } from "../github-error.js";

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const Named = z.object({ sha });
const Reference = z.object({ object: Named });
const Repository = z.object({ id: z.int(), default_branch: z.string().min(1) });
const Commit = z.object({
  sha,
  tree: Named,
  parents: z.array(Named),
  message: z.string(),
  author: z.object({ name: z.string() }),
});
const Entry = z.object({ path: z.string(), mode: z.string(), type: z.string(), sha, size: z.int().optional() });
const Tree = z.object({ tree: z.array(Entry), truncated: z.boolean() });
const Blob = z.object({ content: z.string(), encoding: z.literal("base64") });
const Pull = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullish(),
  body: z.string().nullish(),
});

/** A file, a folder or a link, as a tree of Git has it. */
export type TreeEntry = z.infer<typeof Entry>;
export type HostedCommit = z.infer<typeof Commit>;
export type HostedPull = z.infer<typeof Pull>;

/** An entry of a tree to be made: text, an object that is there already, or with `sha: null` nothing. */
export type NewEntry = { path: string } & ({ content: string } | { sha: string | null });

/** A repository on GitHub, as far as a delivery reads and writes it. */
export class HostedRepository {
  /** `acme/payments-api` */
  readonly name: string;
  readonly #client: GitHubClient;
  readonly #owner: string;
  readonly #path: string;
  readonly #texts = new Map<string, string>();
  readonly #trees = new Map<string, TreeEntry[]>();

  constructor(client: GitHubClient, owner: string, repository: string) {
    this.name = `${owner}/${repository}`;
    this.#client = client;
    this.#owner = owner;
    this.#path = apiPath`/repos/${owner}/${repository}`;
  }

  async facts(): Promise<{ id: number; defaultBranch: string }> {
    const { id, default_branch } = await this.#client.get(this.#path, Repository);
    return { id, defaultBranch: default_branch };
  }

  /** The commit that a branch points to; undefined when there is no such branch. */
  async head(branch: string): Promise<string | undefined> {
    const path = `${this.#path}${apiPath`/git/ref/heads/${branch}`}`;
    return (await orUndefined(this.#client.get(path, Reference)))?.object.sha;
  }

  /** A commit; undefined when the repository does not have it. */
  commit(id: string): Promise<HostedCommit | undefined> {
    return orUndefined(this.#client.get(`${this.#path}${apiPath`/git/commits/${id}`}`, Commit));
  }

  /** The entries of a tree; of a whole one also those in its folders, by their paths. */
  async tree(id: string, whole = false): Promise<TreeEntry[]> {
    const path = `${this.#path}${apiPath`/git/trees/${id}`}${whole ? "?recursive=1" : ""}`;
    const known = this.#trees.get(path);
    if (known) return known;
    const { tree, truncated } = await this.#client.get(path, Tree);
    if (truncated)
      throw new GitHubError(`GET ${path}`, "gives a part of the folder only", "Nobody can tell what else is in it.");
    this.#trees.set(path, tree);
    return tree;
  }

  async text(blob: string): Promise<string> {
    const known = this.#texts.get(blob);
    if (known !== undefined) return known;
    const { content } = await this.#client.get(`${this.#path}${apiPath`/git/blobs/${blob}`}`, Blob);
    const text = Buffer.from(content, "base64").toString("utf8");
    this.#texts.set(blob, text);
    return text;
  }

  /** Pull requests from a branch of this repository, the newest first. */
  pulls(branch: string, base: string): Promise<HostedPull[]> {
    const query = new URLSearchParams({ state: "all", head: `${this.#owner}:${branch}`, base, per_page: "100" });
    return this.#client.get(`${this.#path}/pulls?${query}`, z.array(Pull));
  }

  async addBlob(bytes: Uint8Array): Promise<string> {
    const body = { content: Buffer.from(bytes).toString("base64"), encoding: "base64" };
    return (await this.#client.send("POST", `${this.#path}/git/blobs`, body, Named)).sha;
  }

  async addTree(base: string, entries: readonly NewEntry[]): Promise<string> {
    const tree = entries.map((entry) => ({ mode: "100644", type: "blob", ...entry }));
    return (await this.#client.send("POST", `${this.#path}/git/trees`, { base_tree: base, tree }, Named)).sha;
  }

  /** Without an author: GitHub signs what an app commits only when the app names nobody. */
  async addCommit(tree: string, parents: readonly string[], message: string): Promise<string> {
    return (await this.#client.send("POST", `${this.#path}/git/commits`, { message, tree, parents }, Named)).sha;
  }

  async addBranch(branch: string, commit: string): Promise<void> {
    const body = { ref: `refs/heads/${branch}`, sha: commit };
    await this.#client.send("POST", `${this.#path}/git/refs`, body, Reference);
  }

  /** Moves a branch forward; GitHub refuses it when that would lose a commit. */
  async moveBranch(branch: string, commit: string): Promise<void> {
    const path = `${this.#path}${apiPath`/git/refs/heads/${branch}`}`;
    await this.#client.send("PATCH", path, { sha: commit, force: false }, Reference);
  }

  openPull(pull: { title: string; body: string; head: string; base: string }): Promise<HostedPull> {
    return this.#client.send("POST", `${this.#path}/pulls`, pull, Pull);
  }

  describePull(number: number, body: string): Promise<HostedPull> {
    return this.#client.send("PATCH", `${this.#path}${apiPath`/pulls/${number}`}`, { body }, Pull);
  }
}

/** The answer; undefined for what is not there. */
async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return undefined;
    throw error;
  }
}
