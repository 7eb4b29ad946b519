import { type Expectation, judgeEnforcement, type LiveRepository, type LiveRuleset } from "@sallyport/gate";
import { EnvironmentsPolicy, GatePolicy, OrganizationPolicy, ProtectionPolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";

const check = { context: "sallyport", integrationId: 15368 };

/** A policy with as little as possible beside the check. */
function expectation(
  protection: Parameters<typeof ProtectionPolicy.parse>[0] = {},
  more: Partial<Expectation> = {},
): Expectation {
  return {
    policy: {
      organization: OrganizationPolicy.parse({
        login: "acme",
        id: 1042,
        teams: { security: 4203 },
        users: { alice: 501 },
      }),
      protection: ProtectionPolicy.parse({
        tags: [],
        lockedPaths: [],
        requireUpToDate: false,
        reviews: { required: 0, codeOwners: false, lastPush: false, dismissStale: false, resolveThreads: false },
        ...(protection as object),
      }),
      environments: EnvironmentsPolicy.parse({}),
      gate: GatePolicy.parse({}),
    },
    repository: { id: 900123, name: "payments-api", visibility: "private" },
    checks: [check],
    files: [],
    unknownCommit: "0".repeat(40),
    ...more,
  };
}

function ruleset(fields: Partial<LiveRuleset> = {}): LiveRuleset {
  return {
    id: 1,
    name: "rules",
    target: "branch",
    enforcement: "active",
    sourceType: "Repository",
    include: ["refs/heads/main"],
    exclude: [],
    rules: [
      { type: "deletion", parameters: {} },
      { type: "non_fast_forward", parameters: {} },
      { type: "pull_request", parameters: { required_approving_review_count: 0 } },
      {
        type: "required_status_checks",
        parameters: { required_status_checks: [{ context: "sallyport", integration_id: 15368 }] },
      },
    ],
    bypass: [],
    currentUserCanBypass: "never",
    ...fields,
  };
}

function live(rulesets: LiveRuleset[], fields: Partial<LiveRepository> = {}): LiveRepository {
  return {
    id: 900123,
    name: "payments-api",
    defaultBranch: "main",
    archived: false,
    rulesets,
    activeOn: {},
    environments: [
      {
        name: "security-approval",
        administratorsBypass: false,
        waitMinutes: 0,
        reviewerRules: [{ preventSelfReview: true, reviewers: [{ type: "Team", id: 4203 }] }],
        refs: "any",
      },
    ],
    files: {},
    ...fields,
  };
}

const decision = (expected: Expectation, found: Parameters<typeof judgeEnforcement>[1]) =>
  judgeEnforcement(expected, found).decision;

test("the least policy is enforced by the least ruleset", () => {
  expect(judgeEnforcement(expectation(), live([ruleset()]))).toEqual({
    name: "payments-api",
    decision: "enforced",
    gaps: [],
    doubts: [],
  });
});

describe("a pattern of the policy", () => {
  const branches = ["main", "release/*"];
  const covered = (include: string[], exclude: string[] = []) =>
    decision(expectation({ branches }), live([ruleset(), ruleset({ id: 2, include, exclude })]));

  test.each([
    [["refs/heads/release/*"], []],
    [["~ALL"], []],
    [["refs/heads/**/*"], []],
    [["refs/heads/release/*"], ["refs/heads/main"]],
  ])("is covered by %j without %j", (include, exclude) => {
    expect(covered(include, exclude)).toBe("enforced");
  });

  test.each([
    [["refs/heads/release/1"], []],
    [["refs/heads/release/**"], []],
    [["refs/heads/rel*"], []],
    [["~DEFAULT_BRANCH"], []],
    [["refs/heads/release/*"], ["refs/heads/release/1"]],
    [["refs/heads/release/*"], ["refs/heads/r*"]],
    [["refs/heads/release/*"], ["~ALL"]],
    [["~ALL"], ["refs/heads/**/*"]],
  ])("is not covered by %j without %j", (include, exclude) => {
    expect(covered(include, exclude)).toBe("not-enforced");
  });
});

describe("what GitHub says is active on a branch", () => {
  test("wins over our reading of the patterns, for and against", () => {
    const strange = ruleset({ include: ["refs/heads/something-else"] });

    expect(decision(expectation(), live([strange], { activeOn: { main: [1] } }))).toBe("enforced");
    expect(decision(expectation(), live([ruleset()], { activeOn: { main: [] } }))).toBe("not-enforced");
  });

  test("is missed where GitHub gives no answer", () => {
    const found = live([ruleset()], { activeOn: { main: { unreadable: "GET ... ends with HTTP 502." } } });

    expect(decision(expectation(), found)).toBe("undecided");
  });

  test("does not make a ruleset that only evaluates count", () => {
    const found = live([ruleset({ enforcement: "evaluate" })], { activeOn: { main: [1] } });

    expect(decision(expectation(), found)).toBe("not-enforced");
  });
});

describe("a policy that asks for less than a gate", () => {
  test.each(["evaluate", "disabled"] as const)("is not enforced: %s", (enforcement) => {
    const { decision: found, gaps } = judgeEnforcement(expectation({ enforcement }), live([ruleset({ enforcement })]));

    expect(found).toBe("not-enforced");
    expect(gaps).toContainEqual(expect.objectContaining({ about: "protection.enforcement" }));
  });
});

describe("the bypass list", () => {
  const named = expectation({ bypass: ["team:security", "user:alice"] });
  const lets = (type: string, id: number | null, mode = "pull_request") =>
    decision(named, live([ruleset({ bypass: [{ type, id, mode }] })]));

  test.each([
    ["Team", 4203],
    ["User", 501],
  ])("may hold %s %i, whom the policy names", (type, id) => {
    expect(lets(type, id)).toBe("enforced");
  });

  test.each([
    ["User", 4203, "pull_request"],
    ["Team", 501, "pull_request"],
    ["Team", 4203, "always"],
    ["Integration", 4203, "pull_request"],
    ["DeployKey", null, "always"],
    ["EnterpriseOwner", null, "always"],
  ])("may not hold %s %s with %s", (type, id, mode) => {
    expect(lets(type, id, mode)).toBe("not-enforced");
  });

  test("that is hidden is a doubt, and a gap where the token's own account may pass", () => {
    const hidden = ruleset({ bypass: undefined });

    expect(decision(expectation(), live([hidden]))).toBe("undecided");
    expect(decision(expectation(), live([{ ...hidden, currentUserCanBypass: "always" }]))).toBe("not-enforced");
    expect(decision(named, live([{ ...hidden, currentUserCanBypass: "always" }]))).toBe("undecided");
  });
});

describe("a required workflow", () => {
  const requiredWorkflow = { repositoryId: 900777, path: ".github/workflows/sallyport.yml", branch: "main" };
  const expected = expectation({}, { checks: [], requiredWorkflow });
  const answer = (sourceType: string, workflow: Record<string, unknown>) => {
    const workflows = [{ path: requiredWorkflow.path, repository_id: 900777, ...workflow }];
    const rules = [{ type: "workflows", parameters: { workflows } }];
    return decision(expected, live([ruleset(), ruleset({ id: 2, sourceType, rules })]));
  };

  test.each([{}, { ref: "main" }, { ref: "refs/heads/main" }, { sha: "a1".repeat(20), ref: "refs/heads/x" }])(
    "of the organisation suffices: %j",
    (workflow) => {
      expect(answer("Organization", workflow)).toBe("enforced");
    },
  );

  test.each([
    ["Repository", {}],
    ["Organization", { repository_id: 1 }],
    ["Organization", { path: ".github/workflows/other.yml" }],
    ["Organization", { ref: "refs/heads/x" }],
    ["Organization", { ref: "refs/tags/main" }],
  ])("of the %s with %j does not", (sourceType, workflow) => {
    expect(answer(sourceType, workflow)).toBe("not-enforced");
  });
});

describe("a generated file", () => {
  const file = (commit: string, text = "jobs:") =>
    `# Generated by Sallyport\n# sha256: ${commit.slice(0, 8)}\nuses: acme/central/gate@${commit}\nuses: acme/central/scan@${commit}\n${text}\n`;
  const expected = expectation({}, { files: [{ path: "a.yml", content: file("0".repeat(40)) }] });
  const answer = (content: string | undefined, unedited = true) =>
    decision(
      expected,
      live([ruleset()], { files: { "a.yml": content === undefined ? undefined : { content, unedited } } }),
    );

  test("may name the commit that the delivery put in", () => {
    expect(answer(file("a1".repeat(20)))).toBe("enforced");
  });

  test.each<[string, string | undefined, boolean]>([
    ["names two commits", file("a1".repeat(20)).replace("a1".repeat(20), "b2".repeat(20)), true],
    ["was edited", file("a1".repeat(20)), false],
    ["says something else", file("a1".repeat(20), "jobs: {}"), true],
    ["names a branch", file("main".padEnd(40, "x")), true],
    ["is missing", undefined, true],
  ])("is not the one of the policy when it %s", (_, content, unedited) => {
    expect(answer(content, unedited)).toBe("not-enforced");
  });
});
