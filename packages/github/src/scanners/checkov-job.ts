import type { Policy } from "@sallyport/policy";
import { toolVersions } from "../catalogue/tool-versions.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { runsInside, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { pythonTool, toolPath, withoutSettings } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["checkov"]>;

/**
 * Checkov: infrastructure as code. Its settings in the code (`.checkov.yaml`) are taken away; `checkov:skip` comments count,
 * and the report lists what they silence.
 *
 * It runs inside the checkout, because it names Kubernetes files wrongly from outside.
 *
 * @see https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html
 */
export function checkovJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("checkov");
  return scannerJob(inputs, {
    id: "checkov",
    name: "Checkov",
    stage: "pre-scan",
    tool: "checkov",
    reports: [report],
    steps: [
      ...pythonTool("checkov"),
      withoutSettings("Checkov", [".checkov.yaml", ".checkov.yml"]),
      scanStep(inputs, {
        name: "Check the infrastructure",
        tool: "checkov",
        report,
        target: `filesystem:${inputs.repository.name}`,
        version: toolVersions.checkov,
        green: [0, 1],
        env: { FRAMEWORKS: options.frameworks.join(" ") },
        command: runsInside(
          checkoutFolder,
          [
            `../${toolPath("checkov")} --directory . --skip-download --download-external-modules false`,
            // Each framework is a word of its own.
            ...(options.frameworks.length > 0 ? ["--framework $FRAMEWORKS"] : []),
            '--compact --output json > "$report"',
          ],
          totalSeconds(inputs),
        ),
      }),
    ],
  });
}
