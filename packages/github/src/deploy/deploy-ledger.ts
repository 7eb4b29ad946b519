import { uses } from "../catalogue/action-catalog.js";
import type { Step } from "../document/workflow.js";
import { sallyport, type WorkflowInputs } from "../workflows/preparation.js";

/** Artifact in which the job Gate keeps the ledger with its verdict. */
export const gateLedger = "ledger";

/** Artifact in which the deployments of a run keep that ledger, with what they add. */
const deployLedger = "deployment-ledger";

/** The ledger in a job. */
export const ledgerFile = "ledger/ledger.jsonl";

/** Brings the ledger. By pattern: where there is none yet, the step that needs it says so. */
export function fetchLedger(artifact: string = deployLedger): Step {
  return uses(
    "actions/download-artifact",
    { pattern: artifact, path: "ledger", "merge-multiple": true },
    { name: "Fetch the ledger" },
  );
}

/** Keeps the ledger for the next job, and for whoever asks later. */
export function keepLedger({ policy }: WorkflowInputs): Step {
  return uses(
    "actions/upload-artifact",
    { name: deployLedger, path: ledgerFile, "retention-days": policy.scanning.retentionDays, overwrite: true },
    { name: "Keep the ledger", if: "always()" },
  );
}

/**
 * Lines that append an entry about the images in `IMAGES`. A run that was started by hand has no ledger yet, and begins one.
 *
 * @param parts Values of `--set`, as bash words.
 */
export function ledgerLines(
  inputs: WorkflowInputs,
  event: "deployment" | "rollback",
  parts: readonly string[],
): string[] {
  const append = `${sallyport(inputs)} ledger append --file ${ledgerFile}`;
  return [
    `if [ ! -e ${ledgerFile} ]; then`,
    "  mkdir -p ledger",
    `  ${append} --event genesis --set "ledger=$GITHUB_REPOSITORY/$GITHUB_RUN_ID"`,
    "fi",
    'set -- --repository "$REPOSITORY" --commit "$GITHUB_SHA" --set "environment=$ENVIRONMENT" --set "by=$GITHUB_ACTOR"',
    'for image in $IMAGES; do set -- "$@" --image "$image"; done',
    `${append} --event ${event} ${parts.map((part) => `--set ${part}`).join(" ")} "$@"`,
  ];
}
