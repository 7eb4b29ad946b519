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
