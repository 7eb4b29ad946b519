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

export const requiredDeploymentsExist: Rule = {
  sections: ["protection", "environments"],
  check: ({ protection, environments }) =>
    protection.requiredDeployments.flatMap((name, index): Breach[] =>
      Object.hasOwn(environments, name)
        ? []
        : [
            {
              path: ["protection", "requiredDeployments", index],
              message: `names the unknown environment ${name}: nothing could ever be merged`,
              remedy: `Known are: ${Object.keys(environments).join(", ")}`,
            },
          ],
    ),
};

/** What must have been deployed before the merge cannot come from a branch that only the merge changes. */
export const requiredDeploymentsCanHappen: Rule = {
  sections: ["protection", "environments"],
  check: ({ protection, environments }) =>
    protection.requiredDeployments.flatMap((name, index): Breach[] => {
      const environment = Object.hasOwn(environments, name) ? environments[name] : undefined;
      const merged = environment?.branches.every((branch) => protection.branches.includes(branch)) ?? false;
      return merged
        ? [
            {
              path: ["protection", "requiredDeployments", index],
              message: `asks for a deployment to ${name} before the merge, and ${name} takes merged branches only: nothing could ever be merged`,
              remedy: `Give environments.${name}.branches a pattern of the branches that changes are made on`,
              conflictsWith: ["environments", name, "branches"],
            },
          ]
        : [];
    }),
};

/** https://docs.github.com/en/code-security/code-scanning/managing-your-code-scanning-configuration/set-code-scanning-merge-protection */
export const codeScanningToolsMustReport: Rule = {
  sections: ["protection"],
  check: ({ protection: { codeScanning } }) =>
    Object.keys(codeScanning).map((tool) => ({
      level: "warning",
      path: ["protection", "codeScanning", tool],
      message: `stops every merge until ${tool} has uploaded results for it, which no generated workflow does yet`,
      remedy: `Have ${tool} run on every pull request before you set this`,
    })),
};
