import { deployWorkflowPath } from "./deploy/signer.js";
import { deployWorkflow } from "./deploy-workflow.js";
import type { WorkflowInputs } from "./preparation.js";
import { accessOf, type CallJob, type PermissionScope, type Permissions } from "./workflow.js";

/**
 * The job `deploy` of the security workflow; undefined where nothing deploys. {@link afterTheVerdict} says when it starts.
 */
export function deployCall(inputs: WorkflowInputs): CallJob | undefined {
  const workflow = deployWorkflow(inputs);
  if (!workflow) return undefined;
  return {
    name: "Deploy",
    permissions: mostOf(Object.values(workflow.jobs).map(({ permissions }) => permissions)),
    // Of the same commit as the file that calls it, also where that lies in the central repository.
    uses: `./${deployWorkflowPath(inputs)}`,
  };
}

/** The most that any job may do: a called workflow cannot have more than its caller. */
function mostOf(all: readonly Permissions[]): Permissions {
  const most = new Map<PermissionScope, NonNullable<Permissions[PermissionScope]>>();
  for (const permissions of all) {
    for (const [scope, right] of Object.entries(permissions) as [PermissionScope, "read"][]) {
      const known = most.get(scope);
      if (!known || accessOf(right) === "write") most.set(scope, right);
    }
  }
  return Object.fromEntries(most) as Permissions;
}
