import type { JsonMap } from "../description.ts";
import { type ApiRequest, notFound, pageIn, type Routes } from "../route.ts";
import type { Environment, EnvironmentRule, GitHubState, Reviewer } from "../state.ts";

export const environmentRoutes: Routes = {
  "repos/get-environment": {
    needs: [["actions", "read"]],
    answer(request, state) {
      const environment = find(request, state);
      return environment ? { status: 200, body: environmentAnswer(environment) } : notFound();
    },
  },
  "repos/get-all-environments": {
    needs: [["actions", "read"]],
    answer(request, { environments }) {
      return pageIn("environments", environments.map(environmentAnswer), request);
    },
  },
  "repos/list-deployment-branch-policies": {
    needs: [["actions", "read"]],
    answer(request, state) {
      const environment = find(request, state);
      if (!environment) return notFound();
      const refs = Array.isArray(environment.refs) ? environment.refs : [];
      const answers = refs.map(({ id, type, name }) => ({ id, type, name }));
      return pageIn("branch_policies", answers, request);
    },
  },
};

function find({ parameters }: ApiRequest, { environments }: GitHubState): Environment | undefined {
  const wanted = parameters.environment_name?.toLowerCase();
  return environments.find(({ name }) => name.toLowerCase() === wanted);
}

/** GitHub answers with `can_admins_bypass`, although its description does not have it. */
function environmentAnswer({ id, name, administratorsBypass, rules, refs }: Environment): JsonMap {
  return {
    id,
    name,
    can_admins_bypass: administratorsBypass,
    protection_rules: rules.map(ruleAnswer),
    deployment_branch_policy: refs
      ? { protected_branches: refs === "protected", custom_branch_policies: refs !== "protected" }
      : null,
  };
}

function ruleAnswer(rule: EnvironmentRule, index: number): JsonMap {
  const named = { id: index + 1, type: rule.type };
  if (rule.type === "wait_timer") return { ...named, wait_timer: rule.minutes };
  if (rule.type === "branch_policy") return named;
  const { preventSelfReview, reviewers } = rule;
  return { ...named, prevent_self_review: preventSelfReview, reviewers: reviewers.map(reviewerAnswer) };
}

function reviewerAnswer(reviewer: Reviewer): JsonMap {
  const { type, id } = reviewer;
  if (type === "Team") return { type, reviewer: { id, slug: reviewer.slug, name: reviewer.slug } };
  return { type, reviewer: { id, login: reviewer.login, type: "User" } };
}
