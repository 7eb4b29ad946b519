import { neededPermissions } from "../catalogue/action-catalog.js";
import { accessOf, type Grant, type PermissionScope, type Permissions, type Step } from "./workflow.js";

type Right = "read" | Grant<"read" | "write">;

/**
 * The least rights with which the steps of a job can do their work: those that its actions need, and those that its
 * scripts need, which are given with their reasons.
 *
 * @example
 * jobPermissions(steps, { issues: { access: "write", why: "opens an issue for each new finding" } });
 */
export function jobPermissions(steps: readonly Step[], grants: Permissions = {}): Permissions {
  return allRights([...steps.flatMap((step) => ("uses" in step ? neededPermissions(step) : [])), grants]);
}

/** Rights that suffice for all of these. */
export function allRights(permissions: readonly Permissions[]): Permissions {
  const rights = new Map<PermissionScope, Right>();
  for (const [scope, right] of permissions.flatMap((one) => Object.entries(one) as [PermissionScope, Right][])) {
    rights.set(scope, greater(rights.get(scope), right));
  }
  return Object.fromEntries(rights) as Permissions;
}

/** Writing includes reading; of two rights that go equally far, the last one, for the sake of its reason. */
function greater(known: Right | undefined, right: Right): Right {
  return known && accessOf(known) === "write" && accessOf(right) === "read" ? known : right;
}
