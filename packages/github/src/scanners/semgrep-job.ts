import { posix } from "node:path";
import type { Policy } from "@sallyport/policy";
import { toolVersions } from "../catalogue/tool-versions.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { runsInside, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { pythonTool, toolPath, withoutSettings } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["semgrep"]>;

/**
 * Semgrep: source code, by the rule sets of the policy. `.semgrepignore` is taken away; `nosemgrep` comments beside the code
 * count, and the report lists what they silence.
 *
 * @see https://semgrep.dev/docs/cli-reference
 */
export function semgrepJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("semgrep");
  const rules = options.config.map((config, index) => [`RULES_${index + 1}`, ruleSet(config)] as const);
  return scannerJob(inputs, {
    id: "semgrep",
    name: "Semgrep",
    stage: "scan",
    tool: "semgrep",
    reports: [report],
    steps: [
      ...pythonTool("semgrep"),
      withoutSettings("Semgrep", [".semgrepignore"]),
      scanStep(inputs, {
        name: "Scan the code",
        tool: "semgrep",
        report,
        target: `filesystem:${inputs.repository.name}`,
        version: toolVersions.semgrep,
        env: Object.fromEntries(rules),
        command: runsInside(
          checkoutFolder,
          [
            `../${toolPath("semgrep")} scan .`,
            ...rules.map(([variable]) => `--config "$${variable}"`),
            "--metrics off --disable-version-check --quiet",
            '--json --output "$report"',
          ],
          totalSeconds(inputs, options.timeout),
        ),
      }),
    ],
  });
}

/** A rule set of the registry (`p/default`, `r/python.lang`), an address, or a path in the repository as seen from its root. */
function ruleSet(config: string): string {
  return /^(?:[prs]\/|auto$|https:\/\/)/.test(config) ? config : posix.join(".", config);
}
