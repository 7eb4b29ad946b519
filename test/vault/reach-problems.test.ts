import { jobRules, policyText, type RoleReach, reachProblems } from "@sallyport/vault";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleSecrets } from "./sample-secrets.ts";

const limits = jobRules({ policy: sampleSecrets, repository: { name: "payments-api" }, environment: "production" });
const problemsOf = (policy: string, more: Partial<RoleReach> = {}) =>
  reachProblems({
    by: "the Vault role x",
    vaultPolicies: [{ name: "p", policy }],
    limits,
    kv: "kv",
    home: "payments-api/production",
    ...more,
  });
const rule = (path: string, ...capabilities: string[]) =>
  `path "${path}" {\n  capabilities = ${JSON.stringify(capabilities)}\n}\n`;

describe("a role of a job", () => {
  test("may have what the policy grants it, and less", () => {
    expect(problemsOf(policyText("x", limits))).toEqual([]);
    expect(problemsOf(rule("kv/data/payments-api/production/one", "read"))).toEqual([]);
    expect(problemsOf(rule("kv/data/payments-api/production/a/*", "read", "deny"))).toEqual([]);
    expect(problemsOf(rule("sys/*", "deny"))).toEqual([]);
    expect(problemsOf("")).toEqual([]);
  });

  test.each<[string, string, string]>([
    [
      "another environment",
      rule("kv/data/payments-api/staging/*", "read"),
      "outside of its own payments-api/production",
    ],
    ["an environment of a longer name", rule("kv/data/payments-api/production-2/*", "read"), "outside of its own"],
    ["another repository", rule("kv/data/shop/production/*", "read"), "outside of its own"],
    ["names of another repository", rule("kv/metadata/shop/production/*", "list"), "outside of its own"],
    ["all environments", rule("kv/data/payments-api/*", "read"), "secrets of more than one environment"],
    ["all repositories", rule("kv/data/*", "read"), "secrets of every repository"],
    ["the whole store", rule("kv/*", "list"), "secrets of every repository"],
    ["a * in the middle", rule("kv/data/*/production", "read"), "has a * in the middle"],
    ["a * after half a name", rule("kv/data/payments-api/production*", "read"), "has a * that is not a whole folder"],
    ["everything", rule("*", "read"), "has a * that is not a whole folder"],
    ["a +", rule("kv/data/+/production/x", "read"), "has a + that stands for every name"],
    ["a + that denies", rule("kv/data/+/production/x", "deny"), "has a + that stands for every name"],
    [
      "a capability more",
      rule("kv/data/payments-api/production/*", "read", "update"),
      "lets it update kv/data/payments-api/production/*, which sallyport.yaml does not grant it",
    ],
    ["sudo", rule("auth/token/revoke-self", "update", "sudo"), "lets it sudo auth/token/revoke-self"],
    ["Vault itself", rule("sys/policies/acl/p", "update"), "which sallyport.yaml does not grant it"],
    ["other tokens", rule("auth/token/create", "update"), "which sallyport.yaml does not grant it"],
    ["an auth mount", rule("auth/github-actions/role/*", "create"), "which sallyport.yaml does not grant it"],
    ["identities", rule("identity/entity", "update"), "which sallyport.yaml does not grant it"],
    ["an engine of nobody", rule("aws/creds/admin", "read"), "which sallyport.yaml does not grant it"],
    ["another role of an engine", rule("database/creds/orders-read", "read"), "which sallyport.yaml does not grant it"],
    ["all roles of an engine", rule("database/creds/*", "read"), "which sallyport.yaml does not grant it"],
    ["what cannot be read", 'path "a" { policy = "sudo" }', "cannot be read: line 1 has policy"],
  ])("is refused %s", (_, policy, message) => {
    expect(problemsOf(policy).join("\n")).toContain(message);
    expect(problemsOf(policy).join("\n")).toContain("the Vault role x brings the Vault policy p, which ");
  });

  test("never brings the policy root", () => {
    expect(problemsOf("", { vaultPolicies: [{ name: "root", policy: "" }] })).toEqual([
      "the Vault role x brings the Vault policy root, which opens everything",
    ]);
  });

  test("is held to its own environment even by limits that are too wide", () => {
    const wide = [{ path: "kv/data/*", capabilities: ["read" as const], because: "a mistake" }];

    expect(problemsOf(rule("kv/data/*", "read"), { limits: wide, home: undefined })).toHaveLength(1);
    expect(problemsOf(rule("kv/data/shop/*", "read"), { limits: wide, home: undefined })).toHaveLength(1);
    expect(problemsOf(rule("kv/data/shop/staging/x", "read"), { limits: wide })).toHaveLength(1);
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}[a-z0-9]$/);
const place = fc.record({ repository: name, environment: name });

test("no job gets away with the policy of another, whatever they are called", () => {
  fc.assert(
    fc.property(place, place, (mine, other) => {
      fc.pre(mine.repository !== other.repository || mine.environment !== other.environment);
      const rulesFor = ({ repository, environment }: typeof mine) =>
        jobRules({ policy: sampleSecrets, repository: { name: repository }, environment });
      const role = { limits: rulesFor(mine), home: `${mine.repository}/${mine.environment}` };

      expect(problemsOf(policyText("x", rulesFor(mine)), role)).toEqual([]);
      expect(problemsOf(policyText("x", rulesFor(other)), role)).not.toEqual([]);
    }),
  );
});
