import { expression } from "../document/expression.js";
import type { Step } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { deployStep, signatureStep } from "./deploy-steps.js";
import type { DeployedEnvironment } from "./deployed-environments.js";
import { lastGoodStep, rolledBackStep } from "./deployment-record.js";

/** Value of a job output that names the images which run again; empty where nothing was rolled back. */
export const restored = expression("steps.restored.outputs.images");

/**
 * Steps that deploy the last good images again, by the same means, and record it. Their verdict may be older than a new
 * deployment allows: they were good here once, and have the signature and the provenance of this workflow still.
 *
 * @param failed Images that did not prove good; empty where it does not matter.
 * @param condition When the first step runs; each other one runs after the one before it.
 */
export function rollbackSteps(
  inputs: WorkflowInputs,
  environment: DeployedEnvironment,
  { failed, reason, condition }: { failed: string; reason: string; condition?: string },
): Step[] {
  const images = expression("steps.good.outputs.images");
  // A status function, or the failure that is to be mended would skip the step.
  const after = (step: string) => ({ if: `always() && steps.${step}.outcome == 'success'` });
  return [
    lastGoodStep(inputs, environment, condition === undefined ? {} : { if: condition }),
    signatureStep(inputs, { images }, "any", {
      name: "Check signature and provenance of the last good images",
      id: "good-signature",
      ...after("good"),
    }),
    deployStep(
      environment,
      { images, previous: failed },
      { name: "Deploy the last good images", id: "again", ...after("good-signature") },
    ),
    rolledBackStep(inputs, environment, images, reason, { id: "restored", ...after("again") }),
  ];
}
