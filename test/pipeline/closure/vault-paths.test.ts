import { describe, expect, test } from "vitest";
import { pathRules, reaches } from "../../../packages/pipeline/src/closure/vault-paths.ts";

test("reads the rules of a policy and no comment", () => {
  const hcl = '# path "a" { capabilities = ["sudo"] }\npath "kv/data/x/*" {\n  capabilities = ["read", "list"]\n}\n';

  expect(pathRules(hcl)).toEqual([{ path: "kv/data/x/*", capabilities: ["read", "list"] }]);
});

describe("a rule reaches", () => {
  test.each([
    ["kv/data/x/*", "kv/data/x/y"],
    ["kv/data/x/*", "kv/data/x/y/z"],
    ["kv/data/x*", "kv/data/xy"],
    ["kv/+/x", "kv/data/x"],
    ["kv/data/x", "kv/data/x"],
  ])("%s reaches %s", (rule, path) => expect(reaches(rule, path)).toBe(true));

  test.each([
    ["kv/data/x/*", "kv/data/x"],
    ["kv/data/x/*", "kv/data/xy/z"],
    ["kv/+/x", "kv/data/more/x"],
    ["kv/data/x", "kv/data/x/y"],
    ["kv/data/x", "kv/data/X"],
  ])("%s does not reach %s", (rule, path) => expect(reaches(rule, path)).toBe(false));
});
