import type { Read } from "../approval/approval-evidence.js";

/** An entry of a ruleset's bypass list. */
export interface LiveBypass {
  /** `Team`, `User`, `RepositoryRole`, `Integration`, `OrganizationAdmin`, `DeployKey`. */
  type: string;
  /** Numeric id; null for kinds that have none. */
  id: number | null;
  /** `pull_request`, `always` or `exempt`. */
  mode: string;
}

/** A rule of a ruleset, with its parameters as the API gives them. */
export interface LiveRule {
  type: string;
  parameters: Readonly<Record<string, unknown>>;
}

/** A ruleset that GitHub applies to a repository. */
export interface LiveRuleset {
  id: number;
  name: string;
  /** `branch`, `tag` or `push`. */
  target: string;
  /** `active`, `evaluate` or `disabled`. */
  enforcement: string;
  /** `Repository`, `Organization` or `Enterprise`. */
  sourceType: string;
  /** Refs that it is for, and refs that it is not for, as GitHub's patterns; empty for push rulesets. */
  include: readonly string[];
  exclude: readonly string[];
  rules: readonly LiveRule[];
  /** Who may pass it; undefined where the token may not see that. */
  bypass: readonly LiveBypass[] | undefined;
  /** Whether the account of the token may pass it; undefined where the answer does not say. */
  currentUserCanBypass: string | undefined;
}

/** An environment of a repository. */
export interface LiveEnvironment {
  name: string;
  /** Whether administrators may skip its rules; undefined where the answer does not say. */
  administratorsBypass: boolean | undefined;
  /** Longest pause before a deployment, in minutes. */
  waitMinutes: number;
  /** Its `required_reviewers` rules. */
  reviewerRules: readonly {
    preventSelfReview: boolean | undefined;
    reviewers: readonly { type: string; id: number }[];
  }[];
  /** `any`: every ref may deploy; `protected`: protected branches; else the patterns that may. */
  refs: "any" | "protected" | Read<readonly { type: string; pattern: string }[]>;
}

/** What GitHub says about one repository. */
export interface LiveRepository {
  id: number;
  name: string;
  defaultBranch: string;
  /** Whether nobody can push or merge any more. */
  archived: boolean;
  rulesets: Read<readonly LiveRuleset[]>;
  /** By branch, the ids of the rulesets whose rules GitHub says are active there; branches that nobody asked about are absent. */
  activeOn: Readonly<Record<string, Read<readonly number[]>>>;
  environments: Read<readonly LiveEnvironment[]>;
  /** By {@link fileKey}, the files on the default branch; undefined for one that is not there. */
  files: Readonly<Record<string, Read<LiveFile | undefined>>>;
}

/** A generated file as it lies in a repository. */
export interface LiveFile {
  content: string;
  /** Whether it is as Sallyport wrote it, by the digest in its header. */
  unedited: boolean;
}
