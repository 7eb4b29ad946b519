import type { JsonMap } from "../description.ts";
import { notFound, type Routes } from "../route.ts";
import type { EnvironmentRule, Reviewer } from "../state.ts";

export const environmentRoutes: Routes = {
  "repos/get-environment": {
    needs: [["actions", "read"]],
    answer({ parameters }, { environments }) {
      const wanted = parameters.environment_name?.toLowerCase();
      const environment = environments.find(({ name }) => name.toLowerCase() === wanted);
      if (!environment) return notFound();
      const { id, name, administratorsBypass, rules } = environment;
      // GitHub answers with `can_admins_bypass`, although its description does not have it.
      const body = { id, name, can_admins_bypass: administratorsBypass, protection_rules: rules.map(ruleAnswer) };
      return { status: 200, body };
    },
  },
};

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
