import { plainText } from "@sallyport/policy";
import type { HostedCommit, HostedRepository } from "./hosted-repository.js";

/** The branch of the pull request, as it is. */
export interface DeliveryBranch {
  head: string;
  tree: string;
  /** Commit of the base branch that it says it was made on. */
  base: string | undefined;
  /** A commit on it that Sallyport did not make, in words. */
  foreign: string | undefined;
}

/** Most commits of ours on one branch. */
const maximumCommits = 50;

const baseLine = /^Sallyport-Base: ([0-9a-f]{40,64})$/m;

/** A commit's message; the last line tells a later delivery that the commit is ours. */
export function commitMessage(title: string, base: string): string {
  return `${title}\n\nSallyport-Base: ${base}\n`;
}

/**
 * The branch, and whether all that it holds beyond the base is ours. A merge of the base into it, as the button "Update
 * branch" makes one, is nobody's work.
 */
export async function readBranch(
  repository: HostedRepository,
  branch: string,
  baseHead: string,
): Promise<DeliveryBranch | undefined> {
  const head = await repository.head(branch);
  const newest = head === undefined ? undefined : await repository.commit(head);
  if (!newest) return undefined;
  const found = { head: newest.sha, tree: newest.tree.sha };
  let base: string | undefined;
  let commit: HostedCommit | undefined = newest;
  for (let count = 0; commit && count < maximumCommits; count++) {
    if (commit.sha === baseHead) return { ...found, base: base ?? baseHead, foreign: undefined };
    const [, made] = baseLine.exec(commit.message) ?? [];
    if (made === undefined && !isUpdateOfBranch(commit)) break;
    const [first, ...others]: string[] = commit.parents.map(({ sha }) => sha);
    base ??= made ?? others[0];
    if (first === undefined || (made === first && others.length === 0)) return { ...found, base, foreign: undefined };
    commit = await repository.commit(first);
  }
  return { ...found, base, foreign: commit ? describe(commit) : "a commit that is gone" };
}

function isUpdateOfBranch({ message, parents }: HostedCommit): boolean {
  return parents.length === 2 && message.startsWith("Merge branch ");
}

function describe({ sha, author, message }: HostedCommit): string {
  const [subject = ""] = message.split("\n", 1);
  return `commit ${sha.slice(0, 10)} of ${plainText(author.name)} (${plainText(subject).slice(0, 72)})`;
}
