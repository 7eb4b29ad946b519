import { approvalEnvironment } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("an environment is strict unless it says otherwise", () => {
  expect(policyWith({ environments: { preview: {} } }).environments.preview).toEqual({
    reviewers: [],
    preventSelfReview: true,
    administratorsBypass: false,
    waitMinutes: 0,
    branches: ["main"],
    tags: [],
    protectionApps: [],
    rollback: "manual",
  });
});

test("six reviewers are the most that GitHub takes", () => {
  const reviewers = Array.from({ length: 6 }, () => "team:security");

  expect(() => policyWith({ environments: { production: { reviewers } } })).not.toThrow();
  expect(complaints({ environments: { production: { reviewers: [...reviewers, "team:security"] } } })).toHaveLength(1);
});

test("thirty days are the longest wait that GitHub takes", () => {
  expect(() => policyWith({ environments: { production: { waitMinutes: 43_200 } } })).not.toThrow();
  expect(complaints({ environments: { production: { waitMinutes: 43_201 } } })).toHaveLength(1);
});

test("the environment of the gate's approvals has its name from here", () => {
  expect(approvalEnvironment).toBe("security-approval");
});
