import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("branches are protected without a word of the policy", () => {
  expect(policyWith().protection).toEqual({
    branches: ["main"],
    scope: "repository",
    where: {},
    codeScanning: {},
    requiredDeployments: [],
    enforcement: "active",
    reviews: { required: 1, codeOwners: true, lastPush: true, dismissStale: true, resolveThreads: true },
    requireUpToDate: true,
    signedCommits: false,
    linearHistory: false,
    mergeQueue: false,
    tags: ["v*"],
    lockedPaths: [".github/**", "sallyport.yaml", ".sallyport/**"],
    bypass: [],
  });
});

test("a merge queue may be switched on or described", () => {
  expect(policyWith({ protection: { mergeQueue: true } }).protection.mergeQueue).toBe(true);
  expect(policyWith({ protection: { mergeQueue: {} } }).protection.mergeQueue).toEqual({
    method: "SQUASH",
    maximumEntriesToBuild: 5,
    checkTimeoutMinutes: 60,
  });
});

test("some branch must be protected", () => {
  expect(complaints({ protection: { branches: [] } })).toEqual([
    "protection.branches must not be empty, got []. Add an entry.",
  ]);
});
