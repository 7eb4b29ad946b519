import { posix } from "node:path";
import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { uses } from "./action-catalog.js";
import { script } from "./script-step.js";
import { toolVersions } from "./tool-versions.js";
import type { Step } from "./workflow.js";

/**
 * Folder of the checkout. Tools run beside it, never in it: npm, Trivy and others take settings from the folder they run
 * in (`.npmrc`, `trivy.yaml`, `.trivyignore`), and there a pull request could change its own judge.
 */
export const checkoutFolder = "source";

/** Folder where reports and run records are, beside the checkout. */
export const reportsFolder = "reports";

/** What the jobs of a workflow are made from. */
export interface WorkflowInputs {
  policy: Policy;

  /** One of the repositories of the policy. */
  repository: RepositoryPolicy;

  /**
   * Path of the policy in the repository.
   *
   * @default "sallyport.yaml"
   */
  policyPath?: string;
}

/** The command that runs Sallyport in a job, after {@link preparation}. */
export function sallyport(_inputs: WorkflowInputs): string {
  return `npx --yes @sallyport/cli@${toolVersions.sallyport}`;
}

/** Where a job finds the policy, after {@link preparation}. */
export function policyFile({ policyPath = "sallyport.yaml" }: WorkflowInputs): string {
  return posix.join(checkoutFolder, policyPath);
}

/** What a checkout may bring besides the files of the commit. */
export interface CheckoutDepth {
  /** 0 for the whole history. */
  "fetch-depth"?: 0;
}

/** The step that brings the code, without the token that fetched it. */
export function checkoutStep(depth: CheckoutDepth = {}): Step {
  return uses(
    "actions/checkout",
    { path: checkoutFolder, "persist-credentials": false, ...depth },
    { name: "Check out the code" },
  );
}

/** Steps that bring the code, and Sallyport to judge it. */
export function preparation(inputs: WorkflowInputs, depth: CheckoutDepth = {}): Step[] {
  return [
    checkoutStep(depth),
    uses(
      "actions/setup-node",
      { "node-version": toolVersions.node, "package-manager-cache": false },
      { name: "Set up Node.js" },
    ),
    // By itself, so that a failed download is not taken for a verdict: npx ends with 1 too.
    script({ name: "Get Sallyport" }, [`${sallyport(inputs)} --version`]),
  ];
}
