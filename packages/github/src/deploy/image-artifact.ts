import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../action-catalog.js";
import type { Step } from "../workflow.js";

type Image = RepositoryPolicy["images"][number];

/** Name of the artifact in which the build keeps an image, as `docker save` writes it. */
export function imageArtifact({ name }: Pick<Image, "name">): string {
  return `image-${name.replaceAll("/", "--")}`;
}

/** Brings the images that were built and judged in this run: `images/ARTIFACT/*.tar`. A missing one fails the step. */
export function fetchImages(images: readonly Image[]): Step[] {
  return images.map((image) =>
    uses(
      "actions/download-artifact",
      { name: imageArtifact(image), path: `images/${imageArtifact(image)}` },
      { name: `Fetch the image ${image.name}` },
    ),
  );
}

/**
 * Lines that load an image and leave its id, the digest that it was judged under, in `id`.
 *
 * @param folder Bash expression for its folder.
 */
export function loadLines(folder: string): string[] {
  return [
    `loaded="$(docker load --quiet --input ${folder}/*.tar | sed -n 's/^Loaded image: //p' | tail -n 1)"`,
    `id="$(docker image inspect --format '{{.Id}}' "$loaded")"`,
  ];
}
