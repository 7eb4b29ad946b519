import { approvalRequestDigest, weighApproval } from "@sallyport/gate";
import { accessOf, GitHubClient } from "@sallyport/github-api";
import { GatePolicy, OrganizationPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { actionsRun } from "../../packages/cli/src/actions-run.ts";
import { readApprovalEvidence } from "../../packages/cli/src/approval-evidence.ts";
import { recorded, reportOf, verdictOn, vulnerability } from "../support/findings.ts";
import {
  alice,
  approvedRun,
  approvedState,
  bob,
  mergeCommit,
  runnerEnvironment,
  securityTeam,
} from "../support/github-api/approved-run.ts";
import * as faults from "../support/github-api/faults.ts";
import { github } from "../support/github-api/for-test.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import type { EnvironmentRule, GitHubState } from "../support/github-api/state.ts";

const gate = { categories: { dependency: { high: "approve" } } } as const;
const target = { kind: "commit", name: "acme/payments-api", commit: mergeCommit } as const;
const reports = [recorded(reportOf(vulnerability()), { target })];
const verdict = verdictOn([], { gate, commit: mergeCommit, reports });
const security = 4203;

/** What the evidence leads to; the client waits long enough for a busy machine, unless a test is about silence. */
async function decisionWith(api: GitHubApi, timeoutMilliseconds = 15_000) {
  const env = runnerEnvironment(api.url);
  const patience = { timeoutMilliseconds, tries: 2, longestPauseSeconds: 60, pause: async () => {} };
  const run = actionsRun(env);
  const evidence = await readApprovalEvidence(new GitHubClient(accessOf(env), patience), {
    run,
    commit: mergeCommit,
    team: { organization: "acme", slug: "security", id: security },
  });
  return weighApproval({
    verdict,
    verdictSha256: "a".repeat(64),
    request: approvalRequestDigest(verdict),
    policy: {
      gate: GatePolicy.parse(gate),
      organization: OrganizationPolicy.parse({ login: "acme", id: 1042, teams: { security } }),
    },
    repositoryId: 900123,
    run,
    evidence,
  });
}

const operations = [
  "repos/get-environment",
  "actions/get-workflow-run",
  "actions/get-reviews-for-run",
  "pulls/get",
  "git/get-commit",
];

const mishaps: [string, faults.Fault][] = [
  ["401", faults.refusal(401, "Bad credentials")],
  ["403", faults.refusal(403, "Resource not accessible by integration")],
  ["403 with a limit", faults.secondaryLimit(3600)],
  ["404", faults.refusal(404, "Not Found")],
  ["429", faults.secondaryLimit(3600, 429)],
  ["500", faults.page(500)],
  ["502", faults.page(502)],
  ["half an answer", faults.cutOff],
  ["a torn answer", faults.torn],
  ["silence", faults.slow(60_000)],
  ["a closed door", faults.hungUp],
  ["HTML", faults.asHtml],
  ["another answer", faults.instead({})],
  ["null", faults.instead(null)],
  ["another host", faults.redirect("https://other.example/")],
];

test("the evidence of a good approval lifts the verdict", async () => {
  expect(verdict.decision).toBe("approval");
  expect(await decisionWith(await github(approvedState()))).toMatchObject({
    decision: "pass",
    approval: { approver: { login: "alice" } },
  });
});

test("the pull request of a fork, which a run does not list, is the one of the ref", async () => {
  const api = await github(approvedState({ runs: [approvedRun({ pulls: [] })] }));

  expect(await decisionWith(api)).toMatchObject({ decision: "pass", approval: { pullRequest: { number: 12 } } });
});

test.each(mishaps.flatMap(([what, fault]) => operations.map((operation) => [what, operation, fault] as const)))(
  "%s instead of %s leaves it undecided",
  async (what, operation, fault) => {
    const api = await github(approvedState());
    api.fail(operation, fault);
    const { decision, reasons, approval } = await decisionWith(api, what === "silence" ? 100 : undefined);

    expect({ decision, approval }).toEqual({ decision: "undecided", approval: undefined });
    expect(reasons.length).toBeGreaterThan(0);
  },
);

test.each([
  ["broken", faults.page(500), "undecided"],
  ["refused", faults.refusal(403, "Resource not accessible by integration"), "pass"],
  ["not to be seen", faults.refusal(404, "Not Found"), "pass"],
] as const)("a list of the team that is %s makes it %s", async (_, fault, decision) => {
  const api = await github(approvedState());
  api.fail("teams/get-by-name", fault);

  expect((await decisionWith(api)).decision).toBe(decision);
});

const withRule = (rule: object): Partial<GitHubState> => {
  const environments = approvedState().environments.map((environment) => ({
    ...environment,
    rules: [
      { type: "required_reviewers", preventSelfReview: true, reviewers: [securityTeam], ...rule } as EnvironmentRule,
    ],
  }));
  return { environments };
};

test.each<[string, Partial<GitHubState>, "approval" | "undecided", string]>([
  ["nobody approved", { runs: [approvedRun({ reviews: [] })] }, "approval", "Nobody approved"],
  ["who started the run approved", { runs: [approvedRun({ actor: alice })] }, "approval", "started the run and"],
  ["who started it again approved", { runs: [approvedRun({ triggeringActor: alice })] }, "approval", "this attempt"],
  [
    "somebody else may review too",
    withRule({ reviewers: [securityTeam, { type: "User", id: 502, login: "bob" }] }),
    "approval",
    "is reviewed by Team:4203, User:502",
  ],
  [
    "administrators may skip the rule",
    { environments: approvedState().environments.map((each) => ({ ...each, administratorsBypass: true })) },
    "approval",
    "Administrators may skip",
  ],
  [
    "the pull request moved on",
    { pulls: [{ number: 12, author: bob, headSha: "4".repeat(40) }] },
    "approval",
    "is at 444",
  ],
  [
    "the run is of another commit",
    { commits: [{ sha: mergeCommit, parents: ["5".repeat(40)] }] },
    "approval",
    "was judged, but run 77",
  ],
  ["the environment is not there", { environments: [] }, "undecided", "HTTP 404"],
  ["the pull request is not there", { pulls: [] }, "undecided", "HTTP 404"],
  ["the run says another attempt", { runs: [approvedRun({ attempt: 2 })] }, "undecided", "says attempt 2"],
  ["it is another repository", { repository: { id: 7, name: "payments-api" } }, "undecided", "repository 7"],
])("%s", async (_, state, decision, says) => {
  const answer = await decisionWith(await github(approvedState(state)));

  expect(answer.decision).toBe(decision);
  expect(answer.reasons.join("\n")).toContain(says);
});
