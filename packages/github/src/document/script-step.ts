import type { ScriptStep, StepOptions } from "./workflow.js";

/**
 * A step that runs a bash script which stops at the first failure.
 *
 * @param lines The script; values reach it through `options.env` alone.
 */
export function script(options: StepOptions, lines: readonly string[]): ScriptStep {
  return { ...options, shell: "bash", run: ["set -euo pipefail", ...lines, ""].join("\n") };
}
