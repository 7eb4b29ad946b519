import type { Job, Workflow } from "../document/workflow.js";
import { centralOf } from "../workflows/central.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { alertJob } from "./alert-job.js";
import { deployJob, jobsToAwait } from "./deploy-job.js";
import { type DeployedEnvironment, deployedEnvironments, jobIds, testedAddress } from "./deployed-environments.js";
import { publishJob } from "./publish-job.js";
import { rollbackJob } from "./rollback-job.js";
import { testJob } from "./test-job.js";
import { verifyJob } from "./verify-job.js";

const environmentInput = { description: "Environment to take back to its last good images", type: "string" } as const;

const imagesInput = {
  description: "Images to deploy instead, NAME@sha256:... with spaces; they must have been good there before",
  type: "string",
  default: "",
} as const;

/**
 * The workflow that brings images which passed into the environments of the policy; undefined where nothing deploys.
 *
 *     verify -> publish -> deploy-staging -> test-staging -> deploy-production
 *                                   (failed) -> rollback-staging        any failure -> alert
 *
 * The workflow `sallyport` calls it. Started by hand, it takes one environment back to images that were good there.
 */
export function deployWorkflow(inputs: WorkflowInputs): Workflow | undefined {
  const environments = deployedEnvironments(inputs);
  if (environments.length === 0) return undefined;
  const jobs: Record<string, Job> = {
    verify: verifyJob(inputs),
    publish: publishJob(inputs),
    ...Object.assign({}, ...environments.map((_, index) => environmentJobs(inputs, environments, index))),
  };
  return {
    name: "sallyport deploy",
    about:
      "Brings images that passed into the environments of the policy: published, signed and attested by digest, tested after each step, and taken back where they fail. Started by hand, it takes an environment back to what was good there.",
    on: {
      // By hand is another workflow's business too: one that asks a person and passes it on.
      workflow_call: { inputs: { environment: { ...environmentInput, default: "" }, images: imagesInput } },
      // In the central repository there are none of these environments.
      ...(centralOf(inputs.policy) ? {} : { workflow_dispatch: { inputs: startedByHand(environments) } }),
    },
    permissions: {},
    // One deployment at a time, or the tests of one would judge another. A later one waits; none is cut off.
    concurrency: { group: `sallyport-deploy-${inputs.repository.name}`, "cancel-in-progress": false },
    jobs: { ...jobs, alert: alertJob(inputs, environments, Object.keys(jobs)) },
  };
}

function startedByHand(environments: readonly DeployedEnvironment[]) {
  const options = environments.map(({ name }) => name);
  return {
    environment: { ...environmentInput, type: "choice" as const, options, required: true },
    images: imagesInput,
  };
}

function environmentJobs(
  inputs: WorkflowInputs,
  environments: readonly DeployedEnvironment[],
  index: number,
): Record<string, Job> {
  const [before, environment] = [environments[index - 1], environments[index]];
  if (!environment) return {};
  const address = testedAddress(environment, inputs);
  return {
    [jobIds.deploy(environment)]: deployJob(inputs, environment, before ? jobsToAwait(inputs, before) : []),
    ...(address && { [jobIds.test(environment)]: testJob(inputs, environment, address) }),
    [jobIds.rollback(environment)]: rollbackJob(inputs, environment),
  };
}
