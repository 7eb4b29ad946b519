import { authorship } from "../generated-file.js";
import type { Base } from "./base-branch.js";
import type { DeliveryBranch } from "./delivery-branch.js";
import type { DeliveryChanges } from "./delivery-changes.js";
import { type FoundFile, type FoundFiles, findFiles } from "./found-files.js";
import { blobSha } from "./git-object.js";
import type { HostedRepository } from "./hosted-repository.js";

/** Whether the branch brings all this, and nothing of an earlier delivery that is no longer asked for. */
export async function isDelivered(
  repository: HostedRepository,
  changes: DeliveryChanges,
  base: Base,
  branch: DeliveryBranch,
  onBranch: FoundFiles,
): Promise<boolean> {
  const has = ([path, content]: [string, string | Uint8Array]) => {
    const there = onBranch.get(path);
    return there?.sha === blobSha(content) && there.mode === "100644";
  };
  if (![...changes.writes].every(has) || changes.removals.some((path) => onBranch.has(path))) return false;
  const isLeftover = ([path, { text }]: [string, FoundFile]) =>
    text !== undefined && authorship(text) === "ours" && !base.found.has(path) && !changes.writes.has(path);
  if ([...onBranch].some(isLeftover)) return false;
  return branch.base === base.head || !(await movedUnder(repository, changes, base, branch.base));
}

/** Whether the base has changed, since the branch was made, what the branch changes too: that would be a conflict. */
async function movedUnder(
  repository: HostedRepository,
  { writes, removals }: DeliveryChanges,
  base: Base,
  earlier: string | undefined,
): Promise<boolean> {
  const commit = earlier === undefined ? undefined : await repository.commit(earlier);
  if (!commit) return true;
  const paths = [...writes.keys(), ...removals];
  const before = await findFiles(repository, commit.tree.sha, paths);
  return paths.some((path) => before.get(path)?.sha !== base.found.get(path)?.sha);
}
