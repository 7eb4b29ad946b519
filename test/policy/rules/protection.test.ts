import { expect, test } from "vitest";
import { conflicts, policyWith, warnings } from "../support.ts";

test.each(["evaluate", "disabled"])("warns of rulesets that are set to %s", (enforcement) => {
  expect(warnings({ protection: { enforcement } })).toContain("protection.enforcement");
});

test("says nothing of rulesets that are active", () => {
  expect(warnings({ protection: { enforcement: "active" } })).not.toContain("protection.enforcement");
});

test("a queue that makes merge commits contradicts a linear history", () => {
  const protection = { linearHistory: true, mergeQueue: { method: "MERGE" } };

  expect(conflicts({ protection })).toEqual(["protection.mergeQueue.method <-> protection.linearHistory"]);
});

test.each([
  { linearHistory: true, mergeQueue: { method: "SQUASH" } },
  { linearHistory: true, mergeQueue: true },
  { linearHistory: false, mergeQueue: { method: "MERGE" } },
])("%j go together", (protection) => {
  expect(() => policyWith({ protection })).not.toThrow();
});

test("warns of a public repository, whose paths GitHub cannot lock", () => {
  const repositories = [
    { name: "api", id: 1 },
    { name: "site", id: 2, visibility: "public" },
  ];

  expect(warnings({ repositories })).toContain("repositories[1].visibility <-> protection.lockedPaths");
  expect(warnings({ repositories, protection: { lockedPaths: [] } })).not.toContain(
    "repositories[1].visibility <-> protection.lockedPaths",
  );
});

test("a deployment before the merge goes to an environment that there is", () => {
  expect(conflicts({ protection: { requiredDeployments: ["preview"] } })).toEqual([
    "protection.requiredDeployments[0]",
  ]);
});

test("a deployment before the merge goes to an environment that takes more than merged branches", () => {
  const protection = { requiredDeployments: ["preview"] };

  expect(conflicts({ protection, environments: { preview: { branches: ["main"] } } })).toEqual([
    "protection.requiredDeployments[0] <-> environments.preview.branches",
  ]);
  expect(() => policyWith({ protection, environments: { preview: { branches: ["*"] } } })).not.toThrow();
});

test("warns that a code scanning tool stops every merge until it reports", () => {
  expect(warnings({ protection: { codeScanning: { CodeQL: {} } } })).toContain("protection.codeScanning.CodeQL");
  expect(warnings({})).not.toContain("protection.codeScanning.CodeQL");
});
