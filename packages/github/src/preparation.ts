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

/** The command that runs Sallyport in a job. */
export const sallyport = `npx --yes @sallyport/cli@${toolVersions.sallyport}`;

/** Steps that bring the code, and Sallyport to judge it. */
export function preparation(): Step[] {
  return [
    uses("actions/checkout", { path: checkoutFolder, "persist-credentials": false }, { name: "Check out the code" }),
    uses(
      "actions/setup-node",
      { "node-version": toolVersions.node, "package-manager-cache": false },
      { name: "Set up Node.js" },
    ),
    // By itself, so that a failed download is not taken for a verdict: npx ends with 1 too.
    script({ name: "Get Sallyport" }, [`${sallyport} --version`]),
  ];
}
