import type { WorkflowInputs } from "../workflows/preparation.js";
import type { WorkflowNote } from "../workflows/workflow-notes.js";
import { deploySecrets } from "./deploy-secrets.js";
import { type DeployedEnvironment, deployedEnvironments, testedAddress } from "./deployed-environments.js";

/** What the reader of a policy should know about the deployments that follow from it. */
export function deployNotes(inputs: WorkflowInputs): WorkflowNote[] {
  const { repository } = inputs;
  const environments = deployedEnvironments(inputs);
  if (environments.length === 0) return zapNotes(inputs, environments);
  const variables = `the deploy workflow of ${repository.name} reads the variables SALLYPORT_AWS_ROLE (role that its jobs take) and SALLYPORT_REGISTRY (ACCOUNT.dkr.ecr.REGION.amazonaws.com), of the repository or of an environment; without them it stops before it publishes.`;
  return [
    { level: "info", message: `environments: ${variables}` },
    ...(repository.visibility === "public" ? [] : [attestationNote(repository.name)]),
    ...zapNotes(inputs, environments),
    ...environments.flatMap((environment) => rollbackNotes(inputs, environment)),
    ...environments.flatMap((environment) => secretNotes(inputs, environment)),
  ];
}

/** @see https://docs.github.com/en/actions/concepts/security/artifact-attestations#about-using-artifact-attestations */
function attestationNote(repository: string): WorkflowNote {
  const message = `environments: ${repository} is not public, and there GitHub attests provenance with GitHub Enterprise Cloud only; without it nothing is published.`;
  return { level: "warning", message };
}

function zapNotes(inputs: WorkflowInputs, environments: readonly DeployedEnvironment[]): WorkflowNote[] {
  const { zap } = inputs.policy.scanning.scanners;
  if (!zap) return [];
  const tested = environments.find((environment) => testedAddress(environment, inputs));
  const setting = "scanning.scanners.zap";
  if (!tested) {
    const message = `${setting}: nothing of ${inputs.repository.name} is deployed to a staging environment with an address, so ZAP does not run for it.`;
    return [{ level: "warning", message }];
  }
  const attack = zap.scan === "baseline" ? "" : ` A ${zap.scan} scan attacks it, and may change its data.`;
  const message = `${setting}: ZAP runs after each deployment to ${tested.name}, and the gate judges it there.${attack}`;
  return [{ level: "info", message }];
}

function secretNotes(inputs: WorkflowInputs, environment: DeployedEnvironment): WorkflowNote[] {
  const { secrets } = inputs.policy;
  const { deploy, name } = environment;
  const paths = deploySecrets(inputs, environment).map(({ path }) => path);
  if (!secrets || paths.length === 0) return [];
  const read = `environments.${name}.deploy: jobs of ${inputs.repository.name} read ${paths.join(", ")} when they deploy, and hand it to the script alone. It must be there before: without it nothing is deployed.`;
  const life = `environments.${name}.deploy.database: the database users of a job end with its login, after secrets.auth.jwt.tokenTtl (${secrets.auth.jwt.tokenTtl}) at the latest: a deployment must be done by then.`;
  return [
    { level: "info", message: read },
    ...(Object.keys(deploy.database).length > 0 ? [{ level: "info" as const, message: life }] : []),
  ];
}

function rollbackNotes(inputs: WorkflowInputs, environment: DeployedEnvironment): WorkflowNote[] {
  const { reviewers, rollback, waitMinutes } = environment.policy;
  const asks = reviewers.length > 0 || waitMinutes > 0;
  if (rollback !== "automatic" || !asks || !testedAddress(environment, inputs)) return [];
  const message = `environments.${environment.name}.rollback: a failed test rolls back in a job of its own, before which GitHub asks the reviewers of ${environment.name} again; what fails in the deploy job itself is rolled back at once.`;
  return [{ level: "warning", message }];
}
