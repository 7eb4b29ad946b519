/** A part of the evidence that nobody could read. */
export interface Unreadable {
  /** What was asked for, what came instead, and what to do; a sentence. */
  unreadable: string;
}

/** A part of the evidence, or why it is not there. */
export type Read<Part> = Part | Unreadable;

/** An account, as GitHub's API has it. */
export interface Person {
  id: number;
  login: string;
  /** `User`, `Bot`, `Organization`, ... */
  type: string;
}

/** The environment that lets the approval job start, as it is live. */
export interface EnvironmentEvidence {
  id: number;
  name: string;
  /** Whether administrators may skip its rules; undefined where the answer does not say. */
  administratorsBypass: boolean | undefined;
  /** Its `required_reviewers` rules. */
  reviewerRules: readonly {
    preventSelfReview: boolean | undefined;
    reviewers: readonly { type: string; id: number }[];
  }[];
}

/** The workflow run whose reviewers were asked. */
export interface RunEvidence {
  id: number;
  attempt: number | undefined;
  repositoryId: number;
  /** What started it: `pull_request`, `merge_group`, `push`, ... */
  event: string;
  headSha: string;
  actor: Person | undefined;
  triggeringActor: Person | undefined;
}

/** One review of a run's deployments, as the history of the run lists it. */
export interface ReviewEvidence {
  /** `approved`, `rejected` or `pending`. */
  state: string;
  environments: readonly { id: number | undefined; name: string | undefined }[];
  user: Person | undefined;
  comment: string;
  /**
   * Whether the user is in the team that must approve.
   *
   * @default - the token may not read teams; then GitHub's own rule vouches for it
   */
  membership?: "active" | "none" | undefined;
}

/** The pull request that the run is about. */
export interface PullRequestEvidence {
  number: number;
  author: Person | undefined;
  headSha: string;
}

/** The commit that was judged. */
export interface CommitEvidence {
  sha: string;
  parents: readonly string[];
}

/** Everything that GitHub says about an approval, as plain data. */
export interface ApprovalEvidence {
  environment: Read<EnvironmentEvidence>;
  run: Read<RunEvidence>;
  reviews: Read<readonly ReviewEvidence[]>;
  /**
   * The pull request.
   *
   * @default - the run is about none
   */
  pullRequest?: Read<PullRequestEvidence> | undefined;
  commit: Read<CommitEvidence>;
}

/** True for a part that nobody could read. */
export function isUnreadable(part: unknown): part is Unreadable {
  return typeof part === "object" && part !== null && "unreadable" in part;
}
