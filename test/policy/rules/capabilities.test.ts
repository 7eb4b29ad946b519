import { capabilities, type GitHubPlan, missingCapabilities, planDependencies } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { complaints, minimal, policyWith } from "../support.ts";

/** A policy under a plan, whose repositories have these visibilities. */
function under(plan: string | undefined, visibilities: string[], sections: Record<string, unknown> = {}) {
  return {
    organization: {
      ...minimal.organization,
      ...(plan !== undefined && { plan }),
      ...(sections.organization as object),
    },
    repositories: visibilities.map((visibility, index) => ({ name: `r${index}`, id: index + 1, visibility })),
    ...Object.fromEntries(Object.entries(sections).filter(([key]) => key !== "organization")),
  };
}

/** Features that the plan lacks. The plan is declared after parsing, which would refuse the policy. */
function lacking(plan: GitHubPlan, visibility: string, sections: Record<string, unknown> = {}): string[] {
  const policy = policyWith(under(undefined, [visibility], sections));
  const missing = missingCapabilities({ ...policy, organization: { ...policy.organization, plan } });
  return [...new Set(missing.map(({ capability }) => capability.feature))];
}

const reviewers = "required reviewers and wait timers of environments";
const quiet = { protection: { lockedPaths: [], reviews: { codeOwners: false } } };

describe.each<[GitHubPlan, string, Record<string, unknown>, string[]]>([
  ["free", "public", {}, []],
  ["free", "private", quiet, ["rulesets", "environments", reviewers]],
  ["free", "private", {}, ["rulesets", "push rulesets", "code owners", "environments", reviewers]],
  ["team", "private", {}, [reviewers]],
  ["enterprise", "private", {}, []],
  ["team", "public", { protection: { mergeQueue: true } }, []],
  ["team", "private", { protection: { mergeQueue: true } }, ["the merge queue", reviewers]],
  ["enterprise", "private", { protection: { mergeQueue: true } }, []],
  ["team", "public", { protection: { enforcement: "evaluate" } }, ["rulesets that only evaluate"]],
  ["enterprise", "public", { protection: { enforcement: "evaluate" } }, []],
  ["team", "public", { protection: { scope: "organization" } }, ["organisation rulesets"]],
  ["enterprise", "public", { protection: { scope: "organization" } }, []],
  ["team", "public", { delivery: { mode: "central", central: { repository: "w", id: 9 } } }, ["required workflows"]],
  ["enterprise", "public", { delivery: { mode: "central", central: { repository: "w", id: 9 } } }, []],
  ["free", "public", { protection: { codeScanning: { CodeQL: {} } } }, []],
  ["enterprise", "private", { protection: { codeScanning: { CodeQL: {} } } }, ["code scanning"]],
  ["enterprise", "private", { settings: { secretScanning: true } }, ["secret scanning"]],
  ["enterprise", "private", { settings: { pushProtection: true } }, ["push protection"]],
  ["enterprise", "private", { settings: { pushProtection: false } }, []],
  ["free", "public", { settings: { secretScanning: true, pushProtection: true } }, []],
  ["team", "internal", {}, [reviewers, "internal repositories"]],
  ["enterprise", "internal", {}, []],
])("the plan %s with %s repositories and %j", (plan, visibility, sections, features) => {
  test(`lacks ${features.length === 0 ? "nothing" : features.join(", ")}`, () => {
    expect(lacking(plan, visibility, sections)).toEqual(features);
  });
});

test("a product that the organisation has bought brings what needs it", () => {
  const bought = { organization: { products: ["secret-protection"] } };
  const settings = { secretScanning: true, pushProtection: true };

  expect(lacking("enterprise", "private", { ...bought, settings })).toEqual([]);
  expect(lacking("enterprise", "private", { ...bought, protection: { codeScanning: { CodeQL: {} } } })).toEqual([
    "code scanning",
  ]);
});

test("what the plan lacks is a problem before anything is made, with the page that says so and what it takes", () => {
  const protection = { mergeQueue: true };
  const found = complaints(under("team", ["private", "public", "private"], { protection }));

  expect(found).toContainEqual(
    expect.stringMatching(
      /^protection\.mergeQueue asks for the merge queue, which the plan team does not have for r0 and 1 more.* It takes the plan enterprise \(https:\/\/docs\.github\.com\/.*managing-a-merge-queue\)/,
    ),
  );
});

test("without a declared plan nothing is refused, and what depends on it can be named", () => {
  const open = policyWith(under(undefined, ["private"]));

  expect(missingCapabilities(open)).toEqual([]);
  expect(planDependencies(open).map(({ capability }) => capability.feature)).toContain(reviewers);
  expect(planDependencies(policyWith(under("enterprise", ["private"])))).toEqual([]);
});

test("the table names a page of GitHub's documentation for every feature, once each", () => {
  expect(new Set(capabilities.map(({ feature }) => feature)).size).toBe(capabilities.length);
  for (const { source } of capabilities) expect(source).toMatch(/^https:\/\/docs\.github\.com\/en\/\S+$/);
});
