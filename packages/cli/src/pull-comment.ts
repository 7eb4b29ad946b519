import { type CommentMark, type CommentPlan, type PullComment, planComment } from "@sallyport/gate";
import { apiPath, type GitHubClient, GitHubError } from "@sallyport/github-api";
import * as z from "zod";

/** A pull request. */
export interface PullPlace {
  owner: string;
  repository: string;
  pull: number;
}

/** How it ended: the comment that is ours, and the later run that wrote it, if it was not this one. */
export interface KeptComment {
  id: number;
  superseded?: CommentMark;
}

/** Most times that the comments are looked at. Two suffice unless several runs write at once. */
const maximumRounds = 5;

const CommentAnswer = z.object({
  id: z.int().min(1),
  body: z.string().default(""),
  user: z.object({ login: z.string() }).nullish(),
  updated_at: z.string(),
});
type CommentAnswer = z.infer<typeof CommentAnswer>;

/**
 * Makes a pull request have one comment of ours with this body, unless a later run has written it. GitHub cannot be told
 * to change a comment only if nobody else has; so what was written is looked at again, until it stands there.
 *
 * @param body Begins with the mark of the run.
 * @throws {GitHubError}
 */
export async function keepComment(
  client: GitHubClient,
  { owner, repository, pull }: PullPlace,
  body: string,
): Promise<KeptComment> {
  const root = apiPath`/repos/${owner}/${repository}`;
  const list = `${root}${apiPath`/issues/${pull}/comments`}`;
  const one = (id: number) => `${root}${apiPath`/issues/comments/${id}`}`;
  const written = new Map<number, CommentAnswer>();
  const account = await client.login();
  let failed: unknown;
  for (let round = 1; round <= maximumRounds; round++) {
    const found = await client.list(list, z.array(CommentAnswer));
    const plan = planComment(upToDate(found, written).map(commentOf), account, body);
    if (plan.action === "current") return { id: plan.id };
    if (plan.action === "superseded") return { id: plan.id, superseded: plan.by };
    try {
      if (plan.action === "create") {
        const created = await client.send("POST", list, { body }, CommentAnswer);
        refuseForeign(`POST ${list}`, created, account);
        written.set(created.id, created);
      } else if (await isStillOlder(client, one(plan.id), account, body)) {
        written.set(plan.id, await client.send("PATCH", one(plan.id), { body }, CommentAnswer));
        for (const id of plan.remove) {
          await client.send("DELETE", one(id), undefined, z.undefined());
          written.delete(id);
        }
      }
    } catch (error) {
      if (!mayBeDone(error, plan.action)) throw error;
      failed = error;
    }
  }
  throw failed ?? new GitHubError(`PATCH ${list}`, "does not last", "Other runs change the comment: try again.");
}

/** True where only another look can tell: an answer was lost, or another run removed the comment meanwhile. */
function mayBeDone(error: unknown, action: CommentPlan["action"]): boolean {
  if (!(error instanceof GitHubError)) return false;
  return error.status === undefined || (error.status === 404 && action === "update");
}

/** A comment that we would not find again must not be written round after round. */
function refuseForeign(request: string, { user }: CommentAnswer, account: string): void {
  if (user?.login === account) return;
  const found = `wrote a comment of ${user?.login ?? "nobody"}, although the token acts for ${account}`;
  throw new GitHubError(request, found, "Remove that comment, and give GITHUB_TOKEN another token.", 201);
}

/** What GitHub lists, and what we wrote since: a list may be behind. On a tie the list counts, others write too. */
function upToDate(found: readonly CommentAnswer[], written: ReadonlyMap<number, CommentAnswer>): CommentAnswer[] {
  const byId = new Map(written);
  for (const comment of found) {
    const ours = written.get(comment.id);
    if (!ours || Date.parse(ours.updated_at) <= Date.parse(comment.updated_at)) byId.set(comment.id, comment);
  }
  return [...byId.values()];
}

/** A last look right before the change: between the list and now a later run may have written. */
async function isStillOlder(client: GitHubClient, path: string, account: string, body: string): Promise<boolean> {
  const now = commentOf(await client.get(path, CommentAnswer));
  return planComment([now], account, body).action !== "superseded";
}

function commentOf({ id, body, user }: CommentAnswer): PullComment {
  return { id, body, author: user?.login };
}
