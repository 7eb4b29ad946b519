import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../action-catalog.js";
import { imagesArtifact } from "../scanners/image-steps.js";
import type { Step } from "../workflow.js";

type Image = RepositoryPolicy["images"][number];

/** Name of the files about an image, without their endings: `web--shop`. */
export function imageFile({ name }: Pick<Image, "name">): string {
  return name.replaceAll("/", "--");
}

/** Brings the images that were built and judged in this run: `images/FILE.tar`. Missing ones fail the step. */
export function fetchImages(): Step[] {
  return [
    uses(
      "actions/download-artifact",
      { name: imagesArtifact.name, path: imagesArtifact.folder },
      { name: "Fetch the images" },
    ),
  ];
}

/**
 * Lines that load an image and leave its id, the digest that it was judged under, in `id`.
 *
 * @param archive Bash expression for its file.
 */
export function loadLines(archive: string): string[] {
  return [
    `loaded="$(docker load --quiet --input ${archive} | sed -n 's/^Loaded image: //p' | tail -n 1)"`,
    `id="$(docker image inspect --format '{{.Id}}' "$loaded")"`,
  ];
}
