import { createHash } from "node:crypto";
import {
  type ApprovalAnswer,
  type ApprovalEvidence,
  type ApprovalInputs,
  approvalRequestDigest,
  type EnvironmentEvidence,
  type Person,
  type PullRequestEvidence,
  type ReviewEvidence,
  type RunEvidence,
  renderJson,
  type Verdict,
  weighApproval,
} from "@sallyport/gate";
import { GatePolicy, OrganizationPolicy } from "@sallyport/policy";
import { commit, reportOf, type Situation, verdictOn, vulnerability } from "../../support/findings.ts";

export const security = 4203;
export const alice: Person = { id: 501, login: "alice", type: "User" };
export const author: Person = { id: 502, login: "bob", type: "User" };
export const headSha = "b".repeat(40);

const asksForApproval = { gate: { categories: { dependency: { high: "approve" } } } } as const;

/** A verdict that one finding makes need an approval; `more` are the fields of further findings. */
export function verdictToApprove(situation: Situation = {}, ...more: Record<string, unknown>[]): Verdict {
  const listed = [vulnerability(), ...more.map((fields) => vulnerability(fields))];
  return verdictOn([reportOf(...listed)], { ...asksForApproval, ...situation });
}

export function digestOf(verdict: Verdict): string {
  return createHash("sha256").update(renderJson(verdict)).digest("hex");
}

export const environment = (fields: Partial<EnvironmentEvidence> = {}): EnvironmentEvidence => ({
  id: 900,
  name: "security-approval",
  administratorsBypass: false,
  reviewerRules: [rule()],
  ...fields,
});

export const rule = (fields: Partial<EnvironmentEvidence["reviewerRules"][number]> = {}) => ({
  preventSelfReview: true,
  reviewers: [{ type: "Team", id: security }],
  ...fields,
});

export const run = (fields: Partial<RunEvidence> = {}): RunEvidence => ({
  id: 77,
  attempt: 1,
  repositoryId: 900123,
  event: "pull_request",
  headSha,
  actor: author,
  triggeringActor: author,
  ...fields,
});

export const review = (fields: Partial<ReviewEvidence> = {}): ReviewEvidence => ({
  state: "approved",
  environments: [{ id: 900, name: "security-approval" }],
  user: alice,
  comment: "Accepted until the next release.",
  membership: "active",
  ...fields,
});

export const pullRequest = (fields: Partial<PullRequestEvidence> = {}): PullRequestEvidence => ({
  number: 12,
  author,
  headSha,
  ...fields,
});

/** What GitHub says after a member of the team approved the first attempt of the run of a pull request. */
export function evidence(fields: Partial<ApprovalEvidence> = {}): ApprovalEvidence {
  return {
    environment: environment(),
    run: run(),
    reviews: [review()],
    pullRequest: pullRequest(),
    commit: { sha: commit, parents: ["c".repeat(40), headSha] },
    ...fields,
  };
}

/** The weighing of a good approval, unless the fields say otherwise. */
export function weigh(fields: Partial<ApprovalInputs> = {}): ApprovalAnswer {
  const verdict = (fields.verdict as Verdict | undefined) ?? verdictToApprove();
  return weighApproval({
    verdict,
    verdictSha256: digestOf(verdict),
    request: approvalRequestDigest(verdictToApprove()),
    policy: {
      gate: GatePolicy.parse({}),
      organization: OrganizationPolicy.parse({ login: "acme", id: 1042, teams: { security }, users: { mona: 601 } }),
    },
    repositoryId: 900123,
    run: { id: 77, attempt: 1 },
    evidence: evidence(),
    ...fields,
  });
}
