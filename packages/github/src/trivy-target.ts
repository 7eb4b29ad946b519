import type { RepositoryPolicy, TrivyPolicy } from "@sallyport/policy";
import { reportsFolder } from "./preparation.js";

type Image = RepositoryPolicy["images"][number];

/** One thing that Trivy scans. */
export type TrivyTarget =
  | { kind: "image"; name: string; report: string; image: Image }
  | { kind: "filesystem" | "repository"; name: string; report: string };

/**
 * What Trivy scans of a repository: each image, or the files. A repository without images has its files scanned, and
 * `scope: all-repos` adds them to the images.
 */
export function trivyTargets(trivy: TrivyPolicy, repository: RepositoryPolicy): TrivyTarget[] {
  const images = trivy.scanType === "image" ? repository.images : [];
  const alsoFiles = images.length === 0 || trivy.scope === "all-repos";
  const kind = trivy.scanType === "repository" ? "repository" : "filesystem";
  return [
    ...images.map((image) => ({
      kind: "image" as const,
      name: image.name,
      report: reportPath("image", image.name),
      image,
    })),
    ...(alsoFiles ? [{ kind, name: repository.name, report: reportPath(kind) } as const] : []),
  ];
}

/** An image name has no two separators in a row, so `--` for its slashes keeps names apart. */
function reportPath(kind: string, name?: string): string {
  const parts = ["trivy", kind, ...(name === undefined ? [] : [name.replaceAll("/", "--")])];
  return `${reportsFolder}/${parts.join("-")}.json`;
}
