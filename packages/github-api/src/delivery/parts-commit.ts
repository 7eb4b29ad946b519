import type { GitHubClient } from "../client.js";
import { replacedIn } from "../generated-file.js";
import type { Base } from "./base-branch.js";
import { contentOf, type Delivery, type DeliveryFile } from "./delivery.js";
import { DeliveryError } from "./delivery-error.js";
import { type FoundFiles, findFiles, pathsOf } from "./found-files.js";
import { blobSha } from "./git-object.js";
import { HostedRepository } from "./hosted-repository.js";

/** Whether a file calls parts, whose commit has to be named in it. */
export function callsParts(file: DeliveryFile, placeholder: string | undefined): boolean {
  return placeholder !== undefined && "content" in file && file.content.includes(placeholder);
}

/** The files with the commit of their parts in the place of the placeholder. */
export function namingCommit(
  files: readonly DeliveryFile[],
  placeholder: string | undefined,
  commit: string | undefined,
): DeliveryFile[] {
  return files.map((file) =>
    placeholder !== undefined && commit !== undefined && "content" in file
      ? { ...file, content: replacedIn(file.content, placeholder, commit) }
      : file,
  );
}

/** The commit that files which are there already name, where they are what is wanted but for that name. */
function namedCommit(files: readonly DeliveryFile[], placeholder: string, found: FoundFiles): string | undefined {
  for (const file of files) {
    const there = found.get(file.path)?.text;
    if (!("content" in file) || there === undefined) continue;
    const at = file.content.indexOf(placeholder);
    const commit = there.slice(at, at + placeholder.length);
    if (at !== -1 && /^[0-9a-f]+$/.test(commit) && replacedIn(file.content, placeholder, commit) === there)
      return commit;
  }
  return undefined;
}

/** Whether a commit has exactly these parts. */
async function hasParts(
  repository: HostedRepository,
  commit: string,
  parts: readonly DeliveryFile[],
): Promise<boolean> {
  const tree = (await repository.commit(commit))?.tree.sha;
  return tree !== undefined && holdsParts(await findFiles(repository, tree, pathsOf(parts)), parts);
}

/** The same of what was found already. */
function holdsParts(found: FoundFiles, parts: readonly DeliveryFile[]): boolean {
  return parts.every((part) => found.get(part.path)?.sha === blobSha(contentOf(part)));
}

/**
 * The commit that the files name as the one with their parts: the one that they name already, while it has the right parts;
 * else the head of the branch that has them. Undefined when this delivery has to make it.
 */
export async function partsCommitOf(
  client: GitHubClient,
  repository: HostedRepository,
  { owner, files, placeholder, parts }: Delivery,
  base: Base,
  onBranch: FoundFiles | undefined,
): Promise<string | undefined> {
  const callers = files.filter((file) => callsParts(file, placeholder));
  if (placeholder === undefined || callers.length === 0) return undefined;
  const home = parts ? new HostedRepository(client, owner, parts.repository) : repository;
  const called = (parts?.files ?? files).filter((file) => !callsParts(file, placeholder));
  for (const found of [base.found, ...(onBranch ? [onBranch] : [])]) {
    const named = namedCommit(callers, placeholder, found);
    if (named !== undefined && (await hasParts(home, named, called))) return named;
  }
  if (!parts) return holdsParts(base.found, called) ? base.head : undefined;
  const { defaultBranch } = await home.facts();
  const head = await home.head(defaultBranch);
  if (head !== undefined && (await hasParts(home, head, called))) return head;
  throw await partsMissing(repository.name, home, parts.branch, defaultBranch);
}

async function partsMissing(
  name: string,
  home: HostedRepository,
  branch: string,
  defaultBranch: string,
): Promise<DeliveryError> {
  const open = (await home.pulls(branch, defaultBranch)).find(({ state }) => state === "open");
  const found = `calls what ${home.name} does not have on ${defaultBranch} yet`;
  const remedy = open
    ? `Merge its pull request ${open.number} first (${open.html_url}), then deliver again.`
    : `Deliver to ${home.name} first and merge that pull request, then deliver again.`;
  return new DeliveryError([{ place: name, found, remedy }]);
}
