import { posix } from "node:path";
import type { Policy } from "@sallyport/policy";
import { toolVersions } from "../catalogue/tool-versions.js";
import { script } from "../document/script-step.js";
import type { Step } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { runsInside, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { goTool, toolPath, withoutSettings } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["gitleaks"]>;

const settings = "gitleaks.toml";

/**
 * Gitleaks: secrets in the files, or in every commit that led to them. Its findings fail its own job too, and say whom to
 * tell, because a secret that was pushed is known to others before any gate decides.
 *
 * Nothing in the code silences it: `.gitleaks.toml` counts only where the policy names it, `.gitleaksignore` is taken away
 * and `gitleaks:allow` comments are not heard. Secrets never stand in its report.
 *
 * @see https://github.com/gitleaks/gitleaks#readme
 */
export function gitleaksJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("gitleaks");
  return scannerJob(inputs, {
    id: "gitleaks",
    name: "Gitleaks",
    stage: "pre-scan",
    tool: "gitleaks",
    reports: [report],
    history: options.history,
    steps: [
      ...goTool("gitleaks", `github.com/zricethezav/gitleaks/v8@${toolVersions.gitleaks}`),
      ...settingsSteps(options),
      scanStep(inputs, {
        name: "Look for secrets",
        tool: "gitleaks",
        report,
        target: `filesystem:${inputs.repository.name}`,
        version: toolVersions.gitleaks,
        env: {
          CONFIG: options.config === undefined ? settings : posix.join(checkoutFolder, options.config),
          ALERTED: inputs.policy.gate.approvers,
        },
        command: [
          'config="$PWD/$CONFIG"',
          ...runsInside(
            checkoutFolder,
            [
              `../${toolPath("gitleaks")} ${options.history ? "git" : "dir"} .`,
              '--config "$config" --ignore-gitleaks-allow',
              "--no-banner --no-color --redact --exit-code 1",
              '--report-format json --report-path "$report"',
            ],
            totalSeconds(inputs),
          ),
        ],
        afterwards: [
          'if [ "$status" = 1 ] && [ -s "$REPORT" ]; then',
          `  echo "::error title=Secrets in the code::Tell $ALERTED, and replace every secret that the report names: whoever can read the code has it."`,
          "fi",
        ],
      }),
    ],
  });
}

function settingsSteps({ config }: Options): Step[] {
  return [
    withoutSettings("Gitleaks", [".gitleaksignore"]),
    ...(config === undefined
      ? [
          script({ name: "Take the rules of Gitleaks itself" }, [
            `printf '[extend]\\nuseDefault = true\\n' > ${settings}`,
          ]),
        ]
      : []),
  ];
}
