import type { Base } from "./base-branch.js";
import { contentOf, type Delivery, fileOf } from "./delivery.js";
import { commitMessage, type DeliveryBranch } from "./delivery-branch.js";
import type { DeliveryChanges } from "./delivery-changes.js";
import type { HostedRepository, NewEntry } from "./hosted-repository.js";
import { callsParts, namingCommit } from "./parts-commit.js";

/**
 * One commit on the head of the base, and of the branch where there is one; when the files name the commit of their parts,
 * the parts come first, in a commit of their own.
 */
export async function commitChanges(
  repository: HostedRepository,
  { title, branch: name, placeholder }: Delivery,
  { writes, removals }: DeliveryChanges,
  base: Base,
  branch: DeliveryBranch | undefined,
): Promise<string[]> {
  const message = commitMessage(title, base.head);
  const callers = [...writes].filter(([path, content]) => callsParts(fileOf(path, content), placeholder));
  const others = [...writes].filter(([path]) => !callers.some(([caller]) => caller === path));
  const entries = await newEntries(repository, others);
  const tree = await repository.addTree(base.tree, [...entries, ...removals.map((path) => ({ path, sha: null }))]);
  const parents = branch ? [branch.head, ...(branch.base === base.head ? [] : [base.head])] : [base.head];
  const commits = [await repository.addCommit(tree, parents, message)];
  if (callers.length > 0) {
    const [first] = commits;
    const named = namingCommit(
      callers.map(([path, content]) => fileOf(path, content)),
      placeholder,
      first,
    );
    const whole = await repository.addTree(
      tree,
      await newEntries(
        repository,
        named.map((file) => [file.path, contentOf(file)]),
      ),
    );
    commits.push(await repository.addCommit(whole, commits, message));
  }
  const head = commits.at(-1) ?? "";
  await (branch ? repository.moveBranch(name, head) : repository.addBranch(name, head));
  return commits;
}

/** Text goes with the tree; bytes are sent one by one. */
async function newEntries(
  repository: HostedRepository,
  writes: readonly (readonly [path: string, content: string | Uint8Array])[],
): Promise<NewEntry[]> {
  const entries: NewEntry[] = [];
  for (const [path, content] of writes) {
    entries.push(typeof content === "string" ? { path, content } : { path, sha: await repository.addBlob(content) });
  }
  return entries;
}
