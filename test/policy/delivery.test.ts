import { type PolicyError, parsePolicy } from "@sallyport/policy";
import { expect, test } from "vitest";

const policy = (delivery: string) => `version: 1
organization: { login: acme, id: 1042, teams: { security: 4203 } }
repositories: [{ name: payments-api, id: 900123, images: [{ name: payments-api }] }]
environments: { production: { reviewers: [team:security] } }
delivery: ${delivery}
`;

function problemsOf(delivery: string): string {
  try {
    parsePolicy(policy(delivery));
    return "";
  } catch (error) {
    return (error as PolicyError).message;
  }
}

test("delivers into each repository unless told otherwise", () => {
  expect(parsePolicy(policy("{}")).policy.delivery).toEqual({
    mode: "in-repository",
    branch: "sallyport/update",
    files: { codeowners: true, dependabot: true, securityPolicy: false },
    cooldownDays: 7,
  });
});

test("takes a central repository that judges the others", () => {
  const delivery = "{ mode: central, central: { repository: security-workflows, id: 900777 } }";

  expect(problemsOf(delivery)).toBe("");
});

test("refuses a central delivery without a place", () => {
  expect(problemsOf("{ mode: central }")).toContain("delivery.mode is central, and delivery.central does not say");
});

test.each([
  ["id", "{ repository: elsewhere, id: 900123 }"],
  ["repository", "{ repository: payments-api, id: 900777 }"],
])("refuses a central repository that is judged itself, by its %s", (key, central) => {
  expect(problemsOf(`{ mode: central, central: ${central} }`)).toContain(`delivery.central.${key} is payments-api`);
});

test.each(["a..b", "-x", "a//b", "x/"])("refuses the branch %s", (branch) => {
  expect(problemsOf(`{ branch: "${branch}" }`)).toContain("must be the name of a branch");
});
