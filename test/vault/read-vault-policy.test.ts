import { readVaultPolicy, VaultPolicyError } from "@sallyport/vault";
import { describe, expect, test } from "vitest";

describe("a Vault policy that somebody else wrote", () => {
  test("is read with its comments, on one line or many", () => {
    const hcl = `# path "a" { capabilities = ["sudo"] }
// path "b" { capabilities = ["sudo"] }
/* path "c" {
} */ path "kv/data/x/*" { capabilities = ["read", "list",] } path
  "kv/+/y" {
  capabilities = [ "deny" ] # no
}
path "z" { capabilities = [] }
`;

    expect(readVaultPolicy(hcl)).toEqual([
      { path: "kv/data/x/*", capabilities: ["read", "list"] },
      { path: "kv/+/y", capabilities: ["deny"] },
      { path: "z", capabilities: [] },
    ]);
    expect(readVaultPolicy("")).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["a shorthand", 'path "a" { policy = "write" }', "line 1 has policy where Sallyport reads capabilities"],
    [
      "parameters",
      'path "a" {\n  capabilities = ["read"]\n  min_wrapping_ttl = "1s"\n}',
      "line 3 has min_wrapping_ttl where Sallyport reads }",
    ],
    [
      "a template",
      'path "kv/{{identity.entity.id}}/*" { capabilities = ["read"] }',
      "line 1 has a path that Sallyport does not read",
    ],
    ["an escape", 'path "kv\\u002f*" { capabilities = ["read"] }', "line 1 has something that Sallyport does not read"],
    [
      "an interpolation",
      `path "$\{a}" { capabilities = ["read"] }`,
      "line 1 has something that Sallyport does not read",
    ],
    ["a here document", 'path "a" { capabilities = <<X\nX\n}', "line 1 has something that Sallyport does not read"],
    ["a carriage return, where a comment may end", '# x\rpath "a" { capabilities = ["read"] }', "line 1 has something"],
    ["JSON", '{ "path": { "a": { "capabilities": ["read"] } } }', "line 1 has something that Sallyport does not read"],
    ["a capability that is none", 'path "a" { capabilities = ["write"] }', "line 1 has an unknown capability (write)"],
    ["capabilities twice", 'path "a" { capabilities = ["read"] capabilities = ["list"] }', "where Sallyport reads }"],
    ["a rule that breaks off", 'path "a" {\n', "line 2 has the end where Sallyport reads capabilities"],
    ["a comment that breaks off", "/* path", "line 1 has something that Sallyport does not read"],
    [
      "letters of another alphabet",
      'path "kv/dаta/*" { capabilities = ["read"] }',
      "line 1 has a path that Sallyport does not read",
    ],
    ["a + before a *", 'path "a/+*" { capabilities = ["read"] }', "line 1 has a path that Sallyport does not read"],
  ])("with %s is not taken for one that opens nothing", (_, hcl, message) => {
    expect(() => readVaultPolicy(hcl)).toThrow(VaultPolicyError);
    expect(() => readVaultPolicy(hcl)).toThrow(message);
  });
});
