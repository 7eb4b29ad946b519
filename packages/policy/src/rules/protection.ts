import type { Breach, Rule } from "./rule.js";

export const rulesetsAreActive: Rule = {
  sections: ["protection"],
  check: ({ protection: { enforcement } }) =>
    enforcement === "active"
      ? []
      : [
          {
            level: "warning",
            path: ["protection", "enforcement"],
            message: `is ${enforcement}: nothing is refused, and the gate can be passed by`,
            remedy: "Set it to active",
          },
        ],
};

export const queueKeepsHistoryLinear: Rule = {
  sections: ["protection"],
  check: ({ protection: { linearHistory, mergeQueue } }) =>
    linearHistory && typeof mergeQueue === "object" && mergeQueue.method === "MERGE"
      ? [
          {
            path: ["protection", "mergeQueue", "method"],
            message: "makes merge commits, which a linear history forbids: nothing could be merged",
            remedy: "Set it to SQUASH or REBASE, or protection.linearHistory to false",
            conflictsWith: ["protection", "linearHistory"],
          },
        ]
      : [],
};

/** https://docs.github.com/en/enterprise-cloud@latest/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#push-rulesets */
export const lockedPathsNeedAPrivateRepository: Rule = {
  sections: ["protection", "repositories"],
  check: ({ protection, repositories }) =>
    protection.lockedPaths.length === 0
      ? []
      : repositories.flatMap(({ name, visibility }, index): Breach[] =>
          visibility === "public"
            ? [
                {
                  level: "warning",
                  path: ["repositories", index, "visibility"],
                  message: `leaves the locked paths of ${name} open: GitHub has no push rulesets for public repositories`,
                  remedy: "Cover them with code owners; protection.reviews.codeOwners makes their review binding",
                  conflictsWith: ["protection", "lockedPaths"],
                },
              ]
            : [],
        ),
};
