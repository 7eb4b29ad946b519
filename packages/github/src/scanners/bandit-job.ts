import type { Policy } from "@sallyport/policy";
import { toolVersions } from "../catalogue/tool-versions.js";
import { script } from "../document/script-step.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { runsInside, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { pythonTool, toolPath } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["bandit"]>;

const settings = "bandit.ini";

/**
 * Bandit: Python source code. Settings in the code (`.bandit`) do not count, because it is given others; `# nosec` comments
 * beside the code do.
 *
 * @see https://bandit.readthedocs.io/en/latest/man/bandit.html
 */
export function banditJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("bandit");
  return scannerJob(inputs, {
    id: "bandit",
    name: "Bandit",
    stage: "pre-scan",
    tool: "bandit",
    reports: [report],
    steps: [
      ...pythonTool("bandit"),
      script({ name: "Take no settings of the code" }, [`printf '[bandit]\\n' > ${settings}`]),
      scanStep(inputs, {
        name: "Scan the Python code",
        tool: "bandit",
        report,
        target: `filesystem:${inputs.repository.name}`,
        version: toolVersions.bandit,
        green: [0, 1],
        env: { EXCLUDED: options.exclude.join(",") },
        command: runsInside(
          checkoutFolder,
          [
            `../${toolPath("bandit")} --recursive . --ini ../${settings}`,
            `--severity-level ${options.severity} --confidence-level ${options.confidence}`,
            ...(options.exclude.length > 0 ? ['--exclude "$EXCLUDED"'] : []),
            '--quiet --format json --output "$report"',
          ],
          totalSeconds(inputs),
        ),
      }),
    ],
  });
}
