import { type PathRule, reachOf } from "@sallyport/vault";
import { describe, expect, test } from "vitest";

/*
 * That Vault itself sees it so, for these and for thousands of others, is in test/sandbox/vault/policies.test.ts.
 */

const read = (...paths: string[]): PathRule[] => paths.map((path) => ({ path, capabilities: ["read"] }));

describe("a rule reaches", () => {
  test.each([
    ["kv/data/x/*", "kv/data/x/y"],
    ["kv/data/x/*", "kv/data/x/y/z"],
    ["kv/data/x/*", "kv/data/x/"],
    ["kv/data/x*", "kv/data/xy"],
    ["kv/+/x", "kv/data/x"],
    ["kv/+/x*", "kv/data/xy/z"],
    ["kv/data/x", "kv/data/x"],
    ["kv/data/x", "kv/data/x/"],
    ["/kv/data/x", "kv/data/x"],
    ["kv/+x/y", "kv/+x/y"],
  ])("%s reaches %s", (rule, path) => expect(reachOf(read(rule))(path)).toEqual(["read"]));

  test.each([
    ["kv/data/x/*", "kv/data/x"],
    ["kv/data/x/*", "kv/data/xy/z"],
    ["kv/+/x", "kv/data/more/x"],
    ["kv/+/x*", "kv/data"],
    ["kv/data/x", "kv/data/x/y"],
    ["kv/data/x", "kv/data/X"],
    ["kv/+x/y", "kv/ax/y"],
  ])("%s does not reach %s", (rule, path) => expect(reachOf(read(rule))(path)).toEqual([]));
});

describe("of several rules Vault takes", () => {
  const winner = (path: string, better: string, worse: string) => {
    const rules: PathRule[] = [
      { path: worse, capabilities: ["delete"] },
      { path: better, capabilities: ["read"] },
    ];
    expect(reachOf(rules)(path)).toEqual(["read"]);
    expect(reachOf(rules.toReversed())(path)).toEqual(["read"]);
  };

  test.each([
    ["the path itself before a wildcard", "a/b", "a/b", "a/*"],
    ["the path itself before one without the slash", "a/b/", "a/b/", "a/b"],
    ["what holds without the slash of a list before what holds with it", "a/b/", "a/*", "a/b/*"],
    ["the longer prefix", "a/b/c", "a/b/*", "a/*"],
    ["the one whose first wildcard comes later", "a/b/c", "a/b/*", "a/+/c"],
    ["one without * at the same place", "a/b/c", "a/+/c", "a/*"],
    ["one with fewer +", "a/b/c", "a/+/c", "a/+/+"],
    ["the longer one", "a/b/cd", "a/+/c*", "a/+/*"],
    ["the last one in the alphabet, all else equal", "x/a/b/c", "x/+/b/+", "x/+/+/c"],
  ])("%s", (_, path, better, worse) => winner(path, better, worse));

  test("all of the same path together, of one policy or of several", () => {
    expect(reachOf([...read("a/*"), { path: "a/*", capabilities: ["list"] }])("a/b")).toEqual(["read", "list"]);
  });

  test("nothing where one of them denies", () => {
    expect(reachOf([...read("a/*"), { path: "a/*", capabilities: ["deny", "list"] }])("a/b")).toEqual([]);
    expect(reachOf([...read("a/*"), { path: "a/b", capabilities: ["deny"] }])("a/b")).toEqual([]);
    expect(reachOf([...read("a/b"), { path: "a/*", capabilities: ["deny"] }])("a/b")).toEqual(["read"]);
  });
});
