import { posix } from "node:path";
import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../action-catalog.js";
import { expression } from "../expression.js";
import { jobPermissions } from "../job-permissions.js";
import { checkout, checkoutFolder, type WorkflowInputs } from "../preparation.js";
import { script } from "../script-step.js";
import type { Job, ScriptStep, Step } from "../workflow.js";
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
    ...repository.images.map((image, index) => buildStep(image, digestOutput(index))),
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
      repository.images.map((_, index) => [
        digestOutput(index),
        expression(`steps.${digestOutput(index)}.outputs.digest`),
      ]),
    ),
    steps,
  };
}

/** Output of the job, and id of the step, that has the digest of an image; the name of an image may hold more than these. */
function digestOutput(index: number): string {
  return `image-${index + 1}`;
}

/** The digests of the images, as expressions by their names, for jobs that wait for the build. */
export function imageDigests({ images }: RepositoryPolicy): Record<string, string> {
  return Object.fromEntries(
    images.map(({ name }, index) => [name, `needs.${imagesArtifact.job}.outputs.${digestOutput(index)}`]),
  );
}

/** Images are large, and a failed job is run again within a day. */
const daysKept = 1;

/**
 * Docker (25 and later) writes an archive that is an OCI image layout too, whose index names the digest of the image.
 * Whoever pushes it with `skopeo copy --preserve-digests` puts the very image into the registry that was scanned.
 *
 * @see https://docs.docker.com/reference/cli/docker/image/save
 */
function buildStep({ name, dockerfile, context }: Image, id: string): ScriptStep {
  return script(
    {
      name: `Build ${name}`,
      id,
      // One image that does not build must not hide the others.
      if: "!cancelled()",
      env: {
        IMAGE: name,
        DOCKERFILE: posix.join(checkoutFolder, dockerfile),
        CONTEXT: posix.join(checkoutFolder, context),
        ARCHIVE: imageArchive(name),
      },
    },
    [
      `mkdir -p ${imagesArtifact.folder}`,
      `docker build --file "$DOCKERFILE" --tag ${builtImage} "$CONTEXT"`,
      `docker save --output "$ARCHIVE" ${builtImage}`,
      'digest="$(tar --extract --to-stdout --file "$ARCHIVE" index.json | jq --raw-output --exit-status \'.manifests[0].digest\')"',
      'echo "digest=$digest" >> "$GITHUB_OUTPUT"',
    ],
  );
}

/** Where a job finds an image that was built, after {@link loadImages}. */
export function imageArchive(name: string): string {
  return `${imagesArtifact.folder}/${name.replaceAll("/", "--")}.tar`;
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
