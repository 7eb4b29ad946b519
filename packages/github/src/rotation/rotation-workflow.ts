import type { Workflow } from "../document/workflow.js";
import { centralOf } from "../workflows/central.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { rotatedSecrets } from "./rotated-secrets.js";
import { rotationAlertJob, rotationJob } from "./rotation-job.js";

/** Name of the file, in the repository that holds the workflows. */
export function rotationWorkflowFile({ policy, repository }: WorkflowInputs): string {
  return centralOf(policy) ? `secret-rotation-${repository.name}.yml` : "secret-rotation.yml";
}

/**
 * The workflow that changes secrets before they are too old, and turns red when one is; undefined where a repository answers
 * for none.
 *
 * Each repository changes its own stored secrets, and the first one of the policy what belongs to none: so the identity of one
 * repository never writes the secret of another.
 */
export function rotationWorkflow(inputs: WorkflowInputs): Workflow | undefined {
  const rotated = rotatedSecrets(inputs);
  if (!rotated) return undefined;
  const isCalled = centralOf(inputs.policy) !== undefined;
  const { name } = inputs.repository;
  return {
    name: isCalled ? `sallyport secret rotation ${name}` : "sallyport secret rotation",
    about: rotationAbout,
    on: isCalled ? { workflow_call: null } : rotationTriggers(inputs),
    permissions: {},
    ...(isCalled ? {} : { concurrency: oneRotation() }),
    jobs: { rotation: rotationJob(inputs, rotated), alert: rotationAlertJob(inputs) },
  };
}

export const rotationAbout =
  "Changes secrets before they are too old, says how old each is, and turns red when one is overdue. Its job alone may write secrets.";

/** When the rotation runs: as the policy says, and whenever somebody starts it. */
export function rotationTriggers({ policy: { secrets } }: Pick<WorkflowInputs, "policy">): Workflow["on"] {
  return { ...(secrets && { schedule: [{ cron: secrets.rotation.schedule }] }), workflow_dispatch: null };
}

/** None is cut off: a key that was made and not yet written would be nobody's. */
export function oneRotation() {
  return { group: "sallyport-secret-rotation", "cancel-in-progress": false };
}
