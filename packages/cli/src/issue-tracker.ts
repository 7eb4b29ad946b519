import { type IssueChange, type IssueContent, overdueCommentMark, type TrackedIssue } from "@sallyport/gate";
import { apiPath, type ContentPace, type GitHubClient, GitHubError } from "@sallyport/github-api";
import * as z from "zod";

const IssueAnswer = z.object({
  number: z.int().min(1),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  updated_at: z.string(),
  pull_request: z.unknown().optional(),
});
type IssueAnswer = z.infer<typeof IssueAnswer>;

const CommentAnswer = z.object({ body: z.string().default(""), user: z.object({ login: z.string() }).nullish() });

/** The issues of a repository, as one account writes them. */
export class IssueTracker {
  /** What this run wrote: a list may be behind. */
  readonly #written = new Map<number, TrackedIssue>();
  readonly #client: GitHubClient;
  readonly #root: string;
  readonly #account: string;
  readonly #pace: ContentPace;

  /**
   * @param repository `OWNER/NAME` in two parts.
   * @param account Login that the token acts for.
   */
  constructor(client: GitHubClient, repository: { owner: string; name: string }, account: string, pace: ContentPace) {
    this.#client = client;
    this.#root = apiPath`/repos/${repository.owner}/${repository.name}/issues`;
    this.#account = account;
    this.#pace = pace;
  }

  /** Every issue of the account, open and closed; what this run wrote counts where the list is behind. */
  async list(): Promise<TrackedIssue[]> {
    const path = `${this.#root}?state=all&creator=${encodeURIComponent(this.#account)}`;
    const answers = await this.#client.list(path, z.array(IssueAnswer));
    const byNumber = new Map(this.#written);
    for (const answer of answers.filter(({ pull_request }) => pull_request === undefined)) {
      const written = this.#written.get(answer.number);
      const isBehind = written !== undefined && Date.parse(written.updatedAt) > Date.parse(answer.updated_at);
      if (!isBehind) byNumber.set(answer.number, trackedOf(answer));
    }
    return [...byNumber.values()];
  }

  /** A new issue. GitHub refuses people whom it cannot assign; then it is made without any. */
  async create({ title, body, labels, assignees }: IssueContent): Promise<TrackedIssue> {
    const send = (people: readonly string[]) =>
      this.#send("POST", this.#root, { title, body, labels, ...(people.length > 0 && { assignees: people }) });
    try {
      return await this.#kept(await send(assignees));
    } catch (error) {
      if (assignees.length === 0 || !(error instanceof GitHubError) || error.status !== 422) throw error;
      return this.#kept(await send([]));
    }
  }

  async update(number: number, change: IssueChange): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#kept(await this.#send("PATCH", this.#one(number), change));
  }

  async reopen(number: number, change: IssueChange, comment: string): Promise<void> {
    await this.#kept(await this.#send("PATCH", this.#one(number), { ...change, state: "open" }));
    await this.comment(number, comment);
  }

  /** Closes an issue that is still open: another run may have done it. */
  async close(number: number, reason: "completed" | "duplicate", comment: string): Promise<void> {
    const now = await this.#client.get(this.#one(number), IssueAnswer);
    if (now.state === "closed") return;
    await this.comment(number, comment);
    await this.#kept(await this.#send("PATCH", this.#one(number), { state: "closed", state_reason: reason }));
  }

  /** Says once that the time has passed, also when a run was cut off between the comment and the change. */
  async escalate(number: number, change: IssueChange, comment: string): Promise<void> {
    const comments = await this.#client.list(`${this.#one(number)}/comments`, z.array(CommentAnswer));
    const isSaid = comments.some(
      ({ body, user }) => user?.login === this.#account && body.startsWith(overdueCommentMark),
    );
    if (!isSaid) await this.comment(number, comment);
    await this.update(number, change);
  }

  async comment(number: number, body: string): Promise<void> {
    await this.#pace.turn();
    await this.#client.send("POST", `${this.#one(number)}/comments`, { body }, z.unknown());
  }

  #one(number: number): string {
    return `${this.#root}/${number}`;
  }

  async #send(method: "POST" | "PATCH", path: string, body: object): Promise<IssueAnswer> {
    await this.#pace.turn();
    return this.#client.send(method, path, body, IssueAnswer);
  }

  /** An issue that we would not find again must not be written round after round. */
  async #kept(answer: IssueAnswer): Promise<TrackedIssue> {
    const issue = trackedOf(answer);
    if (issue.author !== this.#account) {
      const found = `is of ${issue.author ?? "nobody"}, although the token acts for ${this.#account}`;
      throw new GitHubError(`issue ${issue.number}`, found, "Give GITHUB_TOKEN another token.", 201);
    }
    this.#written.set(issue.number, issue);
    return issue;
  }
}

function trackedOf(answer: IssueAnswer): TrackedIssue {
  const { number, title, body, state, state_reason, user, labels, updated_at } = answer;
  return {
    number,
    title,
    body: body ?? "",
    state,
    stateReason: state_reason ?? undefined,
    author: user?.login,
    labels: labels.flatMap((label) => (typeof label === "string" ? [label] : (label.name ?? []))),
    updatedAt: updated_at,
  };
}
