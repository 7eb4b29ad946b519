import { contentOf, type Delivery, type DeliveryFile } from "./delivery.js";
import { DeliveryError } from "./delivery-error.js";
import { emptyRepository } from "./delivery-failure.js";
import { type FoundFiles, findFiles, isInOwnFolder, pathsOf, withTexts } from "./found-files.js";
import { blobSha } from "./git-object.js";
import type { HostedRepository } from "./hosted-repository.js";

/** What the default branch has, and what is known of it. */
export interface Base {
  branch: string;
  head: string;
  tree: string;
  found: FoundFiles;
}

/** @throws {DeliveryError} when it is not the repository that is meant, or nothing is in it. */
export async function readBase(repository: HostedRepository, { repositoryId, files }: Delivery): Promise<Base> {
  const { id, defaultBranch } = await repository.facts();
  if (repositoryId !== undefined && id !== repositoryId) {
    const remedy = "Give repositories[].id the right one, or the name that the repository has now.";
    throw new DeliveryError([{ place: repository.name, found: `has the id ${id}, not ${repositoryId}`, remedy }]);
  }
  const head = await repository.head(defaultBranch);
  const commit = head === undefined ? undefined : await repository.commit(head);
  if (!commit) throw emptyRepository(repository.name);
  const tree = commit.tree.sha;
  return { branch: defaultBranch, head: commit.sha, tree, found: await judged(repository, tree, files) };
}

/** What a tree has, with the text of what differs from the delivery, and of what may be left from an earlier one. */
export async function judged(
  repository: HostedRepository,
  tree: string,
  files: readonly DeliveryFile[],
): Promise<FoundFiles> {
  const paths = new Set(pathsOf(files));
  const wanted = new Set(files.map((file) => blobSha(contentOf(file))));
  const found = await findFiles(repository, tree, [...paths]);
  return withTexts(repository, found, (path, { sha }) => (paths.has(path) ? !wanted.has(sha) : isInOwnFolder(path)));
}
