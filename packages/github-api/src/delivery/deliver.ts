import type { GitHubClient } from "../client.js";
import { failurePause } from "../retry.js";
import { judged, readBase } from "./base-branch.js";
import { commitChanges } from "./commit-changes.js";
import type { Delivered, Delivery } from "./delivery.js";
import { readBranch } from "./delivery-branch.js";
import { type DeliveryChanges, deliveryChanges } from "./delivery-changes.js";
import { DeliveryError } from "./delivery-error.js";
import { foreignBranch, inWords, mayGoOtherwise } from "./delivery-failure.js";
import { type HostedPull, HostedRepository } from "./hosted-repository.js";
import { isDelivered } from "./is-delivered.js";
import { closedNote, keepPull } from "./keep-pull.js";
import { namedFiles } from "./named-files.js";
import { changeNotes } from "./pull-text.js";

export interface DeliverOptions {
  /**
   * Reads everything, writes nothing.
   *
   * @default false
   */
  dryRun?: boolean;

  /**
   * Waits so many milliseconds before another look.
   *
   * @default - really
   */
  pause?: (milliseconds: number) => Promise<void>;
}

/** Most times that a delivery looks at the repository and begins anew, because something changed meanwhile. */
const maximumRounds = 4;

/**
 * Brings files to the default branch of a repository with one open pull request. What is there already is not written
 * again, so a delivery that failed half-way is just repeated. Nothing is ever overwritten but by the merge of that pull
 * request: its branch only moves forward, and a branch with commits of others is left alone.
 *
 * @throws {DeliveryError} when people have to do something first.
 * @throws {GitHubError}
 */
export async function deliver(
  client: GitHubClient,
  delivery: Delivery,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const { dryRun = false, pause = wait } = options;
  for (let round = 1; ; round++) {
    try {
      return await deliverOnce(client, delivery, dryRun);
    } catch (error) {
      if (round === maximumRounds || !mayGoOtherwise(error)) throw inWords(error, delivery);
      await pause(failurePause(round));
    }
  }
}

async function deliverOnce(client: GitHubClient, delivery: Delivery, dryRun: boolean): Promise<Delivered> {
  const repository = new HostedRepository(client, delivery.owner, delivery.repository);
  const base = await readBase(repository, delivery);
  const branch = await readBranch(repository, delivery.branch, base.head);
  const onBranch = branch && (await judged(repository, branch.tree, delivery.files));
  const { files, pending } = await namedFiles(client, repository, delivery, base, onBranch);
  const changes = deliveryChanges(files, base.found, repository.name);
  if (changes.problems.length > 0) throw new DeliveryError(changes.problems);

  const pulls = await repository.pulls(delivery.branch, base.branch);
  const open = pulls.find(({ state }) => state === "open");
  const result = {
    repository: delivery.repository,
    commits: [],
    notes: changeNotes(changes),
    ...pathsChanged(changes),
  };
  if (changes.writes.size === 0 && changes.removals.length === 0) {
    const notes = open ? [...result.notes, `Pull request ${open.number} is no longer needed: close it.`] : result.notes;
    return { ...result, outcome: "current", notes, ...(open && { pull: pullOf(open) }) };
  }
  if (branch?.foreign !== undefined) throw foreignBranch(repository, delivery, branch.foreign, open);

  const closed = closedNote(pulls);
  const notes = [...result.notes, ...closed];
  const done = branch !== undefined && (await isDelivered(repository, changes, base, branch));
  const outcome = !open ? "opened" : done ? "waiting" : "updated";
  if (dryRun) return { ...result, outcome, notes, ...(open && { pull: pullOf(open) }) };
  const commits = done ? [] : await commitChanges(repository, delivery, changes, pending, base, branch);
  const pull = await keepPull(repository, delivery, changes, base, open, closed);
  return { ...result, outcome, notes, commits, pull: pullOf(pull) };
}

function pathsChanged({ writes, removals }: DeliveryChanges) {
  return { written: [...writes.keys()].toSorted(), removed: removals.toSorted() };
}

function pullOf({ number, html_url: url }: HostedPull): { number: number; url: string } {
  return { number, url };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
