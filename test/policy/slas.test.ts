import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("the time to fix is what the requirements say", () => {
  expect(policyWith().slas).toEqual({ critical: "1h", high: "4h", medium: "24h", low: "7d", unscored: "4h" });
});

test("what happens to overdue findings is said by severity", () => {
  expect(policyWith({ slas: { overdue: { any: "approve", critical: "block" } } }).slas.overdue).toEqual({
    any: "approve",
    critical: "block",
  });
});

test.each([
  ["a time without a unit", { critical: "1" }],
  ["an action that does not exist", { overdue: { high: "stop" } }],
  ["a severity that does not exist", { urgent: "1h" }],
])("refuses %s", (_, slas) => {
  expect(complaints({ slas })).toHaveLength(1);
});
