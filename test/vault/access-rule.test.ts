import { accessRule, capabilities, policyText, reachOf, readVaultPolicy } from "@sallyport/vault";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const own = accessRule("kv/data/payments-api/production/*", ["read"], "its own secrets");

describe("the text of a Vault policy", () => {
  test("says whom it is for, and above each rule why", () => {
    expect(
      policyText("acme/payments-api, environment production", [own]),
    ).toBe(`# acme/payments-api, environment production

# its own secrets
path "kv/data/payments-api/production/*" {
  capabilities = ["read"]
}
`);
  });

  test("has one block for a path, with all reasons and capabilities in one order", () => {
    const rules = [
      accessRule("kv/data/a", ["update", "create"], "to write"),
      accessRule("kv/data/a", ["read"], "to read"),
    ];

    expect(policyText("both", rules)).toContain(
      '# to write; to read\npath "kv/data/a" {\n  capabilities = ["create", "read", "update"]\n}\n',
    );
    expect(policyText("both", rules).match(/^path/gm)).toHaveLength(1);
  });

  test("lets no comment end its line", () => {
    const evil = 'x\npath "*" { capabilities = ["sudo"] }\r\n\u2028path "sys/*" {}';

    expect(readVaultPolicy(policyText(evil, [{ ...own, because: evil }]))).toEqual([
      { path: own.path, capabilities: ["read"] },
    ]);
  });

  test.each([
    'a" { capabilities = ["sudo"] } path "b',
    "a\nb",
    "a\\u002a",
    "{{identity.entity.id}}/a",
    "$" + "{a}",
    "a/*/b",
    "a/+/b",
    "a*",
    "*",
    "",
    "/a",
    "a//b",
    "ä",
  ])("is refused for the path %j", (path) => {
    expect(() => policyText("title", [{ ...own, path }])).toThrow(RangeError);
  });

  test("takes nothing away that another rule gives, though Vault looks at the most specific path alone", () => {
    const written = accessRule("kv/data/a/b/c", ["update"], "to write one of them");
    const reach = reachOf(readVaultPolicy(policyText("both", [accessRule("kv/data/a/b/*", ["read"], "all"), written])));

    expect(reach("kv/data/a/b/c")).toEqual(["read", "update"]);
    expect(reach("kv/data/a/b/d")).toEqual(["read"]);
  });
});

const segment = fc.stringMatching(/^[A-Za-z0-9._-]{1,4}$/);
const path = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, isFolder]) => [...parts, ...(isFolder ? ["*"] : [])].join("/"));
const rules = fc.array(
  fc.record({
    path,
    capabilities: fc.subarray([...capabilities], { minLength: 1 }),
    because: fc.string({ unit: "binary" }),
  }),
  { minLength: 1, maxLength: 8 },
);

test("whatever the names and reasons, exactly the rules are read back", () => {
  fc.assert(
    fc.property(rules, fc.string({ unit: "binary" }), (given, title) => {
      const read = readVaultPolicy(policyText(title, given));

      expect(new Set(read.map((rule) => rule.path))).toEqual(new Set(given.map((rule) => rule.path)));
      for (const rule of given) {
        const inside = rule.path.replace(/\*$/, "x/y");
        expect(reachOf(read)(inside)).toEqual(expect.arrayContaining(rule.capabilities));
      }
    }),
  );
});
