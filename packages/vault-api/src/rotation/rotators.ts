import { accessOf, GitHubClient } from "@sallyport/github-api";
import type { Policy } from "@sallyport/policy";
import { AwsIamUserRotator } from "./aws-iam-user.js";
import { awsAccess } from "./aws-query.js";
import { GitHubDeployKeyRotator } from "./github-deploy-key.js";
import type { InventoriedSecret } from "./inventory.js";
import type { Rotator } from "./rotator.js";

/** What makes the keys of a secret; undefined for one that people write. */
export type RotatorOf = (secret: InventoriedSecret) => Rotator | undefined;

/** The rotators of a policy. Access is looked up when one is needed: a run without AWS needs no login there. */
export function rotatorsOf(
  policy: Pick<Policy, "organization">,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RotatorOf {
  const owner = policy.organization.login;
  return ({ name, stored }) => {
    if (stored?.awsIamUser) return new AwsIamUserRotator(awsAccess(environment), stored.awsIamUser.user);
    if (!stored?.githubDeployKey) return undefined;
    const remedy = "Give a token that may administer the repository; the one of a workflow job may not.";
    const client = new GitHubClient(accessOf({ ...environment }, remedy));
    return new GitHubDeployKeyRotator(client, { owner, secret: name, ...stored.githubDeployKey });
  };
}
