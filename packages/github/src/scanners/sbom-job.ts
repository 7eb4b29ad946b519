import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, ScriptStep, Step } from "../document/workflow.js";
import { checkout, checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { builtImage, imagesArtifact, loadImages } from "./image-steps.js";
import { imageSeconds, jobMinutes, totalSeconds } from "./time-limit.js";
import { setUpTrivy } from "./trivy-job.js";

const folder = "sbom";

/**
 * The job that lists what is in the files and in each image, as CycloneDX and as SPDX. A bill of materials is no scan: the
 * gate gets none of it, whoever wants to know what a release was made of does.
 *
 * @see https://trivy.dev/latest/docs/supply-chain/sbom
 */
export function sbomJob(inputs: WorkflowInputs): Job {
  const { images } = inputs.repository;
  const steps: Step[] = [
    checkout(),
    ...(images.length > 0 ? loadImages() : []),
    setUpTrivy(),
    script({ name: "List what is in the files", if: "!cancelled()" }, [
      `mkdir -p ${folder}`,
      ...listLines("filesystem", checkoutFolder, `${folder}/files`, totalSeconds(inputs)),
    ]),
    ...images.map((image) => imageStep(inputs, image)),
    keepStep(inputs),
  ];
  return {
    name: "Bill of materials",
    ...(images.length > 0 && { needs: [imagesArtifact.job], if: "!cancelled()" }),
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": jobMinutes(inputs),
    steps,
  };
}

function imageStep(inputs: WorkflowInputs, { name }: RepositoryPolicy["images"][number]): ScriptStep {
  return script(
    {
      name: `List what is in ${name}`,
      if: "!cancelled()",
      env: { IMAGE: name, LIST: `${folder}/image-${name.replaceAll("/", "--")}` },
    },
    [`mkdir -p ${folder}`, ...listLines("image --image-src docker", builtImage, '"$LIST"', imageSeconds(inputs))],
  );
}

function listLines(command: string, target: string, list: string, seconds: number): string[] {
  const call = (format: string, extension: string) =>
    `trivy ${command} --timeout ${seconds}s --skip-version-check --disable-telemetry --format ${format} --output ${list}.${extension} ${target}`;
  return [call("cyclonedx", "cdx.json"), call("spdx-json", "spdx.json")];
}

function keepStep({ policy }: WorkflowInputs): Step {
  return uses(
    "actions/upload-artifact",
    {
      name: "sbom",
      path: `${folder}/`,
      "if-no-files-found": "error",
      "retention-days": policy.scanning.retentionDays,
      overwrite: true,
    },
    { name: "Keep the bills of materials", if: "always()" },
  );
}
