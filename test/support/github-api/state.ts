import type { Json, JsonMap } from "./description.ts";
import { GitRepository } from "./git.ts";

/** An account of GitHub. */
export interface Account {
  id: number;
  login: string;
  type: "Bot" | "Organization" | "User";
}

/** What a token may do: `actions: "read"`. */
export type TokenPermissions = Readonly<Record<string, "read" | "write">>;

/** A token that the server knows. */
export interface Token {
  value: string;
  /** Whose doing it is what the token does. */
  account: Account;
  /** A token of a GitHub App, such as the one of a workflow job, may do what it was given; one of a user anything. */
  kind: "app" | "user";
  permissions: TokenPermissions;
}

export interface Environment {
  id: number;
  name: string;
  administratorsBypass: boolean;
  rules: EnvironmentRule[];
  /**
   * Refs that may deploy: protected branches, or what these patterns match.
   *
   * @default - every ref
   */
  refs?: "protected" | DeploymentRef[];
}

export interface DeploymentRef {
  id: number;
  type: "branch" | "tag";
  name: string;
}

export type EnvironmentRule =
  | { type: "branch_policy" }
  | { type: "wait_timer"; minutes: number }
  | { type: "required_reviewers"; preventSelfReview: boolean; reviewers: Reviewer[] };

export type Reviewer = { type: "Team"; id: number; slug: string } | { type: "User"; id: number; login: string };

export interface Run {
  id: number;
  attempt: number;
  event: string;
  headBranch: string;
  headSha: string;
  actor: Account;
  triggeringActor: Account;
  /** Pull requests of the repository itself; GitHub leaves out those of forks. */
  pulls: number[];
  /** The history of reviews, over all attempts. */
  reviews: Review[];
}

export interface Review {
  state: "approved" | "pending" | "rejected";
  environment: { id: number; name: string };
  user: Account;
  comment: string;
}

export interface Pull {
  number: number;
  author: Account;
  headSha: string;
  /** Branch that it would merge; while it is open, the head is where that branch is. */
  head?: string;
  /** Branch that it would merge into. */
  base?: string;
  title?: string;
  body?: string;
  state?: "closed" | "open";
  mergedAt?: string;
}

export interface Variable {
  name: string;
  value: string;
}

export interface Commit {
  sha: string;
  parents: string[];
}

export interface Team {
  id: number;
  slug: string;
  members: Account[];
}

export interface Comment {
  id: number;
  issue: number;
  author: Account;
  body: string;
  /** To the second, as GitHub has it. */
  updatedAt?: string;
}

export interface Deployment {
  id: number;
  environment: string;
  task: string;
  sha: string;
  creator: Account;
  payload: Json;
  /** In their order. */
  statuses: { state: string; creator: Account }[];
}

/** A ruleset of a repository, or of the organisation. Conditions, rules and bypass list are as the API has them. */
export interface Ruleset {
  id: number;
  name: string;
  target: "branch" | "tag" | "push";
  enforcement: "active" | "evaluate" | "disabled";
  conditions: RulesetConditions;
  rules: { type: string; parameters?: JsonMap }[];
  bypassActors: { actor_type: string; actor_id: number | null; bypass_mode: string }[];
}

export interface RulesetConditions {
  ref_name?: { include: string[]; exclude: string[] };
  repository_id?: { repository_ids: number[] };
  repository_name?: { include: string[]; exclude: string[] };
}

export interface Issue {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: "completed" | "duplicate" | "not_planned" | "reopened" | null;
  author: Account;
  labels: string[];
  /** Logins. */
  assignees: string[];
  /** To the second, as GitHub has it. */
  createdAt: string;
  updatedAt: string;
}

/** A key that opens one repository over SSH. */
export interface DeployKey {
  id: number;
  title: string;
  key: string;
  readOnly: boolean;
  /** To the second, as GitHub has it. */
  createdAt: string;
}

/** What the server knows about one repository. Lists alone, so that what changes in one place changes for all. */
export interface RepositoryState {
  repository: {
    id: number;
    name: string;
    /** @default "main" */
    defaultBranch?: string;
    archived?: boolean;
  };
  git: GitRepository;
  environments: Environment[];
  runs: Run[];
  pulls: Pull[];
  commits: Commit[];
  comments: Comment[];
  variables: Variable[];
  deployments: Deployment[];
  rulesets: Ruleset[];
  issues: Issue[];
  deployKeys: DeployKey[];
}

/** Everything that the server knows. Tests read and change it as they like. */
export interface GitHubState extends RepositoryState {
  organization: Account;
  tokens: Token[];
  teams: Team[];
  /** Rulesets of the organisation, which name the repositories that they are for. */
  organizationRulesets: Ruleset[];
  /** The repositories of the organisation besides the one that most tests are about. */
  others: RepositoryState[];
}

/** The account behind the token of every workflow job on github.com. */
export const actionsBot: Account = { id: 41898282, login: "github-actions[bot]", type: "Bot" };

/** A repository in which nothing has happened yet. */
export function emptyRepository(fields: Partial<RepositoryState> = {}): RepositoryState {
  return {
    repository: { id: 900123, name: "payments-api" },
    git: new GitRepository(),
    environments: [],
    runs: [],
    pulls: [],
    commits: [],
    comments: [],
    variables: [],
    deployments: [],
    rulesets: [],
    issues: [],
    deployKeys: [],
    ...fields,
  };
}

/** An organisation with one repository, in which nothing has happened yet. */
export function emptyState(fields: Partial<GitHubState> = {}): GitHubState {
  return {
    ...emptyRepository(),
    organization: { id: 1042, login: "acme", type: "Organization" },
    tokens: [],
    teams: [],
    organizationRulesets: [],
    others: [],
    ...fields,
  };
}

/** The state as a request about one repository sees it; undefined for a repository that is not there. */
export function stateOf(state: GitHubState, owner: string | undefined, name: string | undefined) {
  if (owner === undefined) return state;
  if (owner !== state.organization.login) return undefined;
  if (name === state.repository.name) return state;
  const other = state.others.find(({ repository }) => repository.name === name);
  return other && { ...state, ...other };
}

/** The token of a workflow job. */
export function jobToken(permissions: TokenPermissions): Token {
  return { value: "ghs_madeUpForTests0123456789", account: actionsBot, kind: "app", permissions };
}
