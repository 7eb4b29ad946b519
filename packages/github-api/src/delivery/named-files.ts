import type { GitHubClient } from "../client.js";
import type { Base } from "./base-branch.js";
import { callsParts, inCallingOrder } from "./called-files.js";
import type { Delivery, DeliveryFile } from "./delivery.js";
import { DeliveryError } from "./delivery-error.js";
import type { FoundFiles } from "./found-files.js";
import { HostedRepository } from "./hosted-repository.js";
import { namedCommit, PartsSearch, withCommit } from "./parts-search.js";

/** The files of a delivery with the commits of what they call, as far as these commits exist. */
export interface NamedFiles {
  files: DeliveryFile[];
  /** Paths of files whose parts this delivery brings: by the number of commits that have to come before. */
  pending: ReadonlyMap<string, number>;
}

/**
 * Fills in the commit of what each file calls: the one that it names already, while that has the right parts; else the head
 * of the branch that has them. Where this delivery brings the parts, it is pending.
 */
export async function namedFiles(
  client: GitHubClient,
  repository: HostedRepository,
  delivery: Delivery,
  base: Base,
  onBranch: FoundFiles | undefined,
): Promise<NamedFiles> {
  const { files, owner, parts, placeholder } = delivery;
  const pending = new Map<string, number>();
  if (placeholder === undefined) return { files: [...files], pending };
  const home = parts ? new HostedRepository(client, owner, parts.repository) : repository;
  const search = new PartsSearch(home, parts?.files ?? files, placeholder);
  const fallback = parts ? await defaultHead(home) : base.head;
  const named: DeliveryFile[] = [];
  for (const file of inCallingOrder(files, placeholder)) {
    const called = callsParts(file, placeholder) ? search.calledBy(file) : [];
    if (!("content" in file) || !callsParts(file, placeholder)) {
      named.push(file);
      continue;
    }
    if (called.length === 0) throw new Error(`${file.path} calls what no file of the delivery is`);
    const waits = parts ? [] : called.flatMap(({ path }) => pending.get(path) ?? []);
    const known = [base.found, onBranch].map((found) => namedCommit(file, placeholder, found?.get(file.path)?.text));
    const commit = waits.length > 0 ? undefined : await firstWith(search, [...known, fallback], called);
    if (commit === undefined && parts) throw await partsMissing(repository.name, home, parts.branch);
    if (commit === undefined) pending.set(file.path, 1 + Math.max(0, ...waits));
    named.push(commit === undefined ? file : { ...file, content: withCommit(file.content, placeholder, commit) });
  }
  return { files: named, pending };
}

async function firstWith(
  search: PartsSearch,
  commits: readonly (string | undefined)[],
  parts: readonly DeliveryFile[],
): Promise<string | undefined> {
  for (const commit of commits) if (commit !== undefined && (await search.has(commit, parts))) return commit;
  return undefined;
}

async function defaultHead(home: HostedRepository): Promise<string | undefined> {
  return home.head((await home.facts()).defaultBranch);
}

async function partsMissing(name: string, home: HostedRepository, branch: string): Promise<DeliveryError> {
  const { defaultBranch } = await home.facts();
  const open = (await home.pulls(branch, defaultBranch)).find(({ state }) => state === "open");
  const found = `calls what ${home.name} does not have on ${defaultBranch} yet`;
  const remedy = open
    ? `Merge its pull request ${open.number} first (${open.html_url}), then deliver again.`
    : `Deliver to ${home.name} first and merge that pull request, then deliver again.`;
  return new DeliveryError([{ place: name, found, remedy }]);
}
