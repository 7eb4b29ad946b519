import { uses } from "../action-catalog.js";
import { expression } from "../expression.js";
import { jobPermissions } from "../job-permissions.js";
import { policyFile, preparation, sallyport, type WorkflowInputs } from "../preparation.js";
import { script } from "../script-step.js";
import { toolVersions } from "../tool-versions.js";
import type { Job, Step } from "../workflow.js";
import { fetchLedger, gateLedger, keepLedger, ledgerFile } from "./deploy-ledger.js";
import { fetchImages, imageFile, loadLines } from "./image-artifact.js";

/** Artifact with the bill of materials of each image, `FILE.cdx.json`. */
export const sbomArtifact = "deployment-sbom";

/**
 * The job that asks the ledger of this run whether each image was judged, and may pass. It holds no right but to read: it
 * comes before the job that holds the one to publish. Job output `judged` names the images that passed, by their id.
 */
export function verifyJob(inputs: WorkflowInputs): Job {
  const { images } = inputs.repository;
  const steps: Step[] = [
    ...preparation(inputs),
    ...fetchImages(),
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
        ...loadLines(`"images/\${name//\\//--}.tar"`).map((line) => `  ${line}`),
        `  ${sallyport(inputs)} verify "$name@$id" --ledger ${ledgerFile} --policy "$POLICY"`,
        '  judged="$judged $name@$id"',
        "done",
        `echo "judged=\${judged# }" >> "$GITHUB_OUTPUT"`,
      ],
    ),
    uses("aquasecurity/setup-trivy", { version: toolVersions.trivy }, { name: "Set up Trivy" }),
    script({ name: "List what is in each image", env: { IMAGES: images.map(imageFile).join(" ") } }, [
      "mkdir -p sbom",
      "for image in $IMAGES; do",
      '  trivy image --input "images/$image.tar" --format cyclonedx --skip-version-check --disable-telemetry \\',
      '    --output "sbom/$image.cdx.json"',
      "done",
    ]),
    uses(
      "actions/upload-artifact",
      { name: sbomArtifact, path: "sbom/", "if-no-files-found": "error", overwrite: true },
      { name: "Keep the lists" },
    ),
    keepLedger(inputs),
  ];
  return {
    name: "Verify",
    // A run that somebody starts by hand only deploys again what was good before.
    if: "github.event_name != 'workflow_dispatch'",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": 15,
    outputs: { judged: expression("steps.verify.outputs.judged") },
    steps,
  };
}
