import type { GitHubClient } from "../client.js";
import { authorship } from "../generated-file.js";
import { GitHubError } from "../github-error.js";
import { failurePause } from "../retry.js";
import type { Delivered, Delivery, DeliveryFile } from "./delivery.js";
import { commitMessage, type DeliveryBranch, readBranch } from "./delivery-branch.js";
import { type DeliveryChanges, deliveryChanges } from "./delivery-changes.js";
import { DeliveryError } from "./delivery-error.js";
import { type FoundFile, type FoundFiles, findFiles, isInOwnFolder, pathsOf, withTexts } from "./found-files.js";
import { blobSha } from "./git-object.js";
import { type HostedPull, HostedRepository, type NewEntry } from "./hosted-repository.js";
import { callsParts, hasParts, holdsParts, namedCommit, namingCommit } from "./parts-commit.js";
import { changeNotes, pullText, renewedPullText } from "./pull-text.js";

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

/** What the default branch has, and what is known of it. */
interface Base {
  branch: string;
  head: string;
  tree: string;
  found: FoundFiles;
}

async function deliverOnce(client: GitHubClient, delivery: Delivery, dryRun: boolean): Promise<Delivered> {
  const repository = new HostedRepository(client, delivery.owner, delivery.repository);
  const base = await readBase(repository, delivery);
  const branch = await readBranch(repository, delivery.branch, base.head);
  const onBranch = branch && (await judged(repository, branch.tree, delivery.files));
  const commit = await partsCommitOf(client, repository, delivery, base, onBranch);
  const files = namingCommit(delivery.files, delivery.placeholder, commit);
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

  const notes = [...result.notes, ...closedNote(pulls)];
  const done = branch && onBranch && (await isDelivered(repository, changes, base, branch, onBranch));
  const outcome = !open ? "opened" : done ? "waiting" : "updated";
  if (dryRun) return { ...result, outcome, notes, ...(open && { pull: pullOf(open) }) };
  const commits = done ? [] : await commitChanges(repository, delivery, changes, base, branch);
  const pull = await keepPull(repository, delivery, changes, base, open, notes);
  return { ...result, outcome, notes, commits, pull: pullOf(pull) };
}

async function readBase(repository: HostedRepository, { repositoryId, files }: Delivery): Promise<Base> {
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
async function judged(repository: HostedRepository, tree: string, files: readonly DeliveryFile[]): Promise<FoundFiles> {
  const paths = new Set(pathsOf(files));
  const wanted = new Set(files.map((file) => blobSha(contentOf(file))));
  const found = await findFiles(repository, tree, [...paths]);
  return withTexts(repository, found, (path, { sha }) => (paths.has(path) ? !wanted.has(sha) : isInOwnFolder(path)));
}

/**
 * The commit that the files name as the one with their parts: the one that they name already, while it has the right parts;
 * else the head of the branch that has them. Undefined when this delivery has to make it.
 */
async function partsCommitOf(
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

/** Whether the branch brings all this, and nothing of an earlier delivery that is no longer asked for. */
async function isDelivered(
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

/**
 * One commit on the head of the base, and of the branch where there is one; when the files name the commit of their parts,
 * the parts come first, in a commit of their own.
 */
async function commitChanges(
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

/** The one pull request, with today's list of files in its body. */
async function keepPull(
  repository: HostedRepository,
  { title, body, branch }: Delivery,
  changes: DeliveryChanges,
  base: Base,
  open: HostedPull | undefined,
  notes: readonly string[],
): Promise<HostedPull> {
  const wanted = pullText(body, changes);
  if (!open) {
    const closed = notes.filter((note) => !changeNotes(changes).includes(note));
    const text = [...closed.map((note) => `${note}\n\n`), wanted].join("");
    return repository.openPull({ title, body: text, head: branch, base: base.branch });
  }
  const renewed = renewedPullText(open.body ?? "", wanted);
  const isCurrent = renewed === (open.body ?? "").replaceAll("\r\n", "\n");
  return isCurrent ? open : repository.describePull(open.number, renewed);
}

/** A pull request that people closed stays closed; what it was for is asked again, and says so. */
function closedNote([newest]: readonly HostedPull[]): string[] {
  if (newest?.state !== "closed" || typeof newest.merged_at === "string") return [];
  return [
    `Pull request ${newest.number} brought such files and was closed without a merge; the policy still asks for them.`,
  ];
}

function foreignBranch(
  repository: HostedRepository,
  { branch }: Delivery,
  commit: string,
  open: HostedPull | undefined,
): DeliveryError {
  const first = open ? `Merge or close pull request ${open.number} (${open.html_url}) and delete` : "Delete";
  return new DeliveryError([
    {
      place: repository.name,
      found: `branch ${branch} holds ${commit}, which Sallyport did not make`,
      remedy: `${first} the branch, then deliver again; or give delivery.branch another name.`,
    },
  ]);
}

function emptyRepository(place: string): DeliveryError {
  const remedy = "A pull request needs a branch to go to: push a first commit, such as a README, then deliver again.";
  return new DeliveryError([{ place, found: "has no commit yet", remedy }]);
}

/** Whether another look may help: somebody else was faster, or an answer was lost after the deed. */
function mayGoOtherwise(error: unknown): boolean {
  if (!(error instanceof GitHubError) || isEmpty(error) || error.request.startsWith("GET ")) return false;
  if (error.status === undefined) return !error.limited;
  const raced = /fast.forward|already exists|does not exist|no commits between/i;
  return error.status === 409 || (error.status === 422 && raced.test(error.found));
}

/** What an error of GitHub means here, where that is known. */
function inWords(error: unknown, { owner, repository }: Delivery): unknown {
  if (!(error instanceof GitHubError)) return error;
  const place = `${owner}/${repository}`;
  if (isEmpty(error)) return emptyRepository(place);
  if ((error.status === 403 || error.status === 404) && !error.request.startsWith("GET ")) {
    const remedy =
      "GITHUB_TOKEN needs the permissions contents, pull-requests and workflows, each to write. The token of a workflow job never has the last: take one of a GitHub App.";
    return new DeliveryError([{ place, found: `${error.request} ${error.found}`, remedy }]);
  }
  return error;
}

function isEmpty({ status, found }: GitHubError): boolean {
  return status === 409 && /is empty/i.test(found);
}

function pathsChanged({ writes, removals }: DeliveryChanges) {
  return { written: [...writes.keys()].toSorted(), removed: removals.toSorted() };
}

function pullOf({ number, html_url: url }: HostedPull): { number: number; url: string } {
  return { number, url };
}

function contentOf(file: DeliveryFile): string | Uint8Array {
  return "bytes" in file ? file.bytes : file.content;
}

function fileOf(path: string, content: string | Uint8Array): DeliveryFile {
  return typeof content === "string" ? { path, content } : { path, bytes: content };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
