import { areDisjoint, matchesRef } from "@sallyport/gate";
import { describe, expect, test } from "vitest";

/** As `File.fnmatch(pattern, ref, File::FNM_PATHNAME)` of Ruby answers. */
describe("a pattern of a ruleset", () => {
  test.each([
    ["refs/heads/main", "refs/heads/main"],
    ["refs/heads/*", "refs/heads/main"],
    ["refs/heads/release/*", "refs/heads/release/1.0"],
    ["refs/heads/**/*", "refs/heads/main"],
    ["refs/heads/**/*", "refs/heads/a/b/c"],
    ["refs/heads/qa**/**/*", "refs/heads/qa/foo/bar"],
    ["refs/heads/qa**/**/*", "refs/heads/qa1/x"],
    ["refs/heads/m?in", "refs/heads/main"],
    ["refs/heads/[lm]ain", "refs/heads/main"],
    ["refs/heads/v[0-9].x", "refs/heads/v3.x"],
    ["refs/heads/a+b", "refs/heads/a+b"],
    ["refs/heads/*.x", "refs/heads/1.x"],
  ])("%s matches %s", (pattern, ref) => {
    expect(matchesRef(pattern, ref)).toBe(true);
  });

  test.each([
    ["refs/heads/mai", "refs/heads/main"],
    ["refs/heads/mainn", "refs/heads/main"],
    ["refs/heads/Main", "refs/heads/main"],
    ["refs/heads/*", "refs/heads/release/1.0"],
    ["refs/heads/**", "refs/heads/release/1.0"],
    ["refs/heads/release/*", "refs/heads/release/1.0/hotfix"],
    ["refs/heads/m.in", "refs/heads/main"],
    ["refs/heads/{main,dev}", "refs/heads/main"],
    ["refs/heads/*", "refs/heads/.hidden"],
    ["refs/heads/**/*", "refs/heads/.hidden/x"],
    ["refs/heads/?", "refs/heads/main"],
    ["refs/heads/[^a]", "refs/heads/b"],
    ["main", "refs/heads/main"],
    ["refs/tags/main", "refs/heads/main"],
  ])("%s does not match %s", (pattern, ref) => {
    expect(matchesRef(pattern, ref)).toBe(false);
  });

  test.each([
    ["refs/tags/v*", "refs/tags/r*", true],
    ["refs/tags/v*", "refs/tags/v0*", false],
    ["refs/tags/*", "refs/tags/v1", false],
    ["refs/heads/release/*", "refs/heads/main", true],
  ])("%s and %s have nothing in common: %s", (one, other, disjoint) => {
    expect(areDisjoint(one, other)).toBe(disjoint);
  });
});
