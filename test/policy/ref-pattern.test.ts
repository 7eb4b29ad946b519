import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test.each(["main", "release/*", "**", "v[0-9]*", "feature/{a,b}"])("takes %s", (pattern) => {
  expect(policyWith({ protection: { branches: [pattern] } }).protection.branches).toEqual([pattern]);
});

test.each(["refs/heads/main", "/main", "a b", "a~1", "a^", "a:b", "a\\b", "", "x".repeat(256)])(
  "refuses %j, for branches and for environments",
  (pattern) => {
    const said = expect.stringContaining("must be a branch or tag pattern such as main or release/*");

    expect(complaints({ protection: { tags: [pattern] } })).toEqual([said]);
    expect(complaints({ environments: { staging: { branches: [pattern] } } })).toEqual([said]);
  },
);
