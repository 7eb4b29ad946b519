/** A file of a delivery. */
export type DeliveryFile = {
  /** Path in the repository. */
  path: string;

  /**
   * What becomes of a file in its place that Sallyport did not write. A delivered file without the header of a generated one
   * takes its place in any case.
   *
   * - `refuse`: nothing is delivered until somebody moves it.
   * - `keep`: it stays, and the delivery says so.
   * - `merge`: `block` is put at its end, between marker lines.
   *
   * @default "refuse"
   */
  ifForeign?: "keep" | "merge" | "refuse";

  /** Lines for the end of somebody else's file, for `ifForeign: "merge"`. */
  block?: string;

  /**
   * Other paths where GitHub looks for the same file. Somebody else's file there counts as one in its place.
   *
   * @default []
   */
  elsewhere?: readonly string[];
} & ({ content: string } | { bytes: Uint8Array });

/** Files for one repository. */
export interface Delivery {
  /** Login of the organisation. */
  owner: string;

  /** Name of the repository. */
  repository: string;

  /**
   * Numeric id of the repository; another one of that name gets nothing.
   *
   * @default - not looked at
   */
  repositoryId?: number;

  /** Branch of the pull request. */
  branch: string;

  /** Title of the pull request, and first line of the commit. */
  title: string;

  /** What the pull request says before the list of files. Markdown. */
  body: string;

  files: readonly DeliveryFile[];

  /**
   * Stands in a file, after `OWNER/REPOSITORY/PATH@`, for the commit that brings what is called there. What is called may
   * call others itself.
   *
   * @default - no file has parts
   */
  placeholder?: string;

  /**
   * The parts, where another repository has them. They must be on its default branch before this delivery.
   *
   * @default - they are in this delivery
   */
  parts?: { repository: string; branch: string; files: readonly DeliveryFile[] };
}

/** What a delivery did, or with a dry run would do. */
export interface Delivered {
  repository: string;

  /**
   * - `current`: the default branch has every file.
   * - `waiting`: the open pull request has every file.
   * - `opened`, `updated`: a pull request was opened, or the open one got another commit.
   */
  outcome: "current" | "opened" | "updated" | "waiting";

  /** Absent when there is none, and for one that a dry run would open. */
  pull?: { number: number; url: string };

  /** Commits that were made, oldest first. */
  commits: string[];

  /** Paths that the pull request writes. */
  written: string[];

  /** Paths that the pull request takes out: generated files that the policy no longer asks for. */
  removed: string[];

  /** What people should know, one sentence each. */
  notes: string[];
}

/** What is in the file. */
export function contentOf(file: DeliveryFile): string | Uint8Array {
  return "bytes" in file ? file.bytes : file.content;
}
