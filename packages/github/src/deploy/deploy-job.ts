import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, Permissions, ScriptStep, Step } from "../document/workflow.js";
import { revokeVaultToken, type VaultRead, vaultSecrets } from "../vault/vault-secrets.js";
import { policyFile, preparation, sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import { fetchLedger, keepLedger, ledgerFile } from "./deploy-ledger.js";
import { deploySecrets } from "./deploy-secrets.js";
import { checkSteps, deployStep, signatureStep } from "./deploy-steps.js";
import { type DeployedEnvironment, jobIds, testedAddress } from "./deployed-environments.js";
import { endStep, recordRights, startStep } from "./deployment-record.js";
import { registryAccess } from "./registry-access.js";
import { restored, rollbackSteps } from "./rollback-steps.js";
import { workloadSteps } from "./runtime-steps.js";

/** What the steps of a job that deploys need of the token, besides what its actions need. */
export function deployRights(reads: readonly VaultRead[]): Permissions {
  return {
    ...recordRights,
    attestations: { access: "read", why: "reads the provenance of what it deploys" },
    ...(reads.length > 0 && {
      "id-token": { access: "write", why: "proves to AWS and to Vault which job asks for its role and its secrets" },
    }),
  };
}

/** Once the deployment began, whatever went wrong. */
const failed = "(failure() || cancelled()) && steps.start.outcome == 'success'";

const published = expression("needs.publish.outputs.images");

/**
 * The job that deploys to one environment, once its reviewers let it. After that wait it asks the ledger again, checks
 * signature and provenance, deploys by digest, and tests. What fails is rolled back here, under the same approval, where the
 * policy says `automatic`.
 *
 * @param after Jobs that must have ended well: those of the environment before.
 */
export function deployJob(inputs: WorkflowInputs, environment: DeployedEnvironment, after: readonly string[]): Job {
  const needs = ["verify", "publish", ...after];
  const previous = expression("steps.start.outputs.previous");
  const images = { images: published, previous };
  const isTestedElsewhere = testedAddress(environment, inputs) !== undefined;
  const isAutomatic = environment.policy.rollback === "automatic";
  const record = { images: published, deployment: expression("steps.start.outputs.id") };
  const reads = deploySecrets(inputs, environment);
  const steps: Step[] = [
    ...preparation(inputs),
    ...registryAccess(),
    fetchLedger(),
    verdictStep(inputs),
    signatureStep(inputs, images, "this", { name: "Check signature and provenance" }),
    ...vaultSecrets({ ...inputs, environment: environment.name }, reads),
    startStep(inputs, environment, published),
    deployStep(environment, images, { name: `Deploy to ${environment.name}` }),
    ...checkSteps(environment, images, { name: "Test the deployment" }),
    ...workloadSteps(inputs, environment),
    ...(isTestedElsewhere ? [] : [endStep(inputs, environment, "succeeded", record)]),
    endStep(inputs, environment, "failed", {
      ...record,
      if: failed,
    }),
    ...(isAutomatic
      ? rollbackSteps(inputs, environment, {
          failed: published,
          reason: "the deployment or the test after it failed",
          condition: failed,
        })
      : []),
    keepLedger(inputs),
    ...revokeVaultToken(inputs, reads),
  ];
  return {
    name: `Deploy to ${environment.name}`,
    needs,
    if: ["!cancelled()", ...needs.map((job) => `needs.${job}.result == 'success'`)].join(" && "),
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps, deployRights(reads)),
    environment: environment.name,
    "timeout-minutes": 45,
    outputs: { deployment: record.deployment, ...(isAutomatic && { restored }) },
    steps,
  };
}

/** Once more, because the wait for an approval may have been long: a verdict that went stale is no longer one. */
function verdictStep(inputs: WorkflowInputs): ScriptStep {
  const env = { POLICY: policyFile(inputs), JUDGED: expression("needs.verify.outputs.judged") };
  return script({ name: "Ask the ledger for the verdict on each image", env }, [
    "for image in $JUDGED; do",
    `  ${sallyport(inputs)} verify "$image" --ledger ${ledgerFile} --policy "$POLICY"`,
    "done",
  ]);
}

/** Jobs of an environment that must have ended well before the next one is deployed. */
export function jobsToAwait(inputs: WorkflowInputs, environment: DeployedEnvironment): string[] {
  const isTested = testedAddress(environment, inputs) !== undefined;
  return [jobIds.deploy(environment), ...(isTested ? [jobIds.test(environment)] : [])];
}
