import { parsePolicy, policyDigest } from "@sallyport/policy";
import { expect, test } from "vitest";
import { minimal, minimalYaml, policyWith } from "./support.ts";

const digest = policyDigest(parsePolicy(minimalYaml).policy);

test("the digest is a SHA-256 in hex", () => {
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
});

test("comments, order, notation and defaults that are written out do not change it", () => {
  const { version, organization, repositories } = minimal;
  const reordered = `# ours\n${JSON.stringify({ repositories, organization, version, registry: { keepImages: 50 } })}`;

  expect(policyDigest(parsePolicy(reordered).policy)).toBe(digest);
});

test.each([
  ["a setting", { registry: { keepImages: 51 } }],
  ["a preset", { extends: "strict" }],
  ["a name", { repositories: [{ name: "apI", id: 3 }] }],
])("%s changes it", (_, sections) => {
  expect(policyDigest(policyWith(sections))).not.toBe(digest);
});
