import { securityPolicyFile } from "@sallyport/github";
import { authorship } from "@sallyport/github-api";
import { expect, test } from "vitest";
import { repositories, sample } from "../sample.ts";

const textOf = (settings: Record<string, unknown>) => securityPolicyFile(sample(settings)).content;

test("leads to a private report where GitHub has one, and to the team elsewhere", () => {
  expect(textOf(repositories({ visibility: "public" }))).toContain(
    "<https://github.com/acme/payments-api/security/advisories/new>",
  );
  expect(textOf(repositories({ visibility: "private" }))).toContain("Tell security of acme directly.");
  expect(textOf({})).not.toContain("advisories/new");
});

test("promises what the policy demands", () => {
  const text = textOf({ slas: { critical: "2h", high: "6h" }, protection: { branches: ["main", "release/*"] } });

  expect(text).toContain("| critical | 2h |\n| high | 6h |\n");
  expect(text).toContain("The branches `main`, `release/*`.");
});

test("is a generated file that never takes the place of somebody else's", () => {
  const file = securityPolicyFile(sample());

  expect(authorship(file.content)).toBe("ours");
  expect(file).toMatchObject({
    path: ".github/SECURITY.md",
    ifForeign: "keep",
    elsewhere: ["SECURITY.md", "docs/SECURITY.md"],
  });
});
