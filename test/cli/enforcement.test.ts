import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EnforcementAnswer } from "@sallyport/gate";
import { accessOf, GitHubClient, type Patience } from "@sallyport/github-api";
import * as pipeline from "@sallyport/pipeline";
import { parsePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { checkEnforcement } from "../../packages/cli/src/enforcement.ts";
import * as faults from "../support/github-api/faults.ts";
import { administrator, liveState, policyText, raised } from "../support/github-api/fleet.ts";
import { github } from "../support/github-api/for-test.ts";
import { editFiles, provisioned } from "../support/github-api/provisioned.ts";
import type { GitHubApi } from "../support/github-api/server.ts";
import {
  type GitHubState,
  jobToken,
  type RepositoryState,
  type Ruleset,
  type Token,
} from "../support/github-api/state.ts";
import { documentOf, runCli, temporaryFolder } from "./run-cli.ts";

const patience: Patience = { timeoutMilliseconds: 2_000, tries: 3, longestPauseSeconds: 60, pause: async () => {} };

async function check(api: GitHubApi, text = policyText(), more: Partial<Patience> = {}): Promise<EnforcementAnswer[]> {
  const env = { GITHUB_API_URL: api.url, GITHUB_TOKEN: administrator.value };
  const client = new GitHubClient(accessOf(env), { ...patience, ...more });
  const { policy } = parsePolicy(text);
  return checkEnforcement(client, pipeline, policy, policy.repositories);
}

/** The answer about the only repository of a state. */
async function answerOn(state: GitHubState, text = policyText()): Promise<EnforcementAnswer> {
  const [answer] = await check(await github(state), text);
  if (!answer) throw new Error("no answer");
  return answer;
}

const sentences = ({ gaps, doubts }: EnforcementAnswer) =>
  [...gaps, ...doubts].map(({ about, found }) => `${about} ${found}`);

function branches({ rulesets }: RepositoryState): Ruleset {
  return only(rulesets, ({ target }) => target === "branch");
}

function only<T>(list: readonly T[], wanted: (item: T) => boolean): T {
  const found = list.find(wanted);
  if (!found) throw new Error("not in the state");
  return found;
}

const environment = (state: RepositoryState, name: string) => only(state.environments, (each) => each.name === name);

function parameters(state: RepositoryState, type: string): Record<string, unknown> {
  const rule = only(branches(state).rules, (each) => each.type === type);
  return (rule.parameters ?? {}) as Record<string, unknown>;
}

function reviewers(state: RepositoryState, name: string) {
  const rule = only(environment(state, name).rules, ({ type }) => type === "required_reviewers");
  if (rule.type !== "required_reviewers") throw new Error("unreachable");
  return rule;
}

const dropRule = (state: RepositoryState, type: string) => {
  branches(state).rules = branches(state).rules.filter((rule) => rule.type !== type);
};

test("what `pulumi up` makes of the policy is enforced", async () => {
  expect(await answerOn(await liveState())).toEqual({
    name: "payments-api",
    decision: "enforced",
    gaps: [],
    doubts: [],
  });
});

describe("one change is found and named", () => {
  test.each<[string, (state: GitHubState) => void, string]>([
    [
      "the ruleset only evaluates",
      (s) => {
        branches(s).enforcement = "evaluate";
      },
      "branch main does not require the check sallyport of app 15368: ruleset 7001 (Sallyport: branches) has the enforcement evaluate",
    ],
    [
      "the ruleset is disabled",
      (s) => {
        branches(s).enforcement = "disabled";
      },
      "has the enforcement disabled",
    ],
    [
      "the ruleset is gone",
      (s) => {
        s.rulesets.shift();
      },
      "branch main does not require the check sallyport of app 15368: no ruleset does",
    ],
    [
      "another app may report the check",
      (s) => {
        parameters(s, "required_status_checks").required_status_checks = [{ context: "sallyport", integration_id: 99 }];
      },
      "takes sallyport from app 99",
    ],
    [
      "any app may report the check",
      (s) => {
        parameters(s, "required_status_checks").required_status_checks = [{ context: "sallyport" }];
      },
      "takes sallyport from app any",
    ],
    [
      "the check has another name",
      (s) => {
        parameters(s, "required_status_checks").required_status_checks = [
          { context: "Sallyport", integration_id: 15368 },
        ];
      },
      "requires other checks (Sallyport)",
    ],
    [
      "no check is required",
      (s) => dropRule(s, "required_status_checks"),
      "does not require the check sallyport of app 15368: no ruleset does",
    ],
    [
      "a stale branch may be merged",
      (s) => {
        parameters(s, "required_status_checks").strict_required_status_checks_policy = false;
      },
      "does not require a branch that is up to date before the merge: ruleset 7001 (Sallyport: branches) is not strict",
    ],
    [
      "the branch is left out",
      (s) => {
        branches(s).conditions.ref_name?.exclude.push("refs/heads/main");
      },
      "does not apply to main, says GitHub",
    ],
    [
      "the pattern misses the branch by a letter",
      (s) => {
        branches(s).conditions.ref_name = { include: ["refs/heads/mai"], exclude: [] };
      },
      "does not apply to main, says GitHub",
    ],
    [
      "the default branch is another one",
      (s) => {
        s.repository.defaultBranch = "trunk";
      },
      "the default branch trunk is not among protection.branches",
    ],
    [
      "one review less",
      (s) => {
        parameters(s, "pull_request").required_approving_review_count = 1;
      },
      "does not require a pull request with 2 approving review(s): ruleset 7001 (Sallyport: branches) requires 1",
    ],
    [
      "code owners are not asked",
      (s) => {
        parameters(s, "pull_request").require_code_owner_review = false;
      },
      "does not require a review of the code owners",
    ],
    [
      "the last push needs nobody else",
      (s) => {
        parameters(s, "pull_request").require_last_push_approval = false;
      },
      "does not require that somebody else approves the last push",
    ],
    [
      "approvals outlive a push",
      (s) => {
        parameters(s, "pull_request").dismiss_stale_reviews_on_push = false;
      },
      "does not require that a push takes approvals away",
    ],
    [
      "threads stay open",
      (s) => {
        parameters(s, "pull_request").required_review_thread_resolution = false;
      },
      "does not require that review threads are resolved",
    ],
    [
      "nobody needs a pull request",
      (s) => dropRule(s, "pull_request"),
      "does not require a pull request with 2 approving review(s): no ruleset does",
    ],
    ["the branch may be deleted", (s) => dropRule(s, "deletion"), "does not require that it cannot be deleted"],
    [
      "history may be rewritten",
      (s) => dropRule(s, "non_fast_forward"),
      "does not require that its history cannot be rewritten",
    ],
    [
      "there is no merge queue",
      (s) => dropRule(s, "merge_queue"),
      "does not require a merge queue that tests every entry",
    ],
    [
      "the queue tests the last entry only",
      (s) => {
        parameters(s, "merge_queue").grouping_strategy = "HEADGREEN";
      },
      "groups by HEADGREEN",
    ],
    [
      "one more may pass",
      (s) => {
        branches(s).bypassActors.push({ actor_type: "Team", actor_id: 4201, bypass_mode: "pull_request" });
      },
      "lets Team 4201 (through a pull request) pass",
    ],
    [
      "administrators may pass",
      (s) => {
        branches(s).bypassActors.push({ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" });
      },
      "lets RepositoryRole 5 (always) pass",
    ],
    [
      "owners of the organisation may pass",
      (s) => {
        branches(s).bypassActors.push({ actor_type: "OrganizationAdmin", actor_id: null, bypass_mode: "always" });
      },
      "lets OrganizationAdmin (always) pass",
    ],
    [
      "who may pass may do it without a pull request",
      (s) => {
        only(branches(s).bypassActors, () => true).bypass_mode = "always";
      },
      "lets Team 4202 (always) pass",
    ],
    [
      "who may pass leaves no trace",
      (s) => {
        only(branches(s).bypassActors, () => true).bypass_mode = "exempt";
      },
      "lets Team 4202 (without a trace) pass",
    ],
    [
      "tags may be moved",
      (s) => {
        only(s.rulesets, ({ target }) => target === "tag").rules.splice(1, 1);
      },
      "tags v* does not require that they cannot be moved",
    ],
    [
      "other tags are protected",
      (s) => {
        only(s.rulesets, ({ target }) => target === "tag").conditions.ref_name = {
          include: ["refs/tags/r*"],
          exclude: [],
        };
      },
      "tags v* does not require that they cannot be deleted: ruleset 7003 (Sallyport: tags) is for refs/tags/r*, and not for refs/tags/v*",
    ],
    [
      "some of the tags are left out",
      (s) => {
        only(s.rulesets, ({ target }) => target === "tag").conditions.ref_name?.exclude.push("refs/tags/v0*");
      },
      "leaves out refs/tags/v0*",
    ],
    [
      "a locked path is open",
      (s) => {
        only(s.rulesets, ({ target }) => target === "push").rules = [
          { type: "file_path_restriction", parameters: { restricted_file_paths: ["sallyport.yaml", ".sallyport/**"] } },
        ];
      },
      "the repository does not require that nobody pushes to .github/**",
    ],
    [
      "nothing is locked",
      (s) => {
        s.rulesets = s.rulesets.filter(({ target }) => target !== "push");
      },
      "the repository does not require that nobody pushes to sallyport.yaml: no ruleset does",
    ],
    [
      "another team reviews production",
      (s) => {
        reviewers(s, "production").reviewers = [{ type: "Team", id: 4201, slug: "payments" }];
      },
      "environment production lets Team 4201 review, besides team:release-managers",
    ],
    [
      "one more reviews production",
      (s) => {
        reviewers(s, "production").reviewers.push({ type: "User", id: 1, login: "eve" });
      },
      "environment production lets User 1 review",
    ],
    [
      "nobody reviews production",
      (s) => {
        environment(s, "production").rules = environment(s, "production").rules.filter(
          ({ type }) => type !== "required_reviewers",
        );
      },
      "environment production has no reviewer, and not team:release-managers",
    ],
    [
      "approvals come from another team",
      (s) => {
        reviewers(s, "security-approval").reviewers = [{ type: "Team", id: 4202, slug: "release-managers" }];
      },
      "environment security-approval lets Team 4202 review, besides team:security",
    ],
    [
      "one may approve one's own deployment",
      (s) => {
        reviewers(s, "security-approval").preventSelfReview = false;
      },
      "environment security-approval lets those who started a deployment approve it",
    ],
    [
      "administrators skip the approval",
      (s) => {
        environment(s, "security-approval").administratorsBypass = true;
      },
      "environment security-approval lets administrators skip its rules",
    ],
    [
      "the wait is shorter",
      (s) => {
        environment(s, "production").rules = environment(s, "production").rules.map((rule) =>
          rule.type === "wait_timer" ? { ...rule, minutes: 9 } : rule,
        );
      },
      "environment production waits 9 minutes, and not 10",
    ],
    [
      "one more branch may deploy",
      (s) => {
        environment(s, "production").refs = [
          { id: 1, type: "branch", name: "main" },
          { id: 2, type: "branch", name: "hotfix/*" },
        ];
      },
      "environment production also takes branch hotfix/*",
    ],
    [
      "a tag may deploy that is called as a branch",
      (s) => {
        environment(s, "production").refs = [{ id: 1, type: "tag", name: "main" }];
      },
      "environment production also takes tag main",
    ],
    [
      "every branch may deploy",
      (s) => {
        delete environment(s, "production").refs;
      },
      "environment production takes every branch and tag",
    ],
    [
      "every protected branch may deploy",
      (s) => {
        environment(s, "staging").refs = "protected";
      },
      "environment staging takes every protected branch",
    ],
    [
      "an environment is gone",
      (s) => {
        s.environments = s.environments.filter(({ name }) => name !== "security-approval");
      },
      "environment security-approval is not there",
    ],
    [
      "the workflow was edited by hand",
      (s) => {
        editFiles(s, (content) => content.replace("always()", "success()"));
      },
      ".github/workflows/security.yml was not written by Sallyport, or was edited by hand",
    ],
    [
      "the header of the workflow is gone",
      (s) => {
        editFiles(s, (content) => content.split("\n").slice(2).join("\n"));
      },
      "was not written by Sallyport",
    ],
    [
      "the workflow is gone",
      (s) => {
        editFiles(s, () => null);
      },
      ".github/workflows/security.yml is not on the default branch",
    ],
    [
      "the name belongs to another repository now",
      (s) => {
        s.repository.id = 900124;
      },
      "repository payments-api is repository 900124, and not 900123",
    ],
  ])("%s", async (_, change, says) => {
    const state = await liveState();
    change(state);
    const answer = await answerOn(state);

    expect(answer.decision).toBe("not-enforced");
    expect(sentences(answer)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
    expect(answer.gaps.every(({ remedy }) => remedy.endsWith("."))).toBe(true);
  });

  test("the policy asks for a shorter path than the workflow has", async () => {
    const older = policyText().replace('scanSchedule: "0 2 * * *"', 'scanSchedule: "0 5 * * *"');
    const state = await liveState(older);

    expect(sentences(await answerOn(state))).toEqual([
      ".github/workflows/security.yml is not the one that the policy gives now",
    ]);
  });
});

describe("what is as strong as the policy, or stronger, is enforced", () => {
  test.each<[string, (state: GitHubState) => void]>([
    [
      "more reviews",
      (s) => {
        parameters(s, "pull_request").required_approving_review_count = 3;
      },
    ],
    [
      "another check besides",
      (s) => {
        (parameters(s, "required_status_checks").required_status_checks as unknown[]).push({ context: "lint" });
      },
    ],
    [
      "nobody may pass",
      (s) => {
        for (const ruleset of s.rulesets) ruleset.bypassActors = [];
      },
    ],
    [
      "all branches",
      (s) => {
        branches(s).conditions.ref_name = { include: ["~ALL"], exclude: [] };
      },
    ],
    [
      "the default branch by its role",
      (s) => {
        branches(s).conditions.ref_name = { include: ["~DEFAULT_BRANCH"], exclude: [] };
      },
    ],
    [
      "a pattern that GitHub applies",
      (s) => {
        branches(s).conditions.ref_name = { include: ["refs/heads/m*"], exclude: ["refs/heads/mx"] };
      },
    ],
    [
      "signed commits besides",
      (s) => {
        branches(s).rules.push({ type: "required_signatures" });
      },
    ],
    [
      "rules spread over two rulesets",
      (s) => {
        const { rules } = branches(s);
        s.rulesets.push({ ...branches(s), id: 7100, name: "more", rules: rules.splice(0, 3) });
      },
    ],
    [
      "a weaker ruleset besides",
      (s) => {
        const bypassActors = [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "always" }];
        s.rulesets.push({ ...structuredClone(branches(s)), id: 7100, name: "leaky", bypassActors });
      },
    ],
    [
      "a ruleset that only evaluates besides",
      (s) => {
        s.rulesets.push({ ...branches(s), id: 7100, name: "trial", enforcement: "evaluate" });
      },
    ],
    [
      "all tags",
      (s) => {
        only(s.rulesets, ({ target }) => target === "tag").conditions.ref_name = { include: ["~ALL"], exclude: [] };
      },
    ],
    [
      "a longer wait",
      (s) => {
        environment(s, "production").rules = environment(s, "production").rules.map((rule) =>
          rule.type === "wait_timer" ? { ...rule, minutes: 30 } : rule,
        );
      },
    ],
    [
      "reviewers where the policy wants none",
      (s) => {
        environment(s, "staging").rules.push({
          type: "required_reviewers",
          preventSelfReview: true,
          reviewers: [{ type: "User", id: 5, login: "x" }],
        });
      },
    ],
    [
      "an environment that the policy does not speak of",
      (s) => {
        s.environments.push({ id: 1, name: "preview", administratorsBypass: true, rules: [] });
      },
    ],
    [
      "another ruleset of the organisation",
      (s) => {
        s.organizationRulesets.push({
          ...structuredClone(branches(s)),
          id: 8001,
          conditions: { ...branches(s).conditions, repository_name: { include: ["~ALL"], exclude: [] } },
        });
        s.rulesets.shift();
      },
    ],
  ])("%s", async (_, change) => {
    const state = await liveState();
    change(state);

    expect(await answerOn(state)).toMatchObject({ decision: "enforced", gaps: [], doubts: [] });
  });
});

describe("what nobody can say is undecided", () => {
  test("a token that may not change rulesets does not see who may pass", async () => {
    const answer = await answerOn(await liveState(policyText(), jobToken({ actions: "read", contents: "read" })));

    expect(answer.decision).toBe("undecided");
    expect(answer.doubts).toContainEqual({
      about: "branch main",
      found: "ruleset 7001 (Sallyport: branches) does not show its bypass list to this token",
      remedy: expect.stringContaining("administration: write"),
    });
  });

  test("a gap is a gap although the rest is hidden", async () => {
    const state = await liveState(policyText(), jobToken({ actions: "read", contents: "read" }));
    dropRule(state, "required_status_checks");

    expect((await answerOn(state)).decision).toBe("not-enforced");
  });

  test("a ruleset of the organisation hides its bypass list from administrators of the repository", async () => {
    const token = jobToken({ actions: "read", administration: "write", contents: "read" });
    const state = await liveState(policyText(), token);
    state.organizationRulesets.push({ ...branches(state), id: 8001 });
    state.rulesets.shift();

    expect(await answerOn(state)).toMatchObject({
      decision: "undecided",
      doubts: [
        {
          found: expect.stringContaining("does not show"),
          remedy: expect.stringContaining("organization_administration"),
        },
      ],
    });
  });

  test.each<[string, Token, string]>([
    ["environments", jobToken({ administration: "write", contents: "read" }), "environments cannot be read"],
    ["files", jobToken({ administration: "write", actions: "read" }), ".github/workflows/security.yml cannot be read"],
  ])("a token that may not read %s", async (_, token, says) => {
    const answer = await answerOn(await liveState(policyText(), token));

    expect(answer.decision).toBe("undecided");
    expect(sentences(answer)).toEqual([expect.stringContaining(says)]);
  });

  test("a repository that is not there", async () => {
    const state = await liveState();
    state.repository.name = "elsewhere";

    expect(await answerOn(state)).toMatchObject({
      decision: "undecided",
      doubts: [{ about: "repository payments-api" }],
    });
  });

  test("an account that may pass although the bypass list is empty", async () => {
    const state = await liveState();
    for (const ruleset of state.rulesets) ruleset.bypassActors = [];
    const api = await github(state);
    api.fail("repos/get-repo-ruleset", (response, { text }) => {
      response.writeHead(200, { "content-type": "application/json" }).end(text.replace('"never"', '"always"'));
    });
    const [answer] = await check(api);

    expect(answer?.decision).toBe("undecided");
    expect(sentences(answer as EnforcementAnswer)[0]).toContain("shows an empty bypass list, and yet lets the account");
  });
});

describe("central delivery", () => {
  const central = policyText(
    "\ndelivery:\n  mode: central\n  central: { repository: sallyport-central, id: 900777 }\n",
  );

  /** The repository with a ruleset of the organisation that requires the workflow of the central repository. */
  async function centralState(workflow: Record<string, unknown> = {}): Promise<GitHubState> {
    const state = await liveState(central);
    dropRule(state, "required_status_checks");
    const required = { path: ".github/workflows/security.yml", repository_id: 900777, ...workflow };
    state.organizationRulesets.push({
      id: 8001,
      name: "Sallyport: workflow",
      target: "branch",
      enforcement: "active",
      conditions: {
        ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] },
        repository_name: { include: ["payments-*"], exclude: [] },
      },
      rules: [{ type: "workflows", parameters: { workflows: [required as never] } }],
      bypassActors: [],
    });
    state.others.push(provisioned({ resources: [], files: [] } as never, { id: 900777, name: "sallyport-central" }));
    return state;
  }

  test("the required workflow of the central repository stands for the check", async () => {
    expect(await answerOn(await centralState(), central)).toMatchObject({ decision: "enforced" });
    expect(await answerOn(await centralState({ ref: "refs/heads/main" }), central)).toMatchObject({
      decision: "enforced",
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["another repository", { repository_id: 900778 }, "requires .github/workflows/security.yml of repository 900778"],
    [
      "another path",
      { path: ".github/workflows/other.yml" },
      "requires .github/workflows/other.yml of repository 900777",
    ],
    ["another branch", { ref: "refs/heads/mine" }, "takes it from refs/heads/mine"],
  ])("a workflow of %s does not", async (_, workflow, says) => {
    const answer = await answerOn(await centralState(workflow), central);

    expect(answer.decision).toBe("not-enforced");
    expect(sentences(answer)[0]).toContain(says);
  });

  test("a ruleset for other repositories does not", async () => {
    const state = await centralState();
    only(state.organizationRulesets, () => true).conditions.repository_name = { include: ["billing-*"], exclude: [] };

    expect(sentences(await answerOn(state, central))[0]).toContain(
      "does not require the workflow .github/workflows/security.yml of repository 900777: no ruleset does",
    );
  });
});

describe("many repositories", () => {
  const many = policyText("", 24);

  test("each gets its own answer, in the order of the policy", async () => {
    const state = await liveState(many);
    const [, second] = state.others;
    if (second) editFiles(second, () => null);
    const answers = await check(await github(state), many);

    expect(answers.map(({ name }) => name)).toEqual(parsePolicy(many).policy.repositories.map(({ name }) => name));
    expect(answers.filter(({ decision }) => decision !== "enforced").map(({ name }) => name)).toEqual(["payments-2"]);
  });

  test("rulesets of the organisation are read once, and no ruleset of a repository", async () => {
    const api = await github(raised(await liveState(many)));
    const answers = await check(api, many);
    const asked = (operation: string) => api.requests.filter((request) => request.operation === operation).length;

    expect(answers.every(({ decision }) => decision === "enforced")).toBe(true);
    expect([asked("repos/get-org-ruleset"), asked("repos/get-repo-rulesets"), asked("repos/get")]).toEqual([3, 0, 0]);
    expect(api.requests.length).toBeLessThan(5 * 24);
  });

  test("one that the organisation leaves out is found", async () => {
    const state = raised(await liveState(many));
    for (const { conditions } of state.organizationRulesets) conditions.repository_id?.repository_ids.splice(7, 1);
    const answers = await check(await github(state), many);

    expect(answers.filter(({ decision }) => decision === "not-enforced").map(({ name }) => name)).toEqual([
      "payments-7",
    ]);
  });

  test("no more than eight requests are under way at the same time", async () => {
    const api = await github(await liveState(many));
    let [now, most] = [0, 0];
    api.fail("*", async (response, { status, text }) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now -= 1;
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    });
    await check(api, many);

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  test.each<[string, faults.Fault]>([
    ["a secondary limit", faults.secondaryLimit(1)],
    ["a secondary limit with 429", faults.secondaryLimit(1, 429)],
    ["a bad gateway", faults.page(502)],
    ["a torn answer", faults.torn],
    ["half an answer", faults.cutOff],
    ["no answer", faults.hungUp],
  ])("goes on after %s, with the same answers", async (_, fault) => {
    const api = await github(await liveState(many));
    const pauses: number[] = [];
    for (const operation of ["repos/get-repo-rulesets", "repos/get-all-environments", "repos/get-content"]) {
      api.fail(operation, fault, 1);
    }
    const answers = await check(api, many, { tries: 6, pause: async (ms) => void pauses.push(ms) });

    expect(answers.every(({ decision }) => decision === "enforced")).toBe(true);
    expect(pauses.length).toBeGreaterThan(0);
  });

  test.each<[string, string, faults.Fault]>([
    ["rulesets never come", "repos/get-repo-rulesets", faults.page(502)],
    ["a ruleset never comes", "repos/get-repo-ruleset", faults.hungUp],
    ["environments never come", "repos/get-all-environments", faults.cutOff],
    ["branch policies never come", "repos/list-deployment-branch-policies", faults.refusal(500, "oops")],
    ["files never come", "repos/get-content", faults.torn],
    ["an answer is something else", "repos/get-all-environments", faults.instead({ environments: "none" })],
    ["a list is an empty object", "repos/get-repo-rulesets", faults.instead({})],
    ["the limit by the hour is used up", "*", faults.primaryLimit(new Date(Date.now() + 3_000_000))],
  ])("is never enforced when %s", async (_, operation, fault) => {
    const api = await github(await liveState(many));
    api.fail(operation, fault);
    const answers = await check(api, many);

    expect(new Set(answers.map(({ decision }) => decision))).toEqual(new Set(["undecided"]));
  });

  test("after a limit that lasts too long nothing more is asked", async () => {
    const api = await github(await liveState(many));
    api.fail("*", faults.primaryLimit(new Date(Date.now() + 3_000_000)));
    await check(api, many);

    expect(api.requests.length).toBeLessThanOrEqual(8);
  });
});

describe("the command", () => {
  const run = async (api: GitHubApi, text: string, args: string[] = []) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "sallyport.yaml"), text);
    const env = { GITHUB_API_URL: api.url, GITHUB_TOKEN: administrator.value };
    return runCli(["enforce", "check", ...args], { cwd, env });
  };

  test.each<[string, (state: GitHubState) => void, number, string]>([
    ["0 when all is enforced", () => {}, 0, "enforced"],
    ["1 when something is not", (s) => void s.rulesets.pop(), 1, "not-enforced"],
    [
      "2 when nobody can say",
      (s) => void s.tokens.splice(0, 1, jobToken({ contents: "read", actions: "read" })),
      2,
      "undecided",
    ],
  ])("ends with %s", async (_, change, code, decision) => {
    const state = await liveState();
    change(state);
    const ended = await run(await github(state), policyText(), ["--json"]);
    const document = documentOf(ended.stdout, "enforce-check.json");

    expect({ code: ended.code, stderr: ended.stderr, decision: document.decision }).toEqual({
      code,
      stderr: "",
      decision,
    });
  });

  test("tells people each gap with its remedy", async () => {
    const state = await liveState();
    branches(state).enforcement = "evaluate";
    const { stdout } = await run(await github(state), policyText());

    expect(stdout).toContain("not-enforced payments-api\n");
    expect(stdout).toContain("gap   branch main does not require the check sallyport of app 15368: ruleset");
    expect(stdout).toContain("fix   Set it as the policy says");
    expect(stdout).toContain("0 enforced, 1 not enforced, 0 undecided;");
  });

  test("checks the repositories that it is told", async () => {
    const api = await github(await liveState(policyText("", 3)));
    const { stdout } = await run(api, policyText("", 3), ["--json", "--repository", "payments-2"]);

    expect(documentOf(stdout, "enforce-check.json").repositories).toMatchObject([{ name: "payments-2" }]);
    expect(api.requests.every(({ path }) => path.includes("payments-2") || path.startsWith("/orgs/"))).toBe(true);
  });

  test("waits as GitHub asks, and says so", async () => {
    const api = await github(await liveState());
    api.fail("repos/get", faults.secondaryLimit(5), 1);
    const { code, stderr } = await run(api, policyText());

    expect({ code, stderr }).toEqual({ code: 0, stderr: "GitHub asks to wait 5 seconds.\n" });
  });

  test("never prints the token, and knows no other repository than those of the policy", async () => {
    const api = await github(await liveState());
    const { code, stdout, stderr } = await run(api, policyText(), ["--repository", "payment-api"]);

    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean payments-api?");
    expect(stdout + stderr).not.toContain(administrator.value);
    expect(api.requests).toEqual([]);
  });
});
