import { ActionsVariable } from "@pulumi/github/actionsVariable.js";
import * as pulumi from "@pulumi/pulumi";
import { AccessError, accessOf, DeliveryError, deliver, describeDelivered, GitHubClient } from "@sallyport/github-api";
import { deliveryOf, filesDigest, type RepositoryDelivery } from "./repository-delivery.js";

/** The repository variable that holds the digest of the files that were delivered. */
const variableName = "SALLYPORT_FILES";

export interface WorkflowDeliveryArgs extends RepositoryDelivery {}

/**
 * The files of the policy in one repository: `pulumi up` brings them with one commit, one branch and one pull request.
 *
 * A hook does it right before the repository variable with their digest is created or changed. So a delivery that fails
 * leaves the old digest, and the next `up` tries again; a preview delivers nothing; and the state holds the digest only. The
 * token is the one in `GITHUB_TOKEN`. Whether the pull request was merged since, `sallyport deliver --dry-run` tells.
 *
 * @example
 * new WorkflowDelivery("payments-api", {
 *   owner: "acme",
 *   repository: "payments-api",
 *   repositoryId: 900123,
 *   branch: "sallyport/update",
 *   files: repositoryFiles({ policy, repository }),
 * });
 */
export class WorkflowDelivery extends pulumi.ComponentResource {
  /** SHA-256 over all files. */
  readonly digest: pulumi.Output<string>;

  /** The underlying variable. */
  readonly variable: ActionsVariable;

  constructor(name: string, args: WorkflowDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sallyport:index:WorkflowDelivery", name, {}, opts);
    const bringFiles = new pulumi.ResourceHook(`WorkflowDelivery ${name}: deliver`, () => deliverNow(args));

    this.variable = new ActionsVariable(
      name,
      { repository: args.repository, variableName, value: filesDigest(args) },
      { parent: this, hooks: { beforeCreate: [bringFiles], beforeUpdate: [bringFiles] } },
    );

    this.digest = this.variable.value;
    this.registerOutputs({ digest: this.digest });
  }
}

async function deliverNow(delivery: RepositoryDelivery): Promise<void> {
  try {
    const delivered = await deliver(sharedClient(), deliveryOf(delivery));
    await pulumi.log.info(describeDelivered(delivered));
    for (const note of delivered.notes) await pulumi.log.warn(`${delivered.repository}: ${note}`);
  } catch (error) {
    throw new Error(describeFailedDelivery(`${delivery.owner}/${delivery.repository}`, error));
  }
}

/** Why the files are not there, and what to do, for whoever runs `pulumi up`. */
export function describeFailedDelivery(place: string, error: unknown): string {
  const again = "Then run `pulumi up` again.";
  if (error instanceof AccessError) {
    const found = error.problems.map(({ variable, found: what }) => `${variable} ${what}`).join("; ");
    return `${place}: ${found}. \`pulumi up\` delivers files with that token: give it one of a GitHub App that may write contents, pull-requests and workflows. ${again}`;
  }
  const { message } = error as Error;
  return error instanceof DeliveryError ? `${message} ${again}` : `${place}: ${message} ${again}`;
}

/** All deliveries of a program together keep below GitHub's limits. */
let client: GitHubClient | undefined;

function sharedClient(): GitHubClient {
  client ??= new GitHubClient(accessOf());
  return client;
}
