import { uses } from "./action-catalog.js";
import { expression } from "./expression.js";
import { policyFile, preparation, reportsFolder, sallyport, type WorkflowInputs } from "./preparation.js";
import { script } from "./script-step.js";
import type { Job, Step } from "./workflow.js";

/** What the jobs after the scanners need to know. */
export interface GateInputs extends WorkflowInputs {
  /** Ids of the scanner jobs; each keeps an artifact of its own name. */
  scannerJobs: readonly string[];
  /** Paths of the reports that the scanner jobs keep. */
  reports: readonly string[];
}

/**
 * The job that decides. A scanner job that failed must not keep it from running (`always()`): it is this job that says
 * which report is missing, and a job that was skipped would count as passed.
 *
 * Ends green on a pass and where an approval is needed; the job output `decision` tells them apart, and `request` is the
 * digest of what needs the approval.
 */
export function gateJob(inputs: GateInputs): Job {
  return {
    name: "Gate",
    ...(inputs.scannerJobs.length > 0 && { needs: inputs.scannerJobs }),
    if: "always()",
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read" },
    "timeout-minutes": 5,
    outputs: {
      decision: expression("steps.gate.outputs.decision"),
      request: expression("steps.gate.outputs.request"),
    },
    steps: [
      ...preparation(inputs),
      ...fetchReports(inputs),
      script({ name: "Judge the reports", id: "gate", env: gateEnvironment(inputs) }, [
        "status=0",
        `${gateCommand(inputs)} || status=$?`,
        'case "$status" in',
        "  0) decision=pass ;;",
        "  1) decision=blocked ;;",
        "  3) decision=approval ;;",
        "  *) decision=undecided ;;",
        "esac",
        'echo "decision=$decision" >> "$GITHUB_OUTPUT"',
        'if [ "$decision" != approval ]; then exit "$status"; fi',
        "# An approval is still to be had: the next job waits for it, and lifts nothing but what this one asks for.",
        "request=$(sha256sum verdict/approval-request.jsonl | cut -d ' ' -f 1)",
        'echo "request=$request" >> "$GITHUB_OUTPUT"',
      ]),
      showVerdict(),
      keepVerdict(inputs, "verdict"),
    ],
  };
}

/** By pattern, because a name that is not there would fail the step before the gate can say what is missing. */
export function fetchReports({ scannerJobs }: GateInputs): Step[] {
  return scannerJobs.map((job) =>
    uses(
      "actions/download-artifact",
      { pattern: job, path: reportsFolder, "merge-multiple": true },
      { name: `Fetch the reports of ${job}` },
    ),
  );
}

/** What {@link gateCommand} reads from its environment. */
export function gateEnvironment(inputs: GateInputs) {
  return { POLICY: policyFile(inputs), REPOSITORY: inputs.repository.name };
}

/** The call of the gate. Its exit code is the decision. */
export function gateCommand(inputs: GateInputs): string {
  return [
    `${sallyport(inputs)} gate --policy "$POLICY" --repository "$REPOSITORY" --commit "$GITHUB_SHA"`,
    ...inputs.reports.map((report) => `--report ${report}`),
    "--out verdict --format markdown,summary,sarif,junit,html --annotations",
    '--details-url "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
  ].join(" \\\n  ");
}

/** Puts the verdict on the page of the run. The gate writes no summary where it could not read a report. */
export function showVerdict(): Step {
  return script({ name: "Show the verdict", if: "always()" }, [
    'if [ -f verdict/summary.md ]; then cat verdict/summary.md >> "$GITHUB_STEP_SUMMARY"; fi',
  ]);
}

/** Keeps what the gate wrote, under this name. */
export function keepVerdict({ policy }: GateInputs, name: string): Step {
  return uses(
    "actions/upload-artifact",
    { name, path: "verdict/", "retention-days": policy.scanning.retentionDays, overwrite: true },
    { name: "Keep the verdict", if: "always()" },
  );
}
