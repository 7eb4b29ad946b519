import { createHash } from "node:crypto";

/** A file for a repository. */
export interface RepositoryFile {
  /** Name of the repository that it goes to, without the owner. */
  repository: string;
  /** Path in the repository. */
  path: string;
  content: string;
  /** SHA-256 of the content, hex. */
  sha256: string;
  /** What the file is for; one sentence. */
  purpose: string;

  /**
   * What becomes of a file in its place that Sallyport did not write: nothing is delivered, it stays, or `block` is put at
   * its end.
   *
   * @default "refuse"
   */
  ifForeign?: "keep" | "merge" | "refuse";

  /** Lines for the end of somebody else's file, for `ifForeign: "merge"`. */
  block?: string;

  /**
   * Other paths where GitHub looks for the same file.
   *
   * @default []
   */
  elsewhere?: readonly string[];

  /**
   * What the delivery puts in place of `content`, which then is a stand-in that lets nothing pass.
   *
   * @default - the content is the file
   */
  source?: FileSource;
}

/** Something that only the delivery can read: the gate as one file, the policy, its exceptions (left out where there are none). */
export type FileSource = "gate-bundle" | "policy" | "exceptions";

/**
 * Stands in a file for the commit that brings the parts it calls (`ORG/REPO/...@SHA`), which nobody knows before that commit
 * is made. The delivery commits the parts first, and then these files with the real one.
 */
export const partsCommit = "0".repeat(40);

/** A file with the digest of its content. */
export function repositoryFile(file: Omit<RepositoryFile, "sha256">): RepositoryFile {
  return { ...file, sha256: createHash("sha256").update(file.content).digest("hex") };
}
