import type { Base } from "./base-branch.js";
import type { DeliveryBranch } from "./delivery-branch.js";
import type { DeliveryChanges } from "./delivery-changes.js";
import { expectedTree } from "./expected-tree.js";
import { findFiles } from "./found-files.js";
import type { HostedRepository } from "./hosted-repository.js";

/** Most commits of the base that are looked back. */
const maximumCommits = 30;

/**
 * Whether the branch holds the delivery and nothing else, on a base that still has what the delivery changes. A base that
 * moved elsewhere does not matter.
 */
export async function isDelivered(
  repository: HostedRepository,
  changes: DeliveryChanges,
  base: Base,
  branch: DeliveryBranch,
): Promise<boolean> {
  const earlier = branch.base === base.head ? base.tree : await earlierTree(repository, base, branch.base);
  if (earlier === undefined || branch.tree !== (await expectedTree(repository, earlier, changes))) return false;
  if (earlier === base.tree) return true;
  const paths = [...changes.writes.keys(), ...changes.removals];
  const before = await findFiles(repository, earlier, paths);
  return paths.every((path) => before.get(path)?.sha === base.found.get(path)?.sha);
}

/** The tree of a commit that the base once pointed to. What a commit says of itself proves nothing. */
async function earlierTree(
  repository: HostedRepository,
  { head }: Base,
  wanted: string | undefined,
): Promise<string | undefined> {
  let next: string | undefined = head;
  for (let count = 0; next !== undefined && count < maximumCommits; count++) {
    const commit = await repository.commit(next);
    if (commit?.sha === wanted) return commit?.tree.sha;
    next = commit?.parents[0]?.sha;
  }
  return undefined;
}
