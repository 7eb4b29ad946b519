import { textAt } from "./inputs.ts";
import type { ProviderFacts } from "./provider-facts.ts";

const provider = "https://github.com/integrations/terraform-provider-github/blob/main/github";
const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";

/** GitHub. A change of `repository` counts as another repository, not as a rename. */
export const github: ProviderFacts = {
  name: "github",
  version: "6.15.0",
  file: "test/support/providers/github.ts",
  settings: [],
  kinds: {
    "github:index/actionsVariable:ActionsVariable": {
      source: `${provider}/resource_github_actions_variable.go`,
      required: ["repository", "value", "variableName"],
      // GitHub: letters, digits and _, no digit first, and not GITHUB_.
      pattern: { variableName: /^(?!GITHUB_)[A-Za-z_]\w*$/ },
      replaceOn: ["repository", "variableName"],
      id: (inputs) => `${textAt(inputs, "repository")}:${textAt(inputs, "variableName")}`,
      outputs: () => ({
        createdAt: "2026-05-04 11:00:00 +0000 UTC",
        updatedAt: "2026-05-04 11:00:00 +0000 UTC",
        repositoryId: 1,
      }),
    },
    "github:index/repositoryRuleset:RepositoryRuleset": {
      source: `${provider}/resource_github_repository_ruleset.go`,
      required: ["enforcement", "repository", "rules", "target"],
      allowed: {
        enforcement: ["disabled", "active", "evaluate"],
        target: ["branch", "tag", "push"],
        "bypassActors[].actorType": [
          "RepositoryRole",
          "Team",
          "Integration",
          "OrganizationAdmin",
          "DeployKey",
          "EnterpriseOwner",
          "User",
        ],
        "bypassActors[].bypassMode": ["always", "pull_request", "exempt"],
        "rules.mergeQueue.mergeMethod": ["MERGE", "SQUASH", "REBASE"],
        "rules.mergeQueue.groupingStrategy": ["ALLGREEN", "HEADGREEN"],
        "rules.pullRequest.allowedMergeMethods[]": ["merge", "squash", "rebase"],
      },
      pattern: { repository: /^[\w.-]{1,100}$/ },
      range: { "rules.pullRequest.requiredApprovingReviewCount": [0, 10] },
      autoName: "name",
      replaceOn: [],
      id: (_, serial) => String(serial),
      outputs: (_, id) => ({ etag: `W/"${id}"`, nodeId: `RRS_${id}`, rulesetId: Number(id) }),
    },
    [environment]: {
      source: `${provider}/resource_github_repository_environment.go`,
      required: ["environment", "repository"],
      range: { waitTimer: [0, 43_200] },
      replaceOn: ["environment", "repository"],
      overwrites: true,
      id: (inputs) => `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}`,
      outputs: () => ({ repositoryId: 1 }),
    },
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": {
      source: `${provider}/resource_github_repository_environment_deployment_policy.go`,
      required: ["environment", "repository"],
      exactlyOne: ["branchPattern", "tagPattern"],
      // From a branch pattern to a tag pattern both inputs change, which is a replacement; another pattern of the same sort is an update.
      replaceOn: ["environment", "repository"],
      needs: (inputs) => [[environment, `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}`]],
      id: (inputs, serial) => `${textAt(inputs, "repository")}:${textAt(inputs, "environment")}:${serial}`,
      outputs: (_, id) => ({ policyId: Number(id.split(":").at(-1)), repositoryId: 1 }),
    },
  },
};
