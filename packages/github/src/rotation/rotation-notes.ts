import { rotationEnvironment } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { WorkflowNote } from "../workflows/workflow-notes.js";
import { type RotatedSecrets, rotatedSecrets } from "./rotated-secrets.js";
import { appSecret } from "./rotation-access.js";

/** What the reader of a policy should know about the rotation that follows from it. */
export function rotationNotes(inputs: WorkflowInputs): WorkflowNote[] {
  const { policy, repository } = inputs;
  const rotated = rotatedSecrets(inputs);
  if (!rotated) return [];
  const what = rotated.hasDatabases ? "its own stored secrets, databases" : "its own stored secrets";
  return [
    {
      level: "info",
      message: `secrets.rotation: secret-rotation.yml of ${repository.name} looks after ${what}, in the environment ${rotationEnvironment}, which only jobs on ${policy.protection.branches.join(", ")} may use.`,
    },
    ...(rotated.usesAws ? [awsNote(repository.name)] : []),
    ...(rotated.deployKeysOf.length > 0 ? [appNote(inputs, rotated)] : []),
    ...(policy.secrets?.auth.jwt.tokenType === "batch" ? [batchNote(repository.name)] : []),
  ];
}

function awsNote(repository: string): WorkflowNote {
  const message = `secrets.stored: ${repository} changes access keys of IAM users with the role in its variable SALLYPORT_ROTATION_ROLE. Let that role be taken by the environment ${rotationEnvironment} of ${repository} alone, and let it do no more than iam:CreateAccessKey, iam:ListAccessKeys and iam:DeleteAccessKey on those users.`;
  return { level: "info", message };
}

/** The token of a job can have no right to administer. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions */
function appNote({ repository }: WorkflowInputs, { policy, deployKeysOf }: RotatedSecrets): WorkflowNote {
  const place = `${repository.name}/${rotationEnvironment}/${appSecret}`;
  const message = `secrets.stored: no token of a workflow may change deploy keys. Make a GitHub App with the permission Administration (write), install it on ${deployKeysOf.join(", ")} alone, and write it to Vault: \`vault kv put -mount=${policy.engines.kv.path} -cas=0 ${place} client_id=... private_key=@app.pem\`. Until then the rotation of ${repository.name} fails.`;
  return { level: "warning", message };
}

function batchNote(repository: string): WorkflowNote {
  const message = `secrets.auth.jwt.tokenType: nobody can revoke a batch token, so the one of the rotation of ${repository}, which writes secrets, lives until it expires.`;
  return { level: "warning", message };
}
