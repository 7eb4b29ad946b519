import { RepositoryEnvironment } from "@pulumi/github/repositoryEnvironment.js";
import { RepositoryEnvironmentDeploymentPolicy } from "@pulumi/github/repositoryEnvironmentDeploymentPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentSettings, environmentArgs, refPatterns } from "./environment-settings.js";

export interface DeploymentEnvironmentArgs extends EnvironmentSettings {}

/**
 * A GitHub environment that starts a job only after its reviewers agreed, and only for the branches and tags of the policy.
 *
 * @example
 * new DeploymentEnvironment("payments-api-production", {
 *   policy: policy.environments.production,
 *   organization: policy.organization,
 *   repository: "payments-api",
 *   environment: "production",
 * });
 */
export class DeploymentEnvironment extends pulumi.ComponentResource {
  /** The underlying environment, for anything this component does not cover. */
  readonly environment: RepositoryEnvironment;

  constructor(name: string, args: DeploymentEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:DeploymentEnvironment", name, {}, opts);
    const parent = { parent: this };

    this.environment = new RepositoryEnvironment(name, environmentArgs(args), parent);
    for (const { kind, pattern } of refPatterns(args)) {
      new RepositoryEnvironmentDeploymentPolicy(
        `${name}-${kind}-${pattern}`,
        {
          repository: args.repository,
          // The output, so that the environment is there first.
          environment: this.environment.environment,
          ...(kind === "branch" ? { branchPattern: pattern } : { tagPattern: pattern }),
        },
        parent,
      );
    }

    this.registerOutputs({ environment: this.environment.environment });
  }
}
