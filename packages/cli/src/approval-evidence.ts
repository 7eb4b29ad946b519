import type {
  ApprovalEvidence,
  CommitEvidence,
  EnvironmentEvidence,
  Person,
  PullRequestEvidence,
  Read,
  ReviewEvidence,
  RunEvidence,
} from "@sallyport/gate";
import { isUnreadable } from "@sallyport/gate";
import { apiPath, type GitHubClient } from "@sallyport/github-api";
import { approvalEnvironment } from "@sallyport/policy";
import * as z from "zod";
import type { ActionsRun } from "./actions-run.js";
import { attempt, unlessRefused } from "./attempt.js";
import { pullOfRef } from "./pull-ref.js";

/** What the evidence is about. */
export interface EvidenceSubject {
  run: ActionsRun;
  /** The commit that is judged. */
  commit: string;
  /**
   * The team that must approve.
   *
   * @default - a user must
   */
  team?: { organization: string; slug: string; id: number } | undefined;
}

const id = z.int().min(1);
const person = z.object({ id, login: z.string().min(1), type: z.string() });
const anybody = person.nullish();
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

const EnvironmentAnswer = z.object({
  id,
  name: z.string(),
  can_admins_bypass: z.boolean().optional(),
  // GitHub leaves the list out of an environment that has no rule.
  protection_rules: z
    .array(
      z.object({
        type: z.string(),
        prevent_self_review: z.boolean().optional(),
        reviewers: z.array(z.object({ type: z.string(), reviewer: z.object({ id }) })).optional(),
      }),
    )
    .default([]),
});

const RunAnswer = z.object({
  id,
  run_attempt: id.optional(),
  event: z.string(),
  head_branch: z.string().nullable(),
  head_sha: sha,
  actor: anybody,
  triggering_actor: anybody,
  repository: z.object({ id }),
  pull_requests: z.array(z.object({ number: id })).nullable(),
});
type RunAnswer = z.infer<typeof RunAnswer>;

const ReviewAnswers = z.array(
  z.object({
    state: z.string(),
    comment: z.string().nullish(),
    user: anybody,
    environments: z.array(z.object({ id: id.optional(), name: z.string().optional() })),
  }),
);

const PullAnswer = z.object({ number: id, user: anybody, head: z.object({ sha }) });
const CommitAnswer = z.object({ sha, parents: z.array(z.object({ sha })) });
const TeamAnswer = z.object({ id });
const MembershipAnswer = z.object({ state: z.string() });

/**
 * What GitHub says about the approval of a run. Nothing is thrown for what cannot be read: the evidence says so, and it is
 * for the weighing to make an undecided of it.
 */
export async function readApprovalEvidence(client: GitHubClient, subject: EvidenceSubject): Promise<ApprovalEvidence> {
  const { run, commit, team } = subject;
  const root = apiPath`/repos/${run.owner}/${run.repository}`;
  // One after the other: requests at the same time are what secondary limits are about.
  const environment = await attempt(() => readEnvironment(client, root));
  const answer = await attempt(() => client.get(`${root}${apiPath`/actions/runs/${run.id}`}`, RunAnswer));
  const reviews = await attempt(async () => {
    const all = await readReviews(client, root, run.id);
    return team ? withMembership(client, all, team) : all;
  });
  return {
    environment,
    run: isUnreadable(answer) ? answer : runOf(answer),
    reviews,
    pullRequest: isUnreadable(answer) ? undefined : await readPullRequest(client, root, answer, run),
    commit: await attempt(() => readCommit(client, root, commit)),
  };
}

async function readEnvironment(client: GitHubClient, root: string): Promise<EnvironmentEvidence> {
  const path = `${root}${apiPath`/environments/${approvalEnvironment}`}`;
  const { name, can_admins_bypass, protection_rules, ...environment } = await client.get(path, EnvironmentAnswer);
  return {
    id: environment.id,
    name,
    administratorsBypass: can_admins_bypass,
    reviewerRules: protection_rules
      .filter(({ type }) => type === "required_reviewers")
      .map(({ prevent_self_review, reviewers = [] }) => ({
        preventSelfReview: prevent_self_review,
        reviewers: reviewers.map(({ type, reviewer }) => ({ type, id: reviewer.id })),
      })),
  };
}

function runOf(answer: RunAnswer): RunEvidence {
  const { run_attempt, repository, event, head_sha, actor, triggering_actor } = answer;
  return {
    id: answer.id,
    attempt: run_attempt,
    repositoryId: repository.id,
    event,
    headSha: head_sha,
    actor: actor ?? undefined,
    triggeringActor: triggering_actor ?? undefined,
  };
}

async function readReviews(client: GitHubClient, root: string, run: number): Promise<ReviewEvidence[]> {
  const answers = await client.get(`${root}${apiPath`/actions/runs/${run}/approvals`}`, ReviewAnswers);
  return answers.map(({ state, comment, user, environments }) => ({
    state,
    environments: environments.map((each) => ({ id: each.id, name: each.name })),
    user: user ?? undefined,
    comment: comment ?? "",
  }));
}

async function readCommit(client: GitHubClient, root: string, commit: string): Promise<CommitEvidence> {
  const { sha: found, parents } = await client.get(`${root}${apiPath`/git/commits/${commit}`}`, CommitAnswer);
  return { sha: found, parents: parents.map((parent) => parent.sha) };
}

async function readPullRequest(
  client: GitHubClient,
  root: string,
  answer: RunAnswer,
  { ref }: ActionsRun,
): Promise<Read<PullRequestEvidence> | undefined> {
  const number = pullNumber(answer, ref);
  if (number === undefined) return undefined;
  return attempt(async () => {
    const { user, head } = await client.get(`${root}${apiPath`/pulls/${number}`}`, PullAnswer);
    return { number, author: user ?? undefined, headSha: head.sha };
  });
}

/** Number of the pull request that a run is about. For one from a fork the run lists none, and the ref names it. */
function pullNumber({ event, head_branch }: RunAnswer, ref: string | undefined): number | undefined {
  if (event === "pull_request") return pullOfRef(ref);
  if (event !== "merge_group") return undefined;
  const [, number] = /^gh-readonly-queue\/.+\/pr-([1-9]\d{0,14})-[0-9a-f]+$/.exec(head_branch ?? "") ?? [];
  return number === undefined ? undefined : Number(number);
}

/**
 * The reviews, with whether who approved is in the team. The token of a job may not read teams; one that may is asked. A
 * 404 for a person means something only to a token that sees the team.
 *
 * @throws {GitHubError} when it is not the token's rights that keep it from answering.
 */
async function withMembership(
  client: GitHubClient,
  reviews: readonly ReviewEvidence[],
  { organization, slug, id: teamId }: NonNullable<EvidenceSubject["team"]>,
): Promise<ReviewEvidence[]> {
  const path = apiPath`/orgs/${organization}/teams/${slug}`;
  const seen = await unlessRefused([403, 404], () => client.get(path, TeamAnswer));
  if (seen?.id !== teamId) return [...reviews];
  const checked: ReviewEvidence[] = [];
  for (const review of reviews) {
    const { user, state } = review;
    checked.push(
      user && state === "approved" ? { ...review, membership: await membershipOf(client, path, user) } : review,
    );
  }
  return checked;
}

async function membershipOf(client: GitHubClient, team: string, { login }: Person): Promise<"active" | "none"> {
  const path = `${team}${apiPath`/memberships/${login}`}`;
  const membership = await unlessRefused([404], () => client.get(path, MembershipAnswer));
  return membership?.state === "active" ? "active" : "none";
}
