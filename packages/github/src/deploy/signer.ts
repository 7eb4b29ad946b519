import type { WorkflowInputs } from "../workflows/preparation.js";

/** Where the workflow that deploys lies, in the repository that holds the workflows. */
export function deployWorkflowPath({ policy: { delivery }, repository }: WorkflowInputs): string {
  return delivery.mode === "central"
    ? `.github/workflows/deploy-${repository.name}.yml`
    : ".github/workflows/deploy.yml";
}

/** Who may have signed an image that is deployed. */
export interface Signer {
  /** `OWNER/REPOSITORY/.github/workflows/FILE`, for `gh attestation verify --signer-workflow`. */
  workflow: string;
  /** Regular expression for the identity in the certificate, for `cosign verify --certificate-identity-regexp`. */
  identity: string;
}

/**
 * The workflow that signs: this one, on a protected branch of its repository, or at a whole commit of the central one. A
 * branch that nobody protects can hold a workflow of the same name, so the branch counts.
 *
 * @see https://docs.sigstore.dev/certificate_authority/oidc-in-fulcio#oidc-token-requirements-with-extracted-claims
 */
export function signer(inputs: WorkflowInputs): Signer {
  const { policy, repository } = inputs;
  const { central } = policy.delivery;
  const home = policy.delivery.mode === "central" && central ? central.repository : repository.name;
  const workflow = `${policy.organization.login}/${home}/${deployWorkflowPath(inputs)}`;
  const ref =
    home === repository.name
      ? `refs/heads/(?:${policy.protection.branches.map(branchExpression).join("|")})`
      : "[0-9a-f]{40}";
  return { workflow, identity: `^https://github\\.com/${escaped(workflow)}@${ref}$` };
}

/** A pattern of GitHub's rulesets as a regular expression: `*` stays within a part of the name, `**` does not. */
function branchExpression(pattern: string): string {
  return pattern
    .split(/(\*\*|\*|\?)/)
    .map((part) => ({ "**": ".*", "*": "[^/]*", "?": "[^/]" })[part] ?? escaped(part))
    .join("");
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
