import type { CallJob } from "../document/workflow.js";
import { callerPermissions } from "../workflows/caller-workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { deployWorkflow } from "./deploy-workflow.js";
import { deployWorkflowPath } from "./signer.js";

/**
 * The job `deploy` of the workflow `sallyport`: after its check is green, on a push to a protected branch. Undefined where
 * nothing deploys.
 *
 * @param check Id of the job that says the verdict.
 */
export function deployCall(inputs: WorkflowInputs, check = "sallyport"): CallJob | undefined {
  const workflow = deployWorkflow(inputs);
  if (!workflow) return undefined;
  return {
    name: "Deploy",
    needs: [check],
    // A status function, because a job that was skipped before it, such as the approval, would skip this one too.
    if: `!cancelled() && needs.${check}.result == 'success' && github.event_name == 'push'`,
    permissions: callerPermissions(workflow),
    // Of the same repository and commit as the workflow that calls, wherever that lies.
    uses: `./${deployWorkflowPath(inputs)}`,
  };
}
