import { RepositoryProtection, requiredChecks, securityWorkflow } from "@sallyport/github";
import { describe, expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { repositories, sample } from "../sample.ts";

const type = "github:index/repositoryRuleset:RepositoryRuleset";

async function protect(protection: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) {
  const { policy, repository } = sample({ protection, ...settings });
  const deployed = await deploy(
    () =>
      new RepositoryProtection("api", {
        policy: policy.protection,
        organization: policy.organization,
        repository,
        requiredChecks: requiredChecks(securityWorkflow({ policy, repository })),
      }),
  );
  const inputs = (name: string) => deployed.all(type).find((resource) => resource.name === name)?.inputs;
  return {
    names: deployed.all(type).map(({ name }) => name),
    branches: inputs("api-branches"),
    tags: inputs("api-tags"),
    pushes: inputs("api-pushes"),
  };
}

describe("branches", () => {
  test("are merged through reviewed and checked pull requests, and never rewritten or deleted", async () => {
    const { branches } = await protect();

    expect(branches).toMatchObject({
      repository: "payments-api",
      enforcement: "active",
      target: "branch",
      conditions: { refName: { includes: ["refs/heads/main"], excludes: [] } },
      bypassActors: [],
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredSignatures: false,
        requiredLinearHistory: false,
        pullRequest: {
          requiredApprovingReviewCount: 1,
          requireCodeOwnerReview: true,
          requireLastPushApproval: true,
          dismissStaleReviewsOnPush: true,
          requiredReviewThreadResolution: true,
        },
      },
    });
  });

  test("require the check that the workflow reports, from GitHub Actions and no other app", async () => {
    const { branches } = await protect();

    expect(branches).toHaveProperty("rules.requiredStatusChecks", {
      requiredChecks: [{ context: "sallyport", integrationId: 15368 }],
      strictRequiredStatusChecksPolicy: true,
      doNotEnforceOnCreate: true,
    });
  });

  test("without a check have no such rule, which GitHub would refuse", async () => {
    const { policy, repository } = sample();
    const deployed = await deploy(
      () =>
        new RepositoryProtection("api", {
          policy: policy.protection,
          organization: policy.organization,
          repository,
          requiredChecks: [],
        }),
    );

    expect(deployed.resource(type, "api-branches").inputs).not.toHaveProperty("rules.requiredStatusChecks");
  });

  test.each([
    [
      "branches: [main, release/*]",
      { branches: ["main", "release/*"] },
      "conditions.refName.includes.1",
      "refs/heads/release/*",
    ],
    ["enforcement", { enforcement: "evaluate" }, "enforcement", "evaluate"],
    ["reviews.required", { reviews: { required: 3 } }, "rules.pullRequest.requiredApprovingReviewCount", 3],
    ["reviews.codeOwners", { reviews: { codeOwners: false } }, "rules.pullRequest.requireCodeOwnerReview", false],
    ["reviews.lastPush", { reviews: { lastPush: false } }, "rules.pullRequest.requireLastPushApproval", false],
    [
      "reviews.dismissStale",
      { reviews: { dismissStale: false } },
      "rules.pullRequest.dismissStaleReviewsOnPush",
      false,
    ],
    [
      "reviews.resolveThreads",
      { reviews: { resolveThreads: false } },
      "rules.pullRequest.requiredReviewThreadResolution",
      false,
    ],
    [
      "requireUpToDate",
      { requireUpToDate: false },
      "rules.requiredStatusChecks.strictRequiredStatusChecksPolicy",
      false,
    ],
    ["signedCommits", { signedCommits: true }, "rules.requiredSignatures", true],
    ["linearHistory", { linearHistory: true }, "rules.requiredLinearHistory", true],
    [
      "requiredDeployments",
      { requiredDeployments: ["preview"] },
      "rules.requiredDeployments.requiredDeploymentEnvironments",
      ["preview"],
    ],
    [
      "codeScanning",
      { codeScanning: { Semgrep: { securityAlerts: "all" }, CodeQL: { alerts: "none" } } },
      "rules.requiredCodeScanning.requiredCodeScanningTools",
      [
        { tool: "CodeQL", alertsThreshold: "none", securityAlertsThreshold: "high_or_higher" },
        { tool: "Semgrep", alertsThreshold: "errors", securityAlertsThreshold: "all" },
      ],
    ],
  ])("follow protection.%s", async (_, protection, property, value) => {
    const { branches } = await protect(protection, { environments: { preview: { branches: ["*"] } } });

    expect(branches).toHaveProperty(property, value);
  });
});

