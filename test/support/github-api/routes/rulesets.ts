import { matchesGlob } from "node:path";
import type { JsonMap } from "../description.ts";
import { type Answer, type ApiRequest, failure, notFound, page, type Route, type Routes } from "../route.ts";
import type { GitHubState, Ruleset, RulesetConditions, Token } from "../state.ts";

type Level = "Organization" | "Repository";

const writes = { Repository: "administration", Organization: "organization-administration" } as const;

/** Rulesets of a repository and of the organisation above it. */
export const rulesetRoutes: Routes = {
  "repos/get-repo-rulesets": {
    needs: [],
    answer(request, state) {
      const own = state.rulesets.map((ruleset) => entry(ruleset, "Repository", state));
      const above = request.query.get("includes_parents") === "false" ? [] : inherited(state);
      return page([...own, ...above.map((ruleset) => entry(ruleset, "Organization", state))], request);
    },
  },
  "repos/get-repo-ruleset": {
    needs: [],
    answer(request, state) {
      const own = find(state.rulesets, request);
      if (own) return found(own, "Repository", request.token, state);
      const above = request.query.get("includes_parents") === "false" ? [] : inherited(state);
      const parent = find(above, request);
      return parent ? found(parent, "Organization", request.token, state) : notFound();
    },
  },
  "repos/create-repo-ruleset": create("Repository", ({ rulesets }) => rulesets),
  "repos/update-repo-ruleset": update("Repository", ({ rulesets }) => rulesets),
  "repos/delete-repo-ruleset": remove("Repository", ({ rulesets }) => rulesets),
  "repos/get-branch-rules": {
    needs: [],
    answer(request, state) {
      const branch = request.parameters.branch ?? "";
      const { defaultBranch = "main", name } = state.repository;
      const rules = (level: Level, rulesets: readonly Ruleset[]) =>
        rulesets
          .filter(({ target, enforcement }) => target === "branch" && enforcement === "active")
          .filter(({ conditions }) => appliesTo(conditions, branch, defaultBranch))
          .flatMap(({ id, rules: all }) =>
            all.map((rule): JsonMap => {
              const source = level === "Repository" ? `${state.organization.login}/${name}` : state.organization.login;
              return { ...rule, ruleset_source_type: level, ruleset_source: source, ruleset_id: id };
            }),
          );
      return page([...rules("Repository", state.rulesets), ...rules("Organization", inherited(state))], request);
    },
  },
  "repos/get-org-rulesets": {
    needs: [["organization-administration", "read"]],
    answer: (request, state) =>
      page(
        state.organizationRulesets.map((ruleset) => entry(ruleset, "Organization", state)),
        request,
      ),
  },
  "repos/get-org-ruleset": {
    needs: [["organization-administration", "read"]],
    answer(request, state) {
      const ruleset = find(state.organizationRulesets, request);
      return ruleset ? found(ruleset, "Organization", request.token, state) : notFound();
    },
  },
  "repos/create-org-ruleset": create("Organization", ({ organizationRulesets }) => organizationRulesets),
  "repos/update-org-ruleset": update("Organization", ({ organizationRulesets }) => organizationRulesets),
  "repos/delete-org-ruleset": remove("Organization", ({ organizationRulesets }) => organizationRulesets),
};

type ListOf = (state: GitHubState) => Ruleset[];

function create(level: Level, listOf: ListOf): Route {
  return {
    needs: [[writes[level], "write"]],
    answer({ body, token }, state) {
      const given = body as JsonMap;
      const refused = refuse(given, listOf(state));
      if (refused) return refused;
      const all = [...state.rulesets, ...state.organizationRulesets, ...state.others.flatMap((each) => each.rulesets)];
      const created = rulesetOf(1 + Math.max(7000, ...all.map(({ id }) => id)), given);
      listOf(state).push(created);
      return { ...found(created, level, token, state), status: 201 };
    },
  };
}

