import { apiBudget, apiLimits, costOf, organizationRulesets, repositoryRulesets } from "@sallyport/github";
import { plan } from "@sallyport/pipeline";
import { parsePolicy } from "@sallyport/policy";
import { describe, expect, test } from "vitest";

const repositoriesOf = (count: number, change: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, index) => ({ name: `r${index}`, id: index + 1, ...change }));

/** The budget of resources and files of a policy with so many repositories. */
function budgetOf(
  { resources = [], files = [] }: { resources?: string[]; files?: string[] },
  count = 1,
  sections: Record<string, unknown> = {},
) {
  const { organization, ...others } = { organization: {}, ...sections };
  const policy = parsePolicy(
    JSON.stringify({
      version: 1,
      organization: { login: "acme", id: 1, teams: { security: 2 }, users: { mona: 7 }, ...organization },
      repositories: repositoriesOf(count),
      ...others,
    }),
  ).policy;
  return apiBudget({
    resources: resources.map((kind) => ({ type: `github:index/x:${kind}`, custom: true })),
    files: files.map((repository) => ({ repository })),
    repositories: policy.repositories,
    policy,
  });
}

const many = (count: number, kind: string) => Array.from({ length: count }, () => kind);

describe("the budget", () => {
  test("counts a write five times and a read once, and what is made new as content", () => {
    expect(budgetOf({ resources: ["RepositoryRuleset", "RepositoryEnvironment"] })).toEqual({
      repositories: 1,
      requests: 4,
      reads: 2,
      writes: 2,
      contentWrites: 1,
      points: 12,
      minutes: 1,
      boundBy: "points a minute",
    });
  });

  test("counts a delivery once for each repository, however many files it brings", () => {
    const one = budgetOf({ files: ["api"] });

    expect(one).toMatchObject({ reads: 4, writes: 4, contentWrites: 4, points: 24 });
    expect(budgetOf({ files: ["api", "api", "api"] })).toEqual(one);
    expect(budgetOf({ files: ["api", "site"] })).toMatchObject({ requests: 16 });
  });

  test("counts nothing of other planes, nor components", () => {
    const { policy } = parsePolicy(
      '{"version":1,"organization":{"login":"acme","id":1,"teams":{"security":2}},"repositories":[{"name":"a","id":3}]}',
    );
    const resources = [
      { type: "aws:kms/key:Key", custom: true },
      { type: "sallyport:index:RepositoryProtection", custom: false },
    ];

    expect(apiBudget({ resources, files: [], repositories: policy.repositories, policy }).requests).toBe(0);
  });

  test("counts a type that nobody has described as one that is made new", () => {
    expect(budgetOf({ resources: ["Novelty"] })).toMatchObject({ reads: 1, writes: 1, contentWrites: 1 });
  });
});

describe("the time that the limits leave", () => {
  test.each([
    ["points a minute", 1, many(150, "RepositoryEnvironment")],
    ["points a minute", 2, many(151, "RepositoryEnvironment")],
    ["content writes a minute", 2, many(81, "RepositoryRuleset")],
    ["content writes an hour", 61, many(501, "RepositoryRuleset")],
    ["requests an hour", 61, many(2501, "RepositoryEnvironment")],
  ])("is decided by %s: %i minutes", (boundBy, minutes, resources) => {
    expect(budgetOf({ resources })).toMatchObject({ boundBy, minutes });
  });

  test("is a minute while everything fits into one", () => {
    expect(budgetOf({ resources: many(80, "RepositoryRuleset") })).toMatchObject({ minutes: 1 });
  });

  test("goes by the limits that GitHub publishes", () => {
    expect(apiLimits).toEqual({
      pointsAMinute: 900,
      contentWritesAMinute: 80,
      contentWritesAnHour: 500,
      requestsAnHour: 5_000,
    });
  });
});

describe("the saving of organisation rulesets", () => {
  const saving = (count: number, sections: Record<string, unknown> = {}) => budgetOf({}, count, sections).saving;

  test("is all rulesets but three", () => {
    expect(saving(300)).toEqual({
      path: "protection.scope",
      value: "organization",
      rulesets: 3,
      insteadOf: 900,
      requests: 1794,
      points: 5382,
      contentWrites: 897,
    });
  });

  test("leaves a ruleset for the merge queue of each repository", () => {
    expect(saving(10, { protection: { mergeQueue: true } })).toMatchObject({ rulesets: 13, insteadOf: 30 });
  });

  test.each([
    ["there is one repository", 1, {}],
    ["the policy takes it already", 10, { protection: { scope: "organization" } }],
    ["the plan has none", 10, { organization: { plan: "team" }, ...publicOnly(10) }],
    ["a person is on the bypass list", 10, { protection: { bypass: ["user:mona"] } }],
  ])("is none when %s", (_, count, sections) => {
    expect(saving(count, sections)).toBeUndefined();
  });

  test("is there when the declared plan has them", () => {
    expect(saving(10, { organization: { plan: "enterprise" } })).toMatchObject({ rulesets: 3, insteadOf: 30 });
  });

  test("keeps its word: the other scope makes as many rulesets as it says", () => {
    const { policy } = parsePolicy(
      JSON.stringify({
        version: 1,
        organization: { login: "acme", id: 1, teams: { security: 2 } },
        repositories: repositoriesOf(10),
        protection: { scope: "organization", mergeQueue: true },
      }),
    );
    const { organization, protection, repositories, delivery } = policy;
    const inputs = { policy: protection, organization, requiredChecks: [] };
    const shared = Object.keys(organizationRulesets({ ...inputs, repositories, delivery })).length;
    const own = repositories.flatMap((repository) => Object.keys(repositoryRulesets({ ...inputs, repository }))).length;

    expect(shared + own).toBe(saving(10, { protection: { mergeQueue: true } })?.rulesets);
  });
});

function publicOnly(count: number) {
  return { repositories: repositoriesOf(count, { visibility: "public" }) };
}

test.each(["quickstart", "organization"])(
  "the cost of every GitHub resource of the example %s is known",
  async (name) => {
    const { resources } = await plan(`examples/${name}/sallyport.yaml`);
    const types = new Set(
      resources.filter(({ custom, type }) => custom && type.startsWith("github:")).map(({ type }) => type),
    );

    expect(types.size).toBeGreaterThan(4);
    expect([...types].filter((type) => costOf(type) === undefined)).toEqual([]);
  },
);
