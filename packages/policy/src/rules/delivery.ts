import type { Breach, Rule } from "./rule.js";

export const centralDeliveryHasAPlace: Rule = {
  sections: ["delivery"],
  check: ({ delivery: { mode, central } }) =>
    mode === "central" && central === undefined
      ? [
          {
            path: ["delivery", "mode"],
            message: "is central, and delivery.central does not say where that is",
            remedy: "Give delivery.central the name and id of the repository, or set the mode to in-repository",
          },
        ]
      : [],
};

/** The judge must not lie in what it judges. */
export const centralRepositoryIsItsOwn: Rule = {
  sections: ["delivery", "repositories"],
  check: ({ delivery: { mode, central }, repositories }) =>
    repositories.flatMap(({ name, id }, index): Breach[] =>
      mode === "central" && central && (central.id === id || central.repository === name)
        ? [
            {
              path: ["delivery", "central", central.id === id ? "id" : "repository"],
              message: `is ${name}, which is judged itself: whoever changes it would change the judge of all`,
              remedy: "Name a repository that holds nothing but workflows",
              conflictsWith: ["repositories", index, central.id === id ? "id" : "name"],
            },
          ]
        : [],
    ),
};
