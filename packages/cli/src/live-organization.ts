import { posix } from "node:path";
import { isUnreadable, isWildcard, type LiveFile, type LiveRuleset, type Read } from "@sallyport/gate";
import { apiPath, blobSha, type GitHubClient, inParallel } from "@sallyport/github-api";
import * as z from "zod";
import { attempt, unlessRefused } from "./attempt.js";
import {
  ContentAnswer,
  FolderAnswer,
  RepositoryAnswer,
  RulesetAnswer,
  RulesetEntry,
  rulesetOf,
} from "./live-answers.js";

/** From how many repositories on the list of the organisation is cheaper than one request for each. */
const worthAList = 20;

/** Requests at the same time. */
export const requestsAtOnce = 8;

/** What several repositories of an organisation share, each part read once. */
export class LiveOrganization {
  readonly client: GitHubClient;
  readonly login: string;
  /** Whether so many repositories are read that what GitHub need not be asked is not asked. */
  readonly inBulk: boolean;
  readonly #isUnedited: (content: string) => boolean;
  readonly #names: readonly string[];
  readonly #shared = new Map<string, Promise<unknown>>();

  /** @param isUnedited Whether a generated file is as it was written. */
  constructor(client: GitHubClient, login: string, names: readonly string[], isUnedited: (content: string) => boolean) {
    this.client = client;
    this.login = login;
    this.inBulk = names.length >= worthAList;
    this.#names = names;
    this.#isUnedited = isUnedited;
  }

  root(repository: string): string {
    return apiPath`/repos/${this.login}/${repository}`;
  }

  /** @throws {GitHubError} */
  async repository(name: string): Promise<RepositoryAnswer> {
    const listed = this.inBulk ? await this.#once("repositories", () => this.#repositories()) : undefined;
    return listed?.get(name) ?? this.client.get(this.root(name), RepositoryAnswer);
  }

  async #repositories(): Promise<Map<string, RepositoryAnswer>> {
    const list = apiPath`/orgs/${this.login}/repos`;
    const found = await unlessRefused([403, 404], () => this.client.list(list, z.array(RepositoryAnswer)));
    return new Map((found ?? []).filter(({ name }) => this.#names.includes(name)).map((entry) => [entry.name, entry]));
  }

  /**
   * The rulesets of the organisation that surely apply to a repository, by their conditions alone. Nothing, where the
   * token may not read them; then GitHub is asked for each repository.
   */
  async rulesetsFor(repository: RepositoryAnswer): Promise<LiveRuleset[]> {
    const answers = await this.#once("rulesets", () => this.#rulesets());
    return answers.filter((answer) => surelyFor(answer, repository)).map(rulesetOf);
  }

  async #rulesets(): Promise<RulesetAnswer[]> {
    const list = apiPath`/orgs/${this.login}/rulesets`;
    const entries = await unlessRefused([403, 404], () => this.client.list(list, z.array(RulesetEntry)));
    const read = await inParallel(entries ?? [], requestsAtOnce, ({ id }) => this.ruleset(id));
    return read.filter((answer) => answer !== undefined);
  }

  /** A ruleset of the organisation with its bypass list; undefined where the token may not read it there. */
  ruleset(id: number): Promise<RulesetAnswer | undefined> {
    const path = apiPath`/orgs/${this.login}/rulesets/${id}`;
    return this.#once(path, () => unlessRefused([403, 404], () => this.client.get(path, RulesetAnswer)));
  }

  /**
   * A file on the default branch; undefined where there is none.
   *
   * @param expected What it should hold. Its folder is read once, and says by the name of the blob whether it does.
   */
  async file(repository: string, path: string, expected: string): Promise<Read<LiveFile | undefined>> {
    const folder = await this.#folder(repository, posix.dirname(path));
    const sha = isUnreadable(folder) ? undefined : folder.get(posix.basename(path));
    if (sha === blobSha(expected)) return { content: expected, unedited: this.#isUnedited(expected) };
    const place = this.#contents(repository, path);
    return this.#once(place, () =>
      attempt(async () => {
        const found = await unlessRefused([404], () => this.client.get(place, ContentAnswer));
        if (!found) return undefined;
        const content = Buffer.from(found.content, "base64").toString("utf8");
        return { content, unedited: this.#isUnedited(content) };
      }),
    );
  }

  /** The names of the files in a folder, each with that of its blob. */
  #folder(repository: string, path: string): Promise<Read<ReadonlyMap<string, string>>> {
    const place = this.#contents(repository, path);
    return this.#once(place, () =>
      attempt(async () => {
        const entries = await unlessRefused([404], () => this.client.get(place, FolderAnswer));
        return new Map(entries?.map(({ name, sha }) => [name, sha]));
      }),
    );
  }

  #contents(repository: string, path: string): string {
    return `${this.root(repository)}/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  }

  #once<T>(name: string, read: () => Promise<T>): Promise<T> {
    const known = this.#shared.get(name) as Promise<T> | undefined;
    if (known) return known;
    const started = read();
    this.#shared.set(name, started);
    return started;
  }
}

/** Whether the conditions of an organisation ruleset name a repository without any pattern. */
function surelyFor({ conditions }: RulesetAnswer, { id, name }: RepositoryAnswer): boolean {
  if (conditions?.repository_id) return conditions.repository_id.repository_ids.includes(id);
  const names = conditions?.repository_name;
  if (!names || names.exclude.some((pattern) => pattern === name || isWildcard(pattern))) return false;
  return names.include.includes("~ALL") || names.include.includes(name);
}
