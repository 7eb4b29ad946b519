import { seconds } from "../duration.js";
import type { Breach, Rule } from "./rule.js";

const rungs = ["critical", "high", "medium", "low"] as const;

/** A worse finding with more time than a lesser one is a mistake in one of the two. */
export const slasAscend: Rule = {
  sections: ["slas"],
  check: ({ slas }) =>
    rungs.slice(1).flatMap((lesser, index): Breach[] => {
      const worse = rungs[index] ?? lesser;
      if (seconds(slas[worse]) <= seconds(slas[lesser])) return [];
      return [
        {
          level: "warning",
          path: ["slas", worse],
          message: `(${slas[worse]}) gives more time than slas.${lesser} (${slas[lesser]})`,
          remedy: `Give ${worse} at most as much time as ${lesser}`,
          conflictsWith: ["slas", lesser],
        },
      ];
    }),
};
