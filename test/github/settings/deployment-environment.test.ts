import { approvalEnvironmentArgs, DeploymentEnvironment, scanEnvironmentArgs } from "@sallyport/github";
import type { EnvironmentPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { deploy } from "../../support/deploy.ts";
import { sample } from "../sample.ts";

const environmentType = "github:index/repositoryEnvironment:RepositoryEnvironment";
const refType = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";

async function production(settings: Record<string, unknown>, change: Partial<EnvironmentPolicy> = {}) {
  const { policy } = sample({ environments: { production: { reviewers: ["team:payments"], ...settings } } });
  const environment = policy.environments.production;
  if (!environment) throw new Error("the sample policy lost its environment");
  const args = { policy: { ...environment, ...change }, organization: policy.organization, repository: "payments-api" };
  return deploy(() => new DeploymentEnvironment("api-production", { ...args, environment: "production" }));
}

test("starts a job only after a reviewer other than its author agreed", async () => {
  const deployed = await production({ reviewers: ["team:payments", "user:mona", "team:security"] });

  expect(deployed.only(environmentType)).toEqual({
    repository: "payments-api",
    environment: "production",
    reviewers: [{ teams: [4201, 4203], users: [77] }],
    preventSelfReview: true,
    canAdminsBypass: false,
    waitTimer: 0,
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
  });
});

test.each([
  ["preventSelfReview", { preventSelfReview: false }, "preventSelfReview", false],
  ["administratorsBypass", { administratorsBypass: true }, "canAdminsBypass", true],
  ["waitMinutes", { waitMinutes: 10 }, "waitTimer", 10],
])("follows environments.production.%s", async (_, settings, property, value) => {
  const deployed = await production(settings);

  expect(deployed.only(environmentType)).toHaveProperty(property, value);
});

test("without reviewers asks nobody", async () => {
  const { policy } = sample({ environments: { staging: {} } });
  const { staging } = policy.environments;
  if (!staging) throw new Error("the sample policy lost its environment");
  const args = { policy: staging, organization: policy.organization, repository: "payments-api" };
  const deployed = await deploy(() => new DeploymentEnvironment("api-staging", { ...args, environment: "staging" }));

  expect(deployed.only(environmentType)).not.toHaveProperty("reviewers");
});

test("takes each branch and tag of the policy, once", async () => {
  const deployed = await production({ branches: ["main", "release/*", "main"], tags: ["v*"] });

  expect(deployed.all(refType).map(({ name, inputs }) => [name, inputs])).toEqual([
    ["api-production-branch-main", { ...refOf("production"), branchPattern: "main" }],
    ["api-production-branch-release/*", { ...refOf("production"), branchPattern: "release/*" }],
    ["api-production-tag-v*", { ...refOf("production"), tagPattern: "v*" }],
  ]);
});

test("with neither branch nor tag takes none, which the policy file refuses to say", async () => {
  const deployed = await production({}, { branches: [], tags: [] });

  expect(deployed.only(environmentType)).toHaveProperty("deploymentBranchPolicy.customBranchPolicies", true);
  expect(deployed.all(refType)).toEqual([]);
});

test("the approval environment is reviewed by gate.approvers and open to the ref of a pull request", async () => {
  const { policy } = sample({ gate: { approvers: "team:security" } });
  const args = approvalEnvironmentArgs(policy, "payments-api");
  const deployed = await deploy(() => new DeploymentEnvironment("api-approval", args));

  expect(deployed.only(environmentType)).toEqual({
    repository: "payments-api",
    environment: "security-approval",
    reviewers: [{ teams: [4203], users: [] }],
    preventSelfReview: true,
    canAdminsBypass: false,
    waitTimer: 0,
  });
  expect(deployed.all(refType)).toEqual([]);
});

test("the environment of scanners with secrets asks nobody and is open to the ref of a pull request", async () => {
  const args = scanEnvironmentArgs(sample().policy, "payments-api");
  const deployed = await deploy(() => new DeploymentEnvironment("api-scan", args));

  expect(deployed.only(environmentType)).toEqual({
    repository: "payments-api",
    environment: "security-scan",
    preventSelfReview: true,
    canAdminsBypass: false,
    waitTimer: 0,
  });
  expect(deployed.all(refType)).toEqual([]);
});

function refOf(environment: string) {
  return { repository: "payments-api", environment };
}
