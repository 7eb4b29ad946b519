import { organizationRulesets, repositoryRulesets } from "@sallyport/github";
import { parsePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";

const organization = {
  login: "acme",
  id: 1042,
  teams: { security: 4203 },
  governance: { properties: { tier: { values: ["high", "low"] } } },
};
const repositories = [
  { name: "api", id: 1, properties: { tier: ["high"] } },
  { name: "site", id: 2, visibility: "public", properties: { tier: ["low"] } },
];
const checks = [{ context: "sallyport", integrationId: 15368 }];

function policyOf(sections: Record<string, unknown>) {
  return parsePolicy(JSON.stringify({ version: 1, organization, repositories, ...sections })).policy;
}

function inputsOf(sections: Record<string, unknown>) {
  const policy = policyOf(sections);
  return {
    policy: policy.protection,
    organization: policy.organization,
    repositories: policy.repositories,
    delivery: policy.delivery,
    requiredChecks: checks,
  };
}

const shared = (protection: Record<string, unknown> = {}) =>
  organizationRulesets(inputsOf({ protection: { scope: "organization", ...protection } }));
const central = { mode: "central", central: { repository: "workflows", id: 9000 } };

describe("an organisation without organisation rulesets in its policy", () => {
  test("gets none", () => {
    expect(organizationRulesets(inputsOf({}))).toEqual({});
  });
});

describe("rulesets for all repositories", () => {
  test("say what those of each repository would say", () => {
    const { branches } = shared({ reviews: { required: 2 }, signedCommits: true });
    const each = inputsOf({ protection: { reviews: { required: 2 }, signedCommits: true } });
    const [repository] = each.repositories;
    const own = repository && repositoryRulesets({ ...each, repository }).branches;

    expect(branches?.rules).toEqual(own?.rules);
    expect(branches).toMatchObject({ name: "Sallyport: branches", enforcement: "active", target: "branch" });
  });

  test("cover the repositories of the policy by id, and lock paths where GitHub can", () => {
    const { branches, tags, pushes } = shared();

    expect(branches?.conditions).toEqual({
      refName: { includes: ["refs/heads/main"], excludes: [] },
      repositoryIds: [1, 2],
    });
    expect(tags?.conditions).toEqual({ refName: { includes: ["refs/tags/v*"], excludes: [] }, repositoryIds: [1, 2] });
    expect(pushes?.conditions).toEqual({ repositoryIds: [1] });
  });

  test("cover repositories by custom property where the policy says so", () => {
    const { branches, pushes } = shared({ where: { tier: ["high", "low"] } });
    const repositoryProperty = {
      includes: [{ name: "tier", propertyValues: ["high", "low"], source: "custom" }],
      excludes: [],
    };

    expect(branches?.conditions).toEqual({
      refName: { includes: ["refs/heads/main"], excludes: [] },
      repositoryProperty,
    });
    expect(pushes?.conditions).toEqual({ repositoryProperty });
  });

  test("are left out where there is nothing to protect", () => {
    expect(Object.keys(shared({ tags: [], lockedPaths: [] }))).toEqual(["branches"]);
  });

  test("never hold rules that GitHub knows in a repository only, which then keeps a ruleset for them", () => {
    const protection = { scope: "organization", mergeQueue: true };
    const inputs = inputsOf({ protection });
    const [repository] = inputs.repositories;
    if (!repository) throw new Error("the policy lost its repository");

    expect(organizationRulesets(inputs).branches?.rules).not.toHaveProperty("mergeQueue");
    expect(Object.keys(repositoryRulesets({ ...inputs, repository, requiredChecks: [] }))).toEqual(["branches"]);
    expect(repositoryRulesets({ ...inputs, repository, requiredChecks: [] }).branches?.rules).toEqual({
      mergeQueue: expect.objectContaining({ mergeMethod: "SQUASH" }),
    });
    expect(
      repositoryRulesets({ ...inputsOf({ protection: { scope: "organization" } }), repository, requiredChecks: [] }),
    ).toEqual({});
  });

  test("let the bypass list through by id", () => {
    const { branches, tags } = shared({ bypass: ["team:security"] });

    expect(branches?.bypassActors).toEqual([{ actorType: "Team", actorId: 4203, bypassMode: "pull_request" }]);
    expect(tags?.bypassActors).toEqual([{ actorType: "Team", actorId: 4203, bypassMode: "always" }]);
  });
});

describe("required workflows", () => {
  test("are one for each repository, taken from the central one", () => {
    const rulesets = organizationRulesets(inputsOf({ delivery: central }));

    expect(Object.keys(rulesets)).toEqual(["workflow-api", "workflow-site"]);
    expect(rulesets["workflow-site"]).toMatchObject({
      name: "Sallyport: workflow of site",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["refs/heads/main"], excludes: [] }, repositoryIds: [2] },
      rules: {
        requiredWorkflows: {
          doNotEnforceOnCreate: true,
          requiredWorkflows: [
            { repositoryId: 9000, path: ".github/workflows/sallyport-site.yml", ref: "refs/heads/main" },
          ],
        },
      },
    });
  });

  test("come from the branch that the policy names", () => {
    const delivery = { mode: "central", central: { ...central.central, ref: "stable" } };
    const { "workflow-api": ruleset } = organizationRulesets(inputsOf({ delivery }));

    expect(ruleset).toHaveProperty("rules.requiredWorkflows.requiredWorkflows.0.ref", "refs/heads/stable");
  });

  test("stand beside the rulesets for all repositories", () => {
    const rulesets = organizationRulesets(inputsOf({ delivery: central, protection: { scope: "organization" } }));

    expect(Object.keys(rulesets)).toEqual(["branches", "tags", "pushes", "workflow-api", "workflow-site"]);
  });
});
