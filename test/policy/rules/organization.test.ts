import { describe, expect, test } from "vitest";
import { conflicts, minimal, policyWith, warnings } from "../support.ts";

/** The minimal policy with governance, and properties of its one repository. */
function governed(governance: Record<string, unknown>, properties: Record<string, unknown> = {}) {
  return {
    organization: { ...minimal.organization, users: { mona: 7 }, governance },
    repositories: [{ name: "api", id: 3, properties }],
  };
}

const tier = { tier: { values: ["high", "low"] } };

describe("security managers", () => {
  test("are teams that the policy lists", () => {
    expect(() => policyWith(governed({ securityManagers: { role: 138, teams: ["team:security"] } }))).not.toThrow();
  });

  test("are not people", () => {
    expect(conflicts(governed({ securityManagers: { role: 138, teams: ["user:mona"] } }))).toEqual([
      "organization.governance.securityManagers.teams[0]",
    ]);
  });

  test("are listed with their id", () => {
    expect(conflicts(governed({ securityManagers: { role: 138, teams: ["team:nobody"] } }))).toEqual([
      "organization.governance.securityManagers.teams[0] <-> organization.teams",
    ]);
  });
});

describe("a custom property", () => {
  test.each([
    tier,
    { tier: { values: ["high"], required: true, default: "high" } },
    { note: { type: "text" } },
    { audited: { type: "true_false", required: true, default: "true" } },
  ])("may be %j", (properties) => {
    expect(() => policyWith(governed({ properties }))).not.toThrow();
  });

  test.each([
    [{ tier: {} }, "organization.governance.properties.tier"],
    [{ note: { type: "text", values: ["a"] } }, "organization.governance.properties.note.values"],
    [{ tier: { values: ["high"], required: true } }, "organization.governance.properties.tier"],
    [{ tier: { values: ["high"], default: "low" } }, "organization.governance.properties.tier.default"],
  ])("cannot be %j", (properties, path) => {
    expect(conflicts(governed({ properties }))).toEqual([path]);
  });
});

describe("the value of a custom property", () => {
  const properties = {
    ...tier,
    langs: { type: "multi_select", values: ["go", "ts"] },
    audited: { type: "true_false" },
  };

  test.each([{ tier: ["high"] }, { langs: ["go", "ts"] }, { audited: ["false"] }, {}])("may be %j", (values) => {
    expect(() => policyWith(governed({ properties }, values))).not.toThrow();
  });

  test.each([
    { tier: ["middle"] },
    { tier: ["high", "low"] },
    { langs: ["go", "c"] },
    { audited: ["yes"] },
    { unknown: ["x"] },
  ])("cannot be %j", (values) => {
    expect(conflicts(governed({ properties }, values))).toEqual([
      `repositories[0].properties.${Object.keys(values)[0]}`,
    ]);
  });
});

describe("protection.where", () => {
  const protection = { scope: "organization", where: { tier: ["high", "low"] } };

  test("covers every repository of the policy", () => {
    expect(() => policyWith({ ...governed({ properties: tier }, { tier: ["low"] }), protection })).not.toThrow();
  });

  test.each([
    [{ tier: ["low"] }, { tier: ["high"] }],
    [{}, { tier: ["high", "low"] }],
  ])("leaves no repository out: %j is not in %j", (values, where) => {
    const policy = { ...governed({ properties: tier }, values), protection: { scope: "organization", where } };

    expect(conflicts(policy)).toEqual(["repositories[0].properties <-> protection.where.tier"]);
  });

  test("means nothing to rulesets of a repository", () => {
    expect(
      conflicts({ ...governed({ properties: tier }, { tier: ["low"] }), protection: { where: protection.where } }),
    ).toEqual(["protection.where <-> protection.scope"]);
  });
});

test("the bypass list of an organisation ruleset takes teams only", () => {
  const organization = { ...minimal.organization, users: { mona: 7 } };
  const bypass = ["team:security", "user:mona"];

  expect(conflicts({ organization, protection: { scope: "organization", bypass } })).toEqual([
    "protection.bypass[1] <-> protection.scope",
  ]);
  expect(() => policyWith({ organization, protection: { bypass } })).not.toThrow();
});

describe("central delivery", () => {
  const delivery = { mode: "central", central: { repository: "workflows", id: 9000 } };
  const repositories = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `r${index}`, id: index + 1 }));

  test.each([
    [75, "repository"],
    [72, "organization"],
  ])("has a ruleset for each of %i repositories besides those of scope %s", (count, scope) => {
    const policy = { delivery, protection: { scope }, repositories: repositories(count) };

    expect(() => policyWith(policy)).not.toThrow();
    expect(conflicts({ ...policy, repositories: repositories(count + 1) })).toEqual(["delivery.mode <-> repositories"]);
  });

  test("alone has that limit", () => {
    expect(() => policyWith({ repositories: repositories(80) })).not.toThrow();
    expect(warnings({ repositories: repositories(80) })).not.toContain("delivery.mode <-> repositories");
  });
});
