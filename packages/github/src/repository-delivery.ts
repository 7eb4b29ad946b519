import { createHash } from "node:crypto";
import type { Delivery } from "@sallyport/github-api";
import { partsCommit, type RepositoryFile } from "./repository-file.js";

/** The files of the policy for one repository. */
export interface RepositoryDelivery {
  /** Login of the organisation. */
  owner: string;

  /** Name of the repository. */
  repository: string;

  /** Numeric id of the repository. */
  repositoryId: number;

  /** Branch of the pull request that brings the files. */
  branch: string;

  files: readonly RepositoryFile[];

  /**
   * What the files call in the central repository.
   *
   * @default - they call nothing, or bring it themselves
   */
  parts?: { repository: string; branch: string; files: readonly RepositoryFile[] };
}

const title = "Sallyport: update the generated files";
const body = `These files follow from \`sallyport.yaml\`. Change the policy, not the files: the next delivery takes an edit back.

Whoever merges this decides what the pipeline checks from now on.`;

/** What is delivered to the repository, and how its pull request speaks of it. */
export function deliveryOf(delivery: RepositoryDelivery): Delivery {
  return { ...delivery, title, body, placeholder: partsCommit };
}

/** SHA-256 over the paths and contents of all files, and of what they call: another one means another delivery. */
export function filesDigest({ files, parts }: Pick<RepositoryDelivery, "files" | "parts">): string {
  const lines = [...files, ...(parts?.files ?? [])].map(
    ({ repository, path, sha256 }) => `${repository} ${path} ${sha256}\n`,
  );
  return createHash("sha256").update(lines.toSorted().join("")).digest("hex");
}
