import type { RepositoryPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import type { Step } from "../document/workflow.js";
import { imagesArtifact } from "../scanners/image-steps.js";

type Image = RepositoryPolicy["images"][number];

/** Artifact with the bill of materials of every image. */
const sbomArtifact = "sbom";

/** Brings the images that were built and judged in this run. Without them the step fails. */
export function fetchImages(): Step {
  return uses(
    "actions/download-artifact",
    { name: imagesArtifact.name, path: imagesArtifact.folder },
    { name: "Fetch the images" },
  );
}

/** Brings what the images were made of. */
export function fetchSboms(): Step {
  return uses(
    "actions/download-artifact",
    { name: sbomArtifact, path: sbomArtifact },
    { name: "Fetch the bills of materials" },
  );
}

/** Bill of materials of an image, as CycloneDX. */
export function sbomPath({ name }: Pick<Image, "name">): string {
  return `${sbomArtifact}/image-${name.replaceAll("/", "--")}.cdx.json`;
}

/** Lines that load the image `$name`, and leave its id in `id`: the digest that it was judged under. */
export const loadLines: readonly string[] = [
  `archive="${imagesArtifact.folder}/\${name//\\//--}.tar"`,
  `loaded="$(docker load --quiet --input "$archive" | sed -n 's/^Loaded image: //p' | tail -n 1)"`,
  `id="$(docker image inspect --format '{{.Id}}' "$loaded")"`,
];
