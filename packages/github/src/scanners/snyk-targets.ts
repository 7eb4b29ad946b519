import { manifestKind, type Policy, type RepositoryPolicy } from "@sallyport/policy";
import { reportPath } from "./scanner-job.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["snyk"]>;

/** Kind of a manifest whose dependencies Snyk can tell. */
export type PackageManager = "npm" | "python" | "maven" | "golang";

/** One thing that Snyk scans. */
export type SnykTarget = { report: string } & (
  | { kind: "dependencies"; path: string; manager: PackageManager }
  | { kind: "image"; name: string; dockerfile: string }
  | { kind: "iac"; path: string }
);

/**
 * What Snyk scans of a repository: `dependencies` are the manifests and the images, `iac` the folders with infrastructure,
 * `configuration` those with Kubernetes manifests.
 */
export function snykTargets({ scanType }: Options, repository: RepositoryPolicy): SnykTarget[] {
  const wants = (type: Options["scanType"][number]) => scanType.includes(type);
  const folders = [
    ...(wants("iac") ? repository.infrastructure : []),
    ...(wants("configuration") ? repository.kubernetes : []),
  ];
  return [
    ...(wants("dependencies") ? [...manifestTargets(repository), ...imageTargets(repository)] : []),
    ...[...new Set(folders.map((folder) => folder.replace(/\/+$/, "")))].map((path, index) => ({
      kind: "iac" as const,
      path,
      report: reportPath("snyk", "iac", String(index + 1)),
    })),
  ];
}

/** Reports have numbers, because a path may hold what a file name or a command line should not. */
function manifestTargets({ manifests }: RepositoryPolicy): SnykTarget[] {
  return manifests
    .map((manifest) =>
      typeof manifest === "string" ? { path: manifest, kind: manifestKind(manifest) } : { ...manifest },
    )
    .flatMap(({ path, kind }) => (kind && kind !== "docker" && kind !== "kubernetes" ? { path, manager: kind } : []))
    .map((manifest, index) => ({
      kind: "dependencies",
      ...manifest,
      report: reportPath("snyk", "dependencies", String(index + 1)),
    }));
}

function imageTargets({ images }: RepositoryPolicy): SnykTarget[] {
  return images.map(({ name, dockerfile }) => ({
    kind: "image" as const,
    name,
    dockerfile,
    report: reportPath("snyk", "image", name),
  }));
}
