import { readFileSync } from "node:fs";
import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

test("reads the quickstart policy without a warning", () => {
  const { policy, warnings } = parsePolicy(readFileSync("examples/quickstart/sallyport.yaml"));

  expect(policy.organization.login).toBe("acme");
  expect(warnings).toEqual([]);
});
