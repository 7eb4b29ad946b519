import type { Policy } from "../policy.js";
import { principalParts } from "../principal.js";
import type { Breach, Path, Rule } from "./rule.js";

export const securityManagersAreTeams: Rule = {
  sections: ["organization"],
  check: ({ organization: { governance } }) =>
    (governance?.securityManagers?.teams ?? []).flatMap((principal, index): Breach[] =>
      principalParts(principal).kind === "team"
        ? []
        : [
            {
              path: ["organization", "governance", "securityManagers", "teams", index],
              message: `is ${principal}: GitHub gives the role to people too, this policy to teams only`,
              remedy: "Name a team that the person is in",
            },
          ],
    ),
};

/** https://docs.github.com/en/rest/orgs/custom-properties#create-or-update-a-custom-property-for-an-organization */
export const propertiesAreWhole: Rule = {
  sections: ["organization"],
  check: ({ organization: { governance } }) =>
    Object.entries(governance?.properties ?? {}).flatMap(([name, property]): Breach[] => {
      const path: Path = ["organization", "governance", "properties", name];
      const selects = property.type.endsWith("select");
      const empty = selects && property.values.length === 0;
      const stray = !selects && property.values.length > 0;
      const bare = property.required && property.default === undefined;
      const unknown = selects && property.default !== undefined && !property.values.includes(property.default);
      return [
        ...(empty ? [{ path, message: "has no values to choose from", remedy: "List them under values" }] : []),
        ...(stray
          ? [{ path: [...path, "values"], message: `mean nothing to the type ${property.type}`, remedy: "Remove them" }]
          : []),
        ...(bare ? [{ path, message: "is required, and has no default", remedy: "Give it a default" }] : []),
        ...(unknown && !empty
          ? [{ path: [...path, "default"], message: "is not among the values", remedy: "Choose one of values" }]
          : []),
      ];
    }),
};

export const propertyValuesFit: Rule = {
  sections: ["organization", "repositories"],
  check: ({ organization, repositories }) =>
    repositories.flatMap(({ properties }, index) =>
      Object.entries(properties).flatMap(([name, value]): Breach[] => {
        const problem = valueProblem(organization, name, value);
        return problem ? [{ path: ["repositories", index, "properties", name], ...problem }] : [];
      }),
    ),
};

function valueProblem({ governance }: Policy["organization"], name: string, value: readonly string[]) {
  const defined = governance?.properties ?? {};
  const property = Object.hasOwn(defined, name) ? defined[name] : undefined;
  if (!property) {
    return {
      message: "is a custom property that organization.governance.properties does not have",
      remedy: "Add it there, with its type",
    };
  }
  if (property.type !== "multi_select" && value.length > 1) {
    return { message: `has several values, and the type ${property.type} takes one`, remedy: "Keep one of them" };
  }
  const allowed = property.type === "true_false" ? ["true", "false"] : property.values;
  const wrong = property.type === "text" ? undefined : value.find((each) => !allowed.includes(each));
  if (wrong === undefined) return undefined;
  return {
    message: `has the value ${wrong}, which is not among those of the property`,
    remedy: `Choose ${allowed.join(" or ")}`,
  };
}

/** A repository that a ruleset does not cover is not protected at all, and nothing says so. */
export const organizationRulesetsCoverEveryRepository: Rule = {
  sections: ["protection", "organization", "repositories"],
  check: ({ protection: { scope, where }, repositories }) => {
    const conditions = Object.entries(where);
    if (conditions.length > 0 && scope === "repository") {
      return [
        {
          path: ["protection", "where"],
          message: "says which repositories an organisation ruleset covers, and there is none",
          remedy: "Set protection.scope to organization, or remove it",
          conflictsWith: ["protection", "scope"],
        },
      ];
    }
    return repositories.flatMap(({ name, properties }, index) =>
      conditions
        .filter(([property, values]) => !(properties[property] ?? []).some((value) => values.includes(value)))
        .map(([property, values]) => ({
          path: ["repositories", index, "properties"],
          message: `leave ${name} unprotected: the rulesets cover repositories whose ${property} is ${values.join(" or ")}`,
          remedy: `Set its ${property}, or remove protection.where`,
          conflictsWith: ["protection", "where", property],
        })),
    );
  },
};

/** The provider knows users as bypass actors in rulesets of a repository only. */
export const organizationRulesetsKnowNoUsers: Rule = {
  sections: ["protection", "delivery"],
  check: ({ protection: { scope, bypass }, delivery: { mode } }) =>
    bypass.flatMap((principal, index): Breach[] =>
      (scope === "organization" || mode === "central") && principalParts(principal).kind === "user"
        ? [
            {
              path: ["protection", "bypass", index],
              message: `is ${principal}: the bypass list of an organisation ruleset takes teams only`,
              remedy: "Name a team, or do without organisation rulesets",
              conflictsWith: scope === "organization" ? ["protection", "scope"] : ["delivery", "mode"],
            },
          ]
        : [],
    ),
};

/** https://docs.github.com/en/enterprise-cloud@latest/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets */
const mostRulesets = 75;

/** With `delivery.mode: central` each repository has a workflow of its own, and so an organisation ruleset of its own. */
export const centralRulesetsFitTheLimit: Rule = {
  sections: ["delivery", "protection", "repositories"],
  check: ({ delivery, protection, repositories }) => {
    const shared = protection.scope === "organization" ? 3 : 0;
    const most = mostRulesets - shared;
    return delivery.mode === "central" && repositories.length > most
      ? [
          {
            path: ["delivery", "mode"],
            message: `needs an organisation ruleset for each of ${repositories.length} repositories, and GitHub has ${mostRulesets} at most`,
            remedy: `Keep to ${most} repositories, or set it to in-repository`,
            conflictsWith: ["repositories"],
          },
        ]
      : [];
  },
};
