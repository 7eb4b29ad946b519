import { rotationEnvironment } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Environment, Step } from "../document/workflow.js";
import { type VaultRead, vaultOutput } from "../vault/vault-secrets.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { RotatedSecrets } from "./rotated-secrets.js";

const role = expression("vars.SALLYPORT_ROTATION_ROLE");

/** Name of the secret that holds the GitHub App, in the folder of the rotation job. */
export const appSecret = "github-app";

/** What the job reads from Vault to do its work: the GitHub App, where it changes deploy keys. */
export function rotationReads({ repository }: WorkflowInputs, { policy, deployKeysOf }: RotatedSecrets): VaultRead[] {
  if (deployKeysOf.length === 0) return [];
  const path = `${policy.engines.kv.path}/data/${repository.name}/${rotationEnvironment}/${appSecret}`;
  return [{ path, in: ".data.data", outputs: { "app-client-id": "client_id", "app-private-key": "private_key" } }];
}

/**
 * Steps that get what is needed outside of Vault, each for this job alone: a role of AWS by the OIDC token of the job, and
 * a token of a GitHub App, because the job's own token cannot be allowed to change deploy keys.
 *
 * @see https://docs.github.com/en/rest/deploy-keys/deploy-keys#create-a-deploy-key
 */
export function rotationAccess(inputs: WorkflowInputs, { usesAws, deployKeysOf }: RotatedSecrets): Step[] {
  return [
    ...(usesAws ? awsAccess() : []),
    ...(deployKeysOf.length > 0
      ? [
          uses(
            "actions/create-github-app-token",
            {
              "client-id": vaultOutput("app-client-id"),
              "private-key": vaultOutput("app-private-key"),
              owner: inputs.policy.organization.login,
              repositories: deployKeysOf.join(","),
              "permission-administration": "write",
            },
            { name: "Get a token that may change deploy keys", id: "app" },
          ),
        ]
      : []),
  ];
}

/** IAM has one endpoint in each partition; the region is where the role is asked for. */
function awsAccess(): Step[] {
  return [
    script({ name: "Read which role changes access keys", id: "role", env: { ROLE: role } }, [
      "arn='^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:role/.+$'",
      'if [[ ! "$ROLE" =~ $arn ]]; then',
      '  echo "::error::The variable SALLYPORT_ROTATION_ROLE of the repository or of its environment is \\"$ROLE\\". Set it to the ARN of the role that may change access keys."',
      "  exit 2",
      "fi",
      `case "\${BASH_REMATCH[1]}" in`,
      "  aws-cn) region=cn-north-1 ;;",
      "  aws-us-gov) region=us-gov-west-1 ;;",
      "  *) region=us-east-1 ;;",
      "esac",
      'echo "region=$region" >> "$GITHUB_OUTPUT"',
    ]),
    uses(
      "aws-actions/configure-aws-credentials",
      {
        "aws-region": expression("steps.role.outputs.region"),
        "role-to-assume": role,
        "role-session-name": `sallyport-rotation-${expression("github.run_id")}`,
        "output-credentials": true,
        "output-env-credentials": false,
      },
      { name: "Take the role", id: "aws" },
    ),
  ];
}

/** The same as variables, for the `env` of the one step that rotates. */
export function accessVariables({ usesAws, deployKeysOf }: RotatedSecrets): Environment {
  const aws = (output: string) => expression(`steps.aws.outputs.${output}`);
  return {
    ...(usesAws && {
      AWS_REGION: expression("steps.role.outputs.region"),
      AWS_ACCESS_KEY_ID: aws("aws-access-key-id"),
      AWS_SECRET_ACCESS_KEY: aws("aws-secret-access-key"),
      AWS_SESSION_TOKEN: aws("aws-session-token"),
    }),
    ...(deployKeysOf.length > 0 && { GITHUB_TOKEN: expression("steps.app.outputs.token") }),
  };
}
