import type { Base } from "./base-branch.js";
import type { Delivery } from "./delivery.js";
import { commitMessage, type DeliveryBranch } from "./delivery-branch.js";
import type { DeliveryChanges } from "./delivery-changes.js";
import type { HostedRepository, NewEntry } from "./hosted-repository.js";
import type { NamedFiles } from "./named-files.js";
import { withCommit } from "./parts-search.js";

type Write = readonly [path: string, content: string | Uint8Array];

/**
 * One commit on the head of the base, and of the branch where there is one; when files name the commit of what they call,
 * that comes first, in a commit of its own.
 */
export async function commitChanges(
  repository: HostedRepository,
  { title, branch: name, placeholder = "" }: Delivery,
  { writes, removals }: DeliveryChanges,
  pending: NamedFiles["pending"],
  base: Base,
  branch: DeliveryBranch | undefined,
): Promise<string[]> {
  const message = commitMessage(title, base.head);
  const commits: string[] = [];
  let tree = base.tree;
  let parents = branch ? [branch.head, ...(branch.base === base.head ? [] : [base.head])] : [base.head];
  for (let stage = 0; stage <= Math.max(0, ...pending.values()); stage++) {
    const here = [...writes].filter(([path]) => (pending.get(path) ?? 0) === stage);
    const named = stage === 0 ? here : here.map((write) => withName(write, placeholder, commits.at(-1)));
    const removed = stage === 0 ? removals.map((path) => ({ path, sha: null })) : [];
    tree = await repository.addTree(tree, [...(await newEntries(repository, named)), ...removed]);
    commits.push(await repository.addCommit(tree, parents, message));
    parents = commits.slice(-1);
  }
  const head = commits.at(-1) ?? base.head;
  await (branch ? repository.moveBranch(name, head) : repository.addBranch(name, head));
  return commits;
}

function withName([path, content]: Write, placeholder: string, commit = placeholder): Write {
  return [path, typeof content === "string" ? withCommit(content, placeholder, commit) : content];
}

/** Text goes with the tree; bytes are sent one by one. */
async function newEntries(repository: HostedRepository, writes: readonly Write[]): Promise<NewEntry[]> {
  const entries: NewEntry[] = [];
  for (const [path, content] of writes) {
    entries.push(typeof content === "string" ? { path, content } : { path, sha: await repository.addBlob(content) });
  }
  return entries;
}
