import type { RepositoryPolicy, TrivyPolicy } from "@sallyport/policy";
import { reportPath } from "./scanner-job.js";

/** One thing that Trivy scans. */
export interface TrivyTarget {
  kind: "image" | "filesystem" | "repository" | "config";
  /** Name of the image, or of the repository. */
  name: string;
  report: string;
}

/**
 * What Trivy scans of a repository: each image, or the files. A repository without images has its files scanned, and
 * `scope: all-repos` adds them to the images. Where the files are not scanned, their configuration is, if there is any.
 */
export function trivyTargets(trivy: TrivyPolicy, repository: RepositoryPolicy): TrivyTarget[] {
  const images = trivy.scanType === "image" ? repository.images : [];
  const files = images.length === 0 || trivy.scope === "all-repos";
  const configuration = repository.infrastructure.length + repository.kubernetes.length > 0;
  const kind = trivy.scanType === "repository" ? "repository" : "filesystem";
  const ofRepository = files ? ([kind] as const) : configuration ? (["config"] as const) : [];
  return [
    ...images.map(({ name }) => ({ kind: "image" as const, name, report: reportPath("trivy", "image", name) })),
    ...ofRepository.map((what) => ({ kind: what, name: repository.name, report: reportPath("trivy", what) })),
  ];
}
