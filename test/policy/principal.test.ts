import { Principal, principalParts } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints } from "./support.ts";

test.each([
  ["team:security", { kind: "team", name: "security" }],
  ["team:release-managers", { kind: "team", name: "release-managers" }],
  ["user:octocat", { kind: "user", name: "octocat" }],
])("%s comes apart", (principal, parts) => {
  expect(principalParts(Principal.parse(principal))).toEqual(parts);
});

test.each(["security", "team:", "team: security", "group:security", "team:acme/security", "team:-x", "", 5, null])(
  "refuses %j",
  (principal) => {
    expect(complaints({ gate: { approvers: principal } })).toEqual([
      `gate.approvers must be team:SLUG or user:LOGIN, got ${JSON.stringify(principal)}. Put team: or user: before the name.`,
    ]);
  },
);
