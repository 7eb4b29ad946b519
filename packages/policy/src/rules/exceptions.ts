import type { Rule } from "./rule.js";

/** Requirement: whoever wants an exception does not approve it. */
export const exceptionsNeedFourEyes: Rule = {
  sections: ["exceptions"],
  check: ({ exceptions: { fourEyes } }) =>
    fourEyes
      ? []
      : [
          {
            level: "warning",
            path: ["exceptions", "fourEyes"],
            message: "lets people approve their own exceptions",
            remedy: "Set it to true, or remove it",
          },
        ],
};

/** Requirement: secrets in code always stop the pipeline; so does malware. */
export const someRisksAreNeverAccepted: Rule = {
  sections: ["exceptions"],
  check: ({ exceptions: { never } }) =>
    (["secret", "malware"] as const)
      .filter((category) => !never.categories.includes(category))
      .map((category) => ({
        level: "warning",
        path: ["exceptions", "never", "categories"],
        message: `lets people accept findings of kind ${category}`,
        remedy: `Add ${category}`,
      })),
};
