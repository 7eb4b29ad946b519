import { ExceptionsPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("nothing that is wrong with an exception passes in silence, and only an unused one is a mere warning", () => {
  const { expired, unused, overBroad, selfApproved, unapproved, tooLong, incomplete } = policyWith().exceptions;

  expect({ expired, overBroad, selfApproved, unapproved, tooLong, incomplete }).toEqual({
    expired: "error",
    overBroad: "error",
    selfApproved: "error",
    unapproved: "error",
    tooLong: "error",
    incomplete: "error",
  });
  expect(unused).toBe("warning");
});

test("exceptions last 90 days at most, name a ticket and are approved by somebody else", () => {
  expect(policyWith().exceptions).toMatchObject({
    file: "sallyport-exceptions.yaml",
    longest: "90d",
    required: ["ticket"],
    fourEyes: true,
  });
});

test("the risk of a secret, of malware and of what is exploited is not accepted by default", () => {
  expect(policyWith().exceptions.never).toEqual({
    categories: ["secret", "malware"],
    severities: [],
    exploited: true,
  });
});

test("nobody's VEX is trusted by default", () => {
  expect(ExceptionsPolicy.parse(undefined).vex).toEqual([]);
});

test.each([
  ["a life without a unit", { longest: 90 }],
  ["a field that exceptions do not have", { required: ["signature"] }],
  ["a level that does not exist", { expired: "ignore" }],
  ["an absolute path", { file: "/etc/exceptions.yaml" }],
  ["a path outside the folder of the policy", { file: "../exceptions.yaml" }],
  ["nobody as approver", { approvers: [] }],
  ["a category that does not exist", { never: { categories: ["secrets"] } }],
])("refuses %s", (_, exceptions) => {
  expect(complaints({ exceptions })).toHaveLength(1);
});
