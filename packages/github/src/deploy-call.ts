import type { WorkflowInputs } from "./preparation.js";
import type { CallJob } from "./workflow.js";

/**
 * The job that deploys what a push to a protected branch brought; undefined where the policy deploys nothing. The security
 * workflow lets it start only after the check `sallyport` was green.
 */
export function deployCall(_inputs: WorkflowInputs): CallJob | undefined {
  return undefined;
}
