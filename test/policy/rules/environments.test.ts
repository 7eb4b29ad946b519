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

const script = { script: "deploy.sh" };

test("a deployment says how, in one way", () => {
  const kubernetes = { cluster: "main", namespace: "payments" };

  expect(conflicts({ environments: { staging: { deploy: {} } } })).toEqual(["environments.staging.deploy"]);
  expect(conflicts({ environments: { staging: { deploy: { ...script, kubernetes } } } })).toEqual([
    "environments.staging.deploy",
  ]);
  expect(() => policyWith({ environments: { staging: { deploy: { kubernetes } } } })).not.toThrow();
});

test("a check follows a deployment", () => {
  expect(conflicts({ environments: { staging: { check: script } } })).toEqual(["environments.staging.check"]);
  expect(() => policyWith({ environments: { staging: { deploy: script, check: script } } })).not.toThrow();
});

test("an environment is deployed after one that is deployed", () => {
  expect(conflicts({ environments: { production: { deploy: script } } })).toEqual([
    "environments.production.deploy <-> environments.staging",
  ]);
  expect(() =>
    policyWith({ environments: { staging: { deploy: script }, production: { deploy: script } } }),
  ).not.toThrow();
});

test("the images of a repository have variables of their own in deploy scripts", () => {
  const repositories = [{ name: "api", id: 3, images: [{ name: "api-web" }, { name: "api/web" }] }];
  const kubernetes = { cluster: "main", namespace: "payments" };

  expect(conflicts({ repositories, environments: { staging: { deploy: script } } })).toEqual([
    "repositories[0].images[1].name <-> repositories[0].images[0].name",
  ]);
  expect(() => policyWith({ repositories, environments: { staging: { deploy: { kubernetes } } } })).not.toThrow();
});

test("dynamic tests without a deployment to test are warned of", () => {
  const scanning = { scanners: { zap: {} } };
  const repositories = [{ name: "api", id: 3, staging: { url: "https://staging.example" } }];

  expect(warnings({ repositories, scanning })).toContain("scanning.scanners.zap");
  expect(warnings({ repositories, scanning, environments: { staging: { deploy: script } } })).not.toContain(
    "scanning.scanners.zap",
  );
});
