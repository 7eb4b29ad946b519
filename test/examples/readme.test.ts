import { readFileSync } from "node:fs";
import { parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

const readme = readFileSync("README.md", "utf8");

test("the least policy that the README shows is a policy", () => {
  const [, shown = ""] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];

  expect(parsePolicy(shown).policy.organization.login).toBe("acme");
});

test("every file that the README points to exists", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? "");

  expect(links.length).toBeGreaterThan(4);
  for (const path of links) expect(() => readFileSync(path), path).not.toThrow(/ENOENT/);
});
