import { expect, test } from "vitest";
import { conflicts, policyWith, warnings } from "../support.ts";

const warningsAbout = (exceptions: Record<string, unknown>) =>
  warnings({ exceptions }).filter((path) => path.startsWith("exceptions."));

test("warns where people may approve their own exceptions", () => {
  expect(warningsAbout({ fourEyes: false })).toEqual(["exceptions.fourEyes"]);
  expect(warningsAbout({ fourEyes: true })).toEqual([]);
});

test("warns where the risk of secrets or malware may be accepted", () => {
  expect(warningsAbout({ never: { categories: [] } })).toHaveLength(2);
  expect(warningsAbout({ never: { categories: ["secret"] } })).toEqual(["exceptions.never.categories"]);
  expect(warningsAbout({ never: { categories: ["secret", "malware", "code"] } })).toEqual([]);
});

test("approvers must be listed with a numeric id", () => {
  expect(conflicts({ exceptions: { approvers: ["team:security", "team:nobody"] } })).toEqual([
    "exceptions.approvers[1] <-> organization.teams",
  ]);
  expect(() => policyWith({ exceptions: { approvers: ["team:security"] } })).not.toThrow();
});
