import type { ScannerName } from "@sallyport/policy";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { ScriptStep } from "../document/workflow.js";
import { reportsFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { digestVariable, recordLines } from "./scan-step.js";

/** A scan that an action made. */
export interface ActionScan {
  /** Name of the step that records it. */
  name: string;
  tool: ScannerName;
  /** Path of its SARIF log. */
  report: string;
  target: string;
  /** What the gate calls the image that is scanned, as an expression: the digest of its configuration. */
  digest?: string | undefined;
  /** Id of the step that noted the start. */
  start: string;
  /** Id of the step that ran the action. */
  scan: string;
  /** What ran, where the log does not say it: a version, or an expression. */
  version: string;
  /** Lines that put the log in its place. */
  before?: readonly string[];
}

/** The step before an action that scans: the action itself does not say when it started. */
export function noteStart(id: string): ScriptStep {
  return script({ name: "Note the time", id, if: "!cancelled()" }, [
    `mkdir -p ${reportsFolder}`,
    'echo "time=$(date -u +%Y-%m-%dT%H:%M:%SZ)" >> "$GITHUB_OUTPUT"',
  ]);
}

/** The step after it: the run record, also when the action failed or left nothing. An action has no exit code but 0 and 1. */
export function recordStep(inputs: WorkflowInputs, scan: ActionScan): ScriptStep {
  return script(
    {
      name: scan.name,
      if: "!cancelled()",
      env: {
        TARGET: scan.target,
        ...digestVariable(scan),
        REPORT: scan.report,
        STARTED: expression(`steps.${scan.start}.outputs.time`),
        OUTCOME: expression(`steps.${scan.scan}.outcome`),
        VERSION: scan.version,
      },
    },
    [
      `mkdir -p ${reportsFolder}`,
      ...(scan.before ?? []),
      'ended="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      `started="\${STARTED:-$ended}"`,
      'if [ "$OUTCOME" = success ]; then status=0; else status=1; fi',
      ...recordLines(inputs, {
        tool: scan.tool,
        version: "unknown",
        digest: scan.digest,
        facts: [
          `version="$(jq --raw-output '.runs[0].tool.driver | .semanticVersion // .version // empty' "$REPORT")" || version=""`,
          `version="\${version:-$VERSION}"`,
        ],
      }),
      'test -s "$REPORT" || exit 1',
    ],
  );
}
