import { Action, type LadderOverride } from "../gate.js";
import type { Rule } from "./rule.js";

const rungs = ["critical", "high", "medium", "low"] as const;

/** A mistyped rung is the most expensive mistake of the file: the worse finding passes where the lesser one does not. */
export const ladderDescends: Rule = {
  sections: ["gate"],
  check: ({ gate: { ladder } }) =>
    rungs.slice(1).flatMap((lesser, index) => {
      const worse = rungs[index] ?? lesser;
      if (strength(ladder[worse]) >= strength(ladder[lesser])) return [];
      return [
        {
          level: "warning",
          path: ["gate", "ladder", worse],
          message: `(${ladder[worse]}) asks for less than gate.ladder.${lesser} (${ladder[lesser]})`,
          remedy: `Make ${worse} at least as strong as ${lesser}`,
          conflictsWith: ["gate", "ladder", lesser],
        },
      ];
    }),
};

function strength(action: Action): number {
  return -Action.options.indexOf(action);
}

/** Requirement: secrets in code and violations of compliance always stop the pipeline. */
export const someCategoriesAlwaysBlock: Rule = {
  sections: ["gate"],
  check: ({ gate: { categories } }) =>
    (["secret", "malware", "compliance"] as const).flatMap((category) =>
      Object.entries<LadderOverride[keyof LadderOverride]>(categories[category])
        .filter(([, action]) => action !== "block")
        .map(([rung, action]) => ({
          level: "warning",
          path: ["gate", "categories", category, rung],
          message: `lets findings of kind ${category} through (${action})`,
          remedy: "Set it to block, or remove it",
        })),
    ),
};

/** Somebody who sets up SSVC expects it to decide something. */
export const ssvcIsAsked: Rule = {
  sections: ["gate"],
  check: ({ gate: { ssvc, unscored } }) =>
    ssvc?.appliesTo === "unscored" && !unscored.order.includes("ssvc")
      ? [
          {
            level: "warning",
            path: ["gate", "ssvc"],
            message: "decides nothing: gate.unscored.order leaves ssvc out, and appliesTo is unscored",
            remedy: "Add ssvc to the order, set appliesTo to all, or remove it",
            conflictsWith: ["gate", "unscored", "order"],
          },
        ]
      : [],
};
