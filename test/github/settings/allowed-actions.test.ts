import { actionFacts, allowedActions } from "@sallyport/github";
import { expect, test } from "vitest";

test("covers every action of the catalogue, and those in folders of its repository", () => {
  const patterns = allowedActions("selected").allowedActionsConfig?.patternsAlloweds ?? [];

  expect(Object.keys(actionFacts).length).toBeGreaterThan(3);
  for (const action of Object.keys(actionFacts)) {
    const [owner, repository, folder] = action.split("/");
    expect(patterns).toContain(folder ? `${owner}/${repository}/*@*` : `${owner}/${repository}@*`);
  }
});

test("has each pattern once, in order", () => {
  const patterns = allowedActions("selected", ["acme/*@*", "acme/*@*"]).allowedActionsConfig?.patternsAlloweds;

  expect(patterns).toEqual([...new Set(patterns)].toSorted());
  expect(patterns).toContain("acme/*@*");
});

test.each([
  ["local", "local_only"],
  ["all", "all"],
] as const)("%s needs no list", (allowed, words) => {
  expect(allowedActions(allowed, ["acme/*@*"])).toEqual({ allowedActions: words });
});
