import { posix } from "node:path";
import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, ScriptStep, Step } from "../document/workflow.js";
import { checkout, checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { jobMinutes } from "./time-limit.js";

type Image = RepositoryPolicy["images"][number];

/** How the job that builds hands the images on. */
export const imagesArtifact = { job: "build", name: "images", folder: "images" } as const;

/** Name under which Docker has an image in every job: `payments-api:$GITHUB_SHA`. */
export const builtImage = '"$IMAGE:$GITHUB_SHA"';

/**
 * The job that builds each image of the repository once, for all scanners. It runs what a pull request brings, so it holds
 * nothing: no secret, and no right but to read the code.
 */
export function buildJob(inputs: WorkflowInputs): Job {
  const { policy, repository } = inputs;
  const steps: Step[] = [
    checkout(),
    ...repository.images.map(buildStep),
    uses(
      "actions/upload-artifact",
      {
        name: imagesArtifact.name,
        path: `${imagesArtifact.folder}/`,
        "if-no-files-found": "error",
        "retention-days": Math.min(policy.scanning.retentionDays, daysKept),
        "compression-level": 1,
        overwrite: true,
      },
      { name: "Hand the images on", if: "always()" },
    ),
  ];
  return {
    name: "Build",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": jobMinutes(inputs),
    outputs: Object.fromEntries(
      repository.images.map((_, index) => [imageOutput(index), expression(`steps.${imageOutput(index)}.outputs.id`)]),
    ),
    steps,
  };
}

/** Output of the job, and id of the step, with the id of an image: the digest of its configuration. */
function imageOutput(index: number): string {
  return `image-${index + 1}`;
}

/** The id of each image as an expression, for the jobs that wait for the build. Empty for one that was not built. */
export function builtImages({ images }: RepositoryPolicy): Record<string, string> {
  return Object.fromEntries(
    images.map(({ name }, index) => [name, `needs.${imagesArtifact.job}.outputs.${imageOutput(index)}`]),
  );
}

/** Images are large, and a failed job is run again within a day. */
const daysKept = 1;

function buildStep({ name, dockerfile, context }: Image, index: number): ScriptStep {
  return script(
    {
      name: `Build ${name}`,
      id: imageOutput(index),
      // One image that does not build must not hide the others.
      if: "!cancelled()",
      env: {
        IMAGE: name,
        DOCKERFILE: posix.join(checkoutFolder, dockerfile),
        CONTEXT: posix.join(checkoutFolder, context),
        ARCHIVE: `${imagesArtifact.folder}/${name.replaceAll("/", "--")}.tar`,
      },
    },
    [
      `mkdir -p ${imagesArtifact.folder}`,
      `docker build --file "$DOCKERFILE" --tag ${builtImage} "$CONTEXT"`,
      `docker save --output "$ARCHIVE" ${builtImage}`,
      `echo "id=$(docker image inspect --format '{{.Id}}' ${builtImage})" >> "$GITHUB_OUTPUT"`,
    ],
  );
}

/** Steps that put the built images into the Docker of a job. One that was not built is missing, which its scan will say. */
export function loadImages(): Step[] {
  return [
    uses(
      "actions/download-artifact",
      // By pattern, because a name that is not there would fail the step before any run record says so.
      { pattern: imagesArtifact.name, path: imagesArtifact.folder, "merge-multiple": true },
      { name: "Fetch the images" },
    ),
    script({ name: "Load the images" }, [
      "shopt -s nullglob",
      `for archive in ${imagesArtifact.folder}/*.tar; do docker load --quiet --input "$archive"; done`,
    ]),
  ];
}
