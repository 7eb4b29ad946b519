import { posix } from "node:path";
import type { Policy, RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { script } from "../document/script-step.js";
import type { ActionStep, Step } from "../document/workflow.js";
import { actionFolder, centralOf, centralReference } from "./central.js";

/**
 * Folder of the checkout. Tools run beside it, never in it: npm, Trivy and others take settings from the folder they run
 * in (`.npmrc`, `trivy.yaml`, `.trivyignore`), and there a pull request could change its own judge.
 */
export const checkoutFolder = "source";

/** Folder where reports and run records are, beside the checkout. */
export const reportsFolder = "reports";

/** Folder where Sallyport and its policy are in a job of central delivery, beside the checkout. */
const centralFolder = "sallyport";

/** What the jobs of a workflow are made from. */
export interface WorkflowInputs {
  policy: Policy;

  /** One of the repositories of the policy. */
  repository: RepositoryPolicy;

  /**
   * Path of the policy in its repository.
   *
   * @default "sallyport.yaml"
   */
  policyPath?: string;
}

/**
 * The command that runs Sallyport in a job, after {@link preparation} or {@link bringSallyport}: of the package registry,
 * or with central delivery of the commit of the central repository.
 */
export function sallyport({ policy }: Pick<WorkflowInputs, "policy">): string {
  return centralOf(policy)
    ? `node ${centralFolder}/sallyport.js`
    : `npx --yes @sallyport/cli@${toolVersions.sallyport}`;
}

/** Where a job finds the policy: in the checkout, or with central delivery never there. */
export function policyFile({ policy, policyPath = "sallyport.yaml" }: WorkflowInputs): string {
  return centralOf(policy) ? `${centralFolder}/sallyport.yaml` : posix.join(checkoutFolder, policyPath);
}

/**
 * Steps that bring the code, and Sallyport to judge it.
 *
 * @param commits As of {@link checkout}.
 */
export function preparation(inputs: WorkflowInputs, commits = 1): Step[] {
  return [checkout(commits), ...bringSallyport(inputs)];
}

/**
 * Steps that bring the code.
 *
 * @param commits How many commits back it goes; 2 shows a pull request beside its base, 0 is the whole history.
 */
export function checkout(commits = 1): ActionStep {
  const depth = commits === 1 ? {} : { "fetch-depth": commits };
  return uses(
    "actions/checkout",
    { path: checkoutFolder, ...depth, "persist-credentials": false },
    { name: "Check out the code" },
  );
}

/** Steps that bring Sallyport alone. */
export function bringSallyport(inputs: Pick<WorkflowInputs, "policy">): Step[] {
  const central = centralOf(inputs.policy);
  return [
    uses(
      "actions/setup-node",
      { "node-version": toolVersions.node, "package-manager-cache": false },
      { name: "Set up Node.js" },
    ),
    ...(central ? [{ name: "Bring Sallyport and its policy", uses: centralReference(central, actionFolder) }] : []),
    // By itself, so that a failed download is not taken for a verdict: npx ends with 1 too.
    script({ name: "Get Sallyport" }, [`${sallyport(inputs)} --version`]),
  ];
}
