import { type DeployPolicy, type EnvironmentPolicy, stagingEnvironment } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";

/** An environment that the workflow deploys to. */
export interface DeployedEnvironment {
  name: string;
  policy: EnvironmentPolicy;
  deploy: DeployPolicy;
}

/**
 * The environments that a repository is deployed to, each after the one that its policy puts before it. They are deployed
 * one after the other, so that what fails in one never reaches the next. None for a repository without images.
 */
export function deployedEnvironments({ policy: { environments }, repository }: WorkflowInputs): DeployedEnvironment[] {
  if (repository.images.length === 0) return [];
  const left = new Map(Object.entries(environments));
  const ordered: DeployedEnvironment[] = [];
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, policy] of left) {
      if (policy.after !== undefined && left.has(policy.after)) continue;
      left.delete(name);
      if (policy.deploy) ordered.push({ name, policy, deploy: policy.deploy });
    }
  }
  return ordered;
}

/** Where the tests of a running deployment go; undefined for an environment without such tests. */
export function testedAddress({ name }: DeployedEnvironment, { repository }: WorkflowInputs): URL | undefined {
  return name === stagingEnvironment && repository.staging ? new URL(repository.staging.url) : undefined;
}

/** Ids of the jobs of an environment. */
export const jobIds = {
  deploy: ({ name }: DeployedEnvironment) => `deploy-${name}`,
  test: ({ name }: DeployedEnvironment) => `test-${name}`,
  rollback: ({ name }: DeployedEnvironment) => `rollback-${name}`,
};
