import { createHash } from "node:crypto";
import { calledFiles, type Delivery, DeliveryError } from "@sallyport/github-api";
import { partsCommit, type RepositoryFile, repositoryFile } from "./repository-file.js";

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

/** What these files call, directly or through others. */
export function calledByFiles(files: readonly RepositoryFile[], among: readonly RepositoryFile[]): RepositoryFile[] {
  return calledFiles(files, among, partsCommit);
}

/** A file with its real content in the place of the stand-in. */
export function sourced({ source: _, ...file }: RepositoryFile, content: string): RepositoryFile {
  return repositoryFile({ ...file, content });
}

/**
 * What is delivered to the repository, and how its pull request speaks of it.
 *
 * @throws {DeliveryError} when a file still is a stand-in.
 */
export function deliveryOf(delivery: RepositoryDelivery): Delivery {
  const standIns = [...delivery.files, ...(delivery.parts?.files ?? [])].filter(({ source }) => source !== undefined);
  if (standIns.length > 0) {
    const place = `${delivery.owner}/${delivery.repository}`;
    const remedy = "Install @sallyport/cli beside the program, or use `sallyport deliver`.";
    throw new DeliveryError(
      standIns.map(({ path, source }) => ({ place, found: `${path} needs the ${source}`, remedy })),
    );
  }
  return { ...delivery, title, body, placeholder: partsCommit };
}

/** SHA-256 over the paths and contents of all files, and of what they call: another one means another delivery. */
export function filesDigest({ files, parts }: Pick<RepositoryDelivery, "files" | "parts">): string {
  const lines = [...files, ...(parts?.files ?? [])].map(
    ({ repository, path, sha256 }) => `${repository} ${path} ${sha256}\n`,
  );
  return createHash("sha256").update(lines.toSorted().join("")).digest("hex");
}
