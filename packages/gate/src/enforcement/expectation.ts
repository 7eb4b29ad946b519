import type { Policy, RepositoryPolicy } from "@sallyport/policy";

/** A file that the policy gives to a repository. */
export interface ExpectedFile {
  /**
   * Name of the repository that it lies in.
   *
   * @default - the repository itself
   */
  repository?: string;
  path: string;
  content: string;
}

/** What must be true of a repository for its gate to be enforced. */
export interface Expectation {
  policy: Pick<Policy, "organization" | "protection" | "environments" | "gate">;
  repository: Pick<RepositoryPolicy, "id" | "name" | "visibility">;
  /** The checks that must be required. */
  checks: readonly { context: string; integrationId?: number }[];
  /**
   * The workflow that an organisation ruleset must require.
   *
   * @default - the files lie in the repository itself, and its checks are required
   */
  requiredWorkflow?: { repositoryId: number; path: string; branch: string | undefined } | undefined;
  /** The workflow files on the default branch. */
  files: readonly ExpectedFile[];
  /** Stands in a file for a commit that nobody knew when it was written. */
  unknownCommit: string;
}

/** Names a file among those of several repositories. */
export function fileKey({ repository, path }: Pick<ExpectedFile, "repository" | "path">): string {
  return repository === undefined ? path : `${repository}:${path}`;
}

/** Something by which the live settings are weaker than the policy. */
export interface EnforcementFinding {
  /** What it is about: a branch, an environment, a file. */
  about: string;
  /** What was found; continues a sentence that begins with `about`. */
  found: string;
  /** What to do; a sentence. */
  remedy: string;
}

/** What comes of the comparison of a repository. */
export interface EnforcementAnswer {
  name: string;
  decision: "enforced" | "not-enforced" | "undecided";
  /** Where the live settings are surely weaker. */
  gaps: EnforcementFinding[];
  /** Where nobody can say. */
  doubts: EnforcementFinding[];
}
