import { type Account, emptyState, type GitHubState, jobToken, type Run } from "./state.ts";

/** The commit that is judged: what GitHub merges for the pull request. */
export const mergeCommit = "1".repeat(40);
export const headCommit = "2".repeat(40);
export const alice: Account = { id: 501, login: "alice", type: "User" };
export const bob: Account = { id: 502, login: "bob", type: "User" };
export const securityTeam = { type: "Team", id: 4203, slug: "security" } as const;
export const approvalEnvironment = { id: 900, name: "security-approval" };

/** What the token of the approval job may do. */
export const approvalPermissions = { actions: "read", contents: "read", "pull-requests": "read" } as const;

/** The review with which alice approves. */
export const approved: Run["reviews"][number] = {
  state: "approved",
  environment: approvalEnvironment,
  user: alice,
  comment: "Fixed in the next release.",
};

/** The first attempt of the run of bob's pull request, which alice approved. */
export function approvedRun(fields: Partial<Run> = {}): Run {
  return {
    id: 77,
    attempt: 1,
    event: "pull_request",
    headBranch: "feature",
    headSha: headCommit,
    actor: bob,
    triggeringActor: bob,
    pulls: [12],
    reviews: [approved],
    ...fields,
  };
}

/** GitHub with that run, and with the environment as the policy of the quickstart example wants it. */
export function approvedState(fields: Partial<GitHubState> = {}): GitHubState {
  return emptyState({
    tokens: [jobToken(approvalPermissions)],
    environments: [
      {
        ...approvalEnvironment,
        administratorsBypass: false,
        rules: [
          { type: "wait_timer", minutes: 5 },
          { type: "required_reviewers", preventSelfReview: true, reviewers: [securityTeam] },
        ],
      },
    ],
    runs: [approvedRun()],
    pulls: [{ number: 12, author: bob, headSha: headCommit }],
    commits: [{ sha: mergeCommit, parents: ["3".repeat(40), headCommit] }],
    teams: [{ id: securityTeam.id, slug: securityTeam.slug, members: [alice] }],
    ...fields,
  });
}

/** What the runner tells the processes of that run. */
export function runnerEnvironment(url: string): Record<string, string> {
  return {
    GITHUB_API_URL: url,
    GITHUB_TOKEN: jobToken({}).value,
    GITHUB_REPOSITORY: "acme/payments-api",
    GITHUB_RUN_ID: "77",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_REF: "refs/pull/12/merge",
  };
}