describe("the merge queue", () => {
  test("is off unless the policy turns it on", async () => {
    const { branches } = await protect();

    expect(branches).not.toHaveProperty("rules.mergeQueue");
  });

  test("takes the defaults of the policy schema, not those of the provider", async () => {
    const { branches } = await protect({ mergeQueue: true });

    expect(branches).toHaveProperty("rules.mergeQueue", {
      mergeMethod: "SQUASH",
      maxEntriesToBuild: 5,
      checkResponseTimeoutMinutes: 60,
      groupingStrategy: "ALLGREEN",
    });
  });

  test("takes its settings from the policy", async () => {
    const { branches } = await protect({
      mergeQueue: { method: "REBASE", maximumEntriesToBuild: 2, checkTimeoutMinutes: 30 },
    });

    expect(branches).toHaveProperty("rules.mergeQueue", {
      mergeMethod: "REBASE",
      maxEntriesToBuild: 2,
      checkResponseTimeoutMinutes: 30,
      groupingStrategy: "ALLGREEN",
    });
  });
});

test("rules that nobody asked for are left out, which GitHub would refuse when empty", async () => {
  const { branches } = await protect();

  expect(branches).not.toHaveProperty("rules.requiredDeployments");
  expect(branches).not.toHaveProperty("rules.requiredCodeScanning");
});

test("a repository that the organisation's rulesets cover has one for the checks that those do not require", async () => {
  const { names, branches } = await protect({ scope: "organization" });

  expect(names).toEqual(["api-branches"]);
  expect(Object.keys(branches?.rules ?? {})).toEqual(["requiredStatusChecks"]);
});

describe("tags", () => {
  test("can neither move nor go", async () => {
    const { tags } = await protect({ tags: ["v*", "release-*"] });

    expect(tags).toMatchObject({
      target: "tag",
      conditions: { refName: { includes: ["refs/tags/v*", "refs/tags/release-*"], excludes: [] } },
      rules: { deletion: true, update: true, nonFastForward: true },
    });
  });

  test("have no ruleset when the policy protects none", async () => {
    const { names } = await protect({ tags: [] });

    expect(names).toEqual(["api-branches", "api-pushes"]);
  });
});

describe("locked paths", () => {
  test("take no push, and name no ref, which GitHub would refuse", async () => {
    const { pushes } = await protect({ lockedPaths: [".github/**"] });

    expect(pushes).toMatchObject({
      target: "push",
      rules: { filePathRestriction: { restrictedFilePaths: [".github/**"] } },
    });
    expect(pushes).not.toHaveProperty("conditions");
  });

  test.each([
    ["the policy locks none", { lockedPaths: [] }, {}],
    ["the repository is public", {}, repositories({ visibility: "public" })],
  ])("have no ruleset when %s", async (_, protection, settings) => {
    const { names } = await protect(protection, settings);

    expect(names).toEqual(["api-branches", "api-tags"]);
  });

  test("are locked in an internal repository too", async () => {
    const { pushes } = await protect({}, repositories({ visibility: "internal" }));

    expect(pushes).toHaveProperty("rules.filePathRestriction.restrictedFilePaths.0", ".github/**");
  });
});

test("the bypass list goes by numeric id, and past branch rules through a pull request only", async () => {
  const { branches, tags, pushes } = await protect({ bypass: ["team:security", "user:mona"] });
  const actors = (bypassMode: string) => [
    { actorType: "Team", actorId: 4203, bypassMode },
    { actorType: "User", actorId: 77, bypassMode },
  ];

  expect(branches).toHaveProperty("bypassActors", actors("pull_request"));
  expect(tags).toHaveProperty("bypassActors", actors("always"));
  expect(pushes).toHaveProperty("bypassActors", actors("always"));
});

test("refuses a name on the bypass list that the organisation does not know", async () => {
  const { policy, repository } = sample();
  const stranger = { ...policy.protection, bypass: ["team:strangers"] };
  const args = { policy: stranger, organization: policy.organization, repository, requiredChecks: [] };

  await expect(deploy(() => new RepositoryProtection("api", args))).rejects.toThrow(
    "organization.teams does not list strangers, which the policy names as team:strangers",
  );
});
