import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import type { Job, Step } from "../document/workflow.js";
import { revokeVaultToken, vaultSecrets } from "../vault/vault-secrets.js";
import { preparation, type WorkflowInputs } from "../workflows/preparation.js";
import { deployRights } from "./deploy-job.js";
import { fetchLedger, keepLedger } from "./deploy-ledger.js";
import { deploySecrets } from "./deploy-secrets.js";
import { type DeployedEnvironment, jobIds, testedAddress } from "./deployed-environments.js";
import { registryAccess } from "./registry-access.js";
import { restored, rollbackSteps } from "./rollback-steps.js";

/**
 * The job that takes an environment back to its last good images: after a failed test where the policy says `automatic`, or
 * when somebody starts the workflow by hand for it. It runs in the environment, so GitHub asks its reviewers again, where
 * it has some.
 */
export function rollbackJob(inputs: WorkflowInputs, environment: DeployedEnvironment): Job {
  const isTested = testedAddress(environment, inputs) !== undefined;
  const isAutomatic = isTested && environment.policy.rollback === "automatic";
  const test = jobIds.test(environment);
  const byHand = `inputs.environment == '${environment.name}'`;
  const failed = `needs.${test}.result == 'failure' || needs.${test}.result == 'cancelled'`;
  const reads = deploySecrets(inputs, environment);
  const steps: Step[] = [
    ...preparation(inputs),
    ...registryAccess(),
    fetchLedger(),
    ...vaultSecrets({ ...inputs, environment: environment.name }, reads),
    ...rollbackSteps(inputs, environment, {
      failed: isAutomatic ? expression("needs.publish.outputs.images") : "",
      reason: isAutomatic
        ? expression(`needs.${test}.result == 'failure' && 'a test after the deployment failed' || 'asked for by hand'`)
        : "asked for by hand",
    }),
    keepLedger(inputs),
    ...revokeVaultToken(inputs, reads),
  ];
  return {
    name: `Roll back ${environment.name}`,
    ...(isAutomatic && { needs: ["publish", test] }),
    if: isAutomatic ? `always() && (${failed} || ${byHand})` : byHand,
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps, deployRights(reads)),
    environment: environment.name,
    "timeout-minutes": 30,
    outputs: { restored },
    steps,
  };
}