function update(level: Level, listOf: ListOf): Route {
  return {
    needs: [[writes[level], "write"]],
    answer(request, state) {
      const list = listOf(state);
      const known = find(list, request);
      if (!known) return notFound();
      const given = { ...asGiven(known), ...(request.body as JsonMap) };
      const refused = refuse(
        given,
        list.filter((ruleset) => ruleset !== known),
      );
      if (refused) return refused;
      Object.assign(known, rulesetOf(known.id, given));
      return found(known, level, request.token, state);
    },
  };
}

function remove(level: Level, listOf: ListOf): Route {
  return {
    needs: [[writes[level], "write"]],
    answer(request, state) {
      const list = listOf(state);
      const known = find(list, request);
      if (!known) return notFound();
      list.splice(list.indexOf(known), 1);
      return { status: 204 };
    },
  };
}

/** What GitHub refuses with 422: two rulesets of one name, and a push ruleset that names refs. */
function refuse({ name, target, conditions }: JsonMap, others: readonly Ruleset[]): Answer | undefined {
  if (others.some((other) => other.name === name)) {
    return failure(422, "Validation Failed: Name must be unique");
  }
  const refs = (conditions as JsonMap | undefined)?.ref_name;
  if (target === "push" && refs !== undefined) {
    return failure(422, "Validation Failed: Invalid target patterns: ref_name conditions are not allowed");
  }
  return undefined;
}

function rulesetOf(id: number, { name, target, enforcement, conditions, rules, bypass_actors }: JsonMap): Ruleset {
  return {
    id,
    name: String(name),
    target: (target ?? "branch") as Ruleset["target"],
    enforcement: enforcement as Ruleset["enforcement"],
    conditions: (conditions ?? {}) as RulesetConditions,
    rules: (rules ?? []) as Ruleset["rules"],
    bypassActors: (bypass_actors ?? []) as Ruleset["bypassActors"],
  };
}

function asGiven({ name, target, enforcement, conditions, rules, bypassActors }: Ruleset): JsonMap {
  return {
    name,
    target,
    enforcement,
    conditions: conditions as JsonMap,
    rules: rules as JsonMap[],
    bypass_actors: bypassActors,
  };
}

function find(rulesets: readonly Ruleset[], { parameters }: ApiRequest): Ruleset | undefined {
  return rulesets.find(({ id }) => String(id) === parameters.ruleset_id);
}

/** The rulesets of the organisation that are for this repository. */
function inherited({ organizationRulesets, repository: { id, name } }: GitHubState): Ruleset[] {
  return organizationRulesets.filter(({ conditions: { repository_id, repository_name } }) => {
    if (repository_id) return repository_id.repository_ids.includes(id);
    if (!repository_name) return true;
    const named = (patterns: readonly string[]) =>
      patterns.some((pattern) => pattern === "~ALL" || matchesGlob(name, pattern));
    return named(repository_name.include) && !named(repository_name.exclude);
  });
}

function appliesTo({ ref_name }: RulesetConditions, branch: string, defaultBranch: string): boolean {
  const ref = `refs/heads/${branch}`;
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      if (pattern === "~DEFAULT_BRANCH") return branch === defaultBranch;
      return pattern === "~ALL" || matchesGlob(ref, pattern);
    });
  return ref_name !== undefined && named(ref_name.include) && !named(ref_name.exclude);
}

/** As lists have it: without conditions, rules and bypass list. */
function entry({ id, name, target, enforcement }: Ruleset, level: Level, state: GitHubState): JsonMap {
  const { organization, repository } = state;
  const source = level === "Repository" ? `${organization.login}/${repository.name}` : organization.login;
  return { id, name, target, source_type: level, source, enforcement };
}

/**
 * The bypass list is for those who may change the ruleset.
 *
 * @see https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset
 */
function found(ruleset: Ruleset, level: Level, token: Token, state: GitHubState): Answer {
  const mayWrite = token.kind === "user" || token.permissions[writes[level]] === "write";
  const body: JsonMap = {
    ...entry(ruleset, level, state),
    conditions: ruleset.target === "push" && level === "Repository" ? null : (ruleset.conditions as JsonMap),
    rules: ruleset.rules as JsonMap[],
    ...(mayWrite && { bypass_actors: ruleset.bypassActors }),
    current_user_can_bypass: "never",
  };
  return { status: 200, body };
}
