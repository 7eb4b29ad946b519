import { expect, test } from "vitest";
import { complaints, conflicts, minimal, policyWith, warnings } from "../support.ts";

test("environments in a row are accepted", () => {
  expect(() =>
    policyWith({ environments: { preview: {}, staging: { after: "preview" }, production: { after: "staging" } } }),
  ).not.toThrow();
});

test("the environment of the gate's approvals is not for the policy to make", () => {
  expect(conflicts({ environments: { "security-approval": {} } })).toEqual(["environments.security-approval"]);
});

test("the environment in which scanners read their secrets is not for the policy to make", () => {
  expect(conflicts({ environments: { "security-scan": {} } })).toEqual(["environments.security-scan"]);
});

test("an environment comes after one that there is", () => {
  expect(complaints({ environments: { preview: { after: "stagign" } } })).toEqual([
    "environments.preview.after names the unknown environment stagign. Known are: staging, production.",
  ]);
});

test("environments do not wait for each other", () => {
  expect(conflicts({ environments: { staging: { after: "production" } } })).toEqual([
    "environments.staging.after <-> environments.production.after",
  ]);
});

test("an environment does not wait for itself", () => {
  expect(conflicts({ environments: { staging: { after: "staging" } } })).toEqual(["environments.staging.after"]);
});

test("each circle is told of once, and what merely leads to it is not", () => {
  const environments = {
    a: { after: "b" },
    b: { after: "c" },
    c: { after: "b" },
    d: { after: "e" },
    e: { after: "d" },
    f: { after: "a" },
  };

  expect(conflicts({ environments })).toEqual([
    "environments.b.after <-> environments.c.after",
    "environments.d.after <-> environments.e.after",
  ]);
});

test("a long row of environments is walked once", () => {
  const environments = Object.fromEntries(
    Array.from({ length: 9000 }, (_, index) => [`e${index}`, { after: `e${index + 1}` }]),
  );

  expect(conflicts({ environments })).toEqual(["environments.e8999.after"]);
});

test("something must be allowed to deploy", () => {
  expect(conflicts({ environments: { preview: { branches: [] } } })).toEqual([
    "environments.preview.branches <-> environments.preview.tags",
  ]);
  expect(() => policyWith({ environments: { preview: { branches: [], tags: ["v*"] } } })).not.toThrow();
});

test("warns of a production that nobody approves", () => {
  const reviewers = ["team:security"];

  expect(warnings({ environments: { "production-eu": {} } })).toEqual(
    expect.arrayContaining(["environments.production", "environments.production-eu"]),
  );
  expect(warnings({ organization: minimal.organization, environments: { production: { reviewers } } })).not.toContain(
    "environments.production",
  );
});
