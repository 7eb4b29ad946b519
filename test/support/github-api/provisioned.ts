import type { Plan } from "@sallyport/pipeline";
import type { JsonMap } from "./description.ts";
import { GitRepository } from "./git.ts";
import {
  type DeploymentRef,
  type Environment,
  emptyRepository,
  type RepositoryState,
  type Reviewer,
  type Ruleset,
} from "./state.ts";

type Inputs = Record<string, unknown>;

/** Names of rules in the provider, and in GitHub's API. */
const plainRules: Record<string, string> = {
  deletion: "deletion",
  update: "update",
  nonFastForward: "non_fast_forward",
  requiredSignatures: "required_signatures",
  requiredLinearHistory: "required_linear_history",
};

/** A repository as it is after `pulumi up` of a plan, with its files delivered and merged. */
export function provisioned({ resources, files }: Plan, repository: RepositoryState["repository"]): RepositoryState {
  const own = ({ inputs }: { inputs: Inputs }) => inputs.repository === repository.name;
  const ofType = (type: string) => resources.filter((resource) => resource.type === type && own(resource));
  return emptyRepository({
    repository,
    rulesets: ofType("github:index/repositoryRuleset:RepositoryRuleset").map(({ inputs }, index) =>
      rulesetOf(7001 + index, inputs),
    ),
    environments: ofType("github:index/repositoryEnvironment:RepositoryEnvironment").map(({ inputs }, index) => {
      const policies = ofType(
        "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
      );
      const refs = policies
        .map((policy) => policy.inputs)
        .filter(({ environment }) => environment === inputs.environment);
      return environmentOf(900 + index, inputs, refs);
    }),
    git: gitWith(
      files.filter((file) => file.repository === repository.name),
      repository.defaultBranch,
    ),
  });
}

function gitWith(files: Plan["files"], branch = "main"): GitRepository {
  const git = new GitRepository();
  const delivered = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  git.commitFiles(branch, { "README.md": "# A service\n", ...delivered });
  return git;
}

/**
 * Changes every delivered file on the default branch, as somebody does with `git push`.
 *
 * @param edit Gives the new content, or null for a file that goes away.
 */
export function editFiles({ git, repository }: RepositoryState, edit: (content: string) => string | null): void {
  const branch = repository.defaultBranch ?? "main";
  const { "README.md": _, ...delivered } = git.filesAt(branch);
  git.commitFiles(branch, Object.fromEntries(Object.entries(delivered).map(([path, text]) => [path, edit(text)])));
}

function rulesetOf(id: number, inputs: Inputs): Ruleset {
  const {
    name,
    target,
    enforcement,
    conditions,
    bypassActors = [],
    rules,
  } = inputs as {
    name: string;
    target: Ruleset["target"];
    enforcement: Ruleset["enforcement"];
    conditions?: { refName: { includes: string[]; excludes: string[] } };
    bypassActors?: { actorType: string; actorId: number; bypassMode: string }[];
    rules: Inputs;
  };
  const refs = conditions?.refName;
  return {
    id,
    name,
    target,
    enforcement,
    conditions: refs ? { ref_name: { include: refs.includes, exclude: refs.excludes } } : {},
    bypassActors: bypassActors.map(({ actorType, actorId, bypassMode }) => ({
      actor_type: actorType,
      actor_id: actorId,
      bypass_mode: bypassMode,
    })),
    rules: Object.entries(rules).flatMap(([rule, value]) => ruleOf(rule, value)),
  };
}

function ruleOf(rule: string, value: unknown): Ruleset["rules"] {
  const plain = plainRules[rule];
  if (plain !== undefined) return value === true ? [{ type: plain }] : [];
  const given = value as Inputs;
  switch (rule) {
    case "pullRequest":
      return [{ type: "pull_request", parameters: snakeCased(given) }];
    case "mergeQueue":
      return [
        {
          type: "merge_queue",
          parameters: {
            max_entries_to_merge: 5,
            min_entries_to_merge: 1,
            min_entries_to_merge_wait_minutes: 5,
            ...snakeCased(given),
          },
        },
      ];
    case "requiredStatusChecks":
      return [{ type: "required_status_checks", parameters: checksOf(given) }];
    case "filePathRestriction":
      return [{ type: "file_path_restriction", parameters: snakeCased(given) }];
    default:
      throw new Error(`provisioned.ts does not know the rule ${rule}`);
  }
}

function checksOf({ requiredChecks, strictRequiredStatusChecksPolicy, doNotEnforceOnCreate }: Inputs): JsonMap {
  return {
    required_status_checks: (requiredChecks as Inputs[]).map(snakeCased),
    strict_required_status_checks_policy: strictRequiredStatusChecksPolicy as boolean,
    do_not_enforce_on_create: doNotEnforceOnCreate as boolean,
  };
}

function environmentOf(id: number, inputs: Inputs, refs: Inputs[]): Environment {
  const { environment, canAdminsBypass, waitTimer, preventSelfReview, reviewers, deploymentBranchPolicy } = inputs as {
    environment: string;
    canAdminsBypass: boolean;
    waitTimer: number;
    preventSelfReview: boolean;
    reviewers?: { teams: number[]; users: number[] }[];
    deploymentBranchPolicy?: object;
  };
  const people: Reviewer[] = (reviewers ?? []).flatMap(({ teams, users }) => [
    ...teams.map((team) => ({ type: "Team", id: team, slug: `team-${team}` }) as const),
    ...users.map((user) => ({ type: "User", id: user, login: `user-${user}` }) as const),
  ]);
  return {
    id,
    name: environment,
    administratorsBypass: canAdminsBypass,
    rules: [
      ...(waitTimer > 0 ? [{ type: "wait_timer", minutes: waitTimer } as const] : []),
      ...(people.length > 0 ? [{ type: "required_reviewers", preventSelfReview, reviewers: people } as const] : []),
      ...(deploymentBranchPolicy ? [{ type: "branch_policy" } as const] : []),
    ],
    ...(deploymentBranchPolicy && { refs: refs.map((ref, index) => refOf(id * 100 + index, ref)) }),
  };
}

function refOf(id: number, { branchPattern, tagPattern }: Inputs): DeploymentRef {
  if (branchPattern !== undefined) return { id, type: "branch", name: String(branchPattern) };
  return { id, type: "tag", name: String(tagPattern) };
}

function snakeCased(value: Inputs): JsonMap {
  const entries = Object.entries(value).map(([key, item]) => [
    key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    item,
  ]);
  return Object.fromEntries(entries);
}
