import { readFileSync } from "node:fs";
import { readPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

const read = () => readPolicy("examples/layers/payments-api/sallyport.yaml", undefined, "2026-11-25T00:00:00Z");

test("the example of three layers is a policy, and each layer has its say", () => {
  const { policy, warnings, files } = read();

  expect(files.map(({ layer }) => layer)).toEqual(["organization", "team:payments", "repository"]);
  expect(policy.gate).toMatchObject({ exploited: "block", ladder: { high: "block", critical: "block" } });
  expect(policy.protection.reviews.required).toBe(3);
  expect(policy.environments.production).toMatchObject({ waitMinutes: 5, reviewers: ["team:security"] });
  expect(warnings.filter(({ path }) => path.startsWith("waivers"))).toEqual([]);
});

test("the page about layers shows the three files word for word", () => {
  const page = readFileSync("docs/layers.md", "utf8");

  for (const { file } of read().files) expect(page).toContain(readFileSync(file, "utf8").trim());
});
