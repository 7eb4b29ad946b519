import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, Step } from "../document/workflow.js";
import { policyFile, preparation, sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import { fetchLedger, gateLedger, keepLedger, ledgerFile } from "./deploy-ledger.js";
import { fetchImages, loadLines } from "./image-artifact.js";

/**
 * The job that asks the ledger of this run whether each image was judged, and may pass. It holds no right but to read: it
 * comes before the job that holds the one to publish. Job output `judged` names the images that passed, by their id.
 */
export function verifyJob(inputs: WorkflowInputs): Job {
  const { images } = inputs.repository;
  const steps: Step[] = [
    ...preparation(inputs),
    fetchImages(),
    fetchLedger(gateLedger),
    script(
      {
        name: "Ask the ledger for the verdict on each image",
        id: "verify",
        env: { POLICY: policyFile(inputs), IMAGES: images.map(({ name }) => name).join(" ") },
      },
      [
        'judged=""',
        "for name in $IMAGES; do",
        ...loadLines.map((line) => `  ${line}`),
        `  ${sallyport(inputs)} verify "$name@$id" --ledger ${ledgerFile} --policy "$POLICY"`,
        '  judged="$judged $name@$id"',
        "done",
        `echo "judged=\${judged# }" >> "$GITHUB_OUTPUT"`,
      ],
    ),
    keepLedger(inputs),
  ];
  return {
    name: "Verify",
    // A run that somebody starts by hand only deploys again what was good before.
    if: "inputs.environment == ''",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": 15,
    outputs: { judged: expression("steps.verify.outputs.judged") },
    steps,
  };
}
