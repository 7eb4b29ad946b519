import { uses } from "../catalogue/action-catalog.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Step } from "../document/workflow.js";

/** The registry that images are kept in, `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. */
export const registry = expression("vars.SALLYPORT_REGISTRY");

const role = expression("vars.SALLYPORT_AWS_ROLE");

/**
 * Steps that log in to the registry, with the OIDC token of the job in place of any key. Where an environment has variables of
 * the same names, those count in its job, so each environment can have a role of its own.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables#configuration-variable-precedence
 */
export function registryAccess(): Step[] {
  return [
    script({ name: "Read where images are kept", id: "registry", env: { ROLE: role, REGISTRY: registry } }, [
      "status=0",
      "role='^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$'",
      'if [[ ! "$ROLE" =~ $role ]]; then',
      '  echo "::error::The variable SALLYPORT_AWS_ROLE of the repository or of the environment is \\"$ROLE\\". Set it to the ARN of the role that this job takes."',
      "  status=2",
      "fi",
      "registry='^[0-9]{12}\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?$'",
      'if [[ "$REGISTRY" =~ $registry ]]; then',
      `  echo "region=\${BASH_REMATCH[1]}" >> "$GITHUB_OUTPUT"`,
      "else",
      '  echo "::error::The variable SALLYPORT_REGISTRY of the repository or of the environment is \\"$REGISTRY\\". Set it to ACCOUNT.dkr.ecr.REGION.amazonaws.com."',
      "  status=2",
      "fi",
      'exit "$status"',
    ]),
    uses(
      "aws-actions/configure-aws-credentials",
      {
        "aws-region": expression("steps.registry.outputs.region"),
        "role-to-assume": role,
        "role-session-name": `sallyport-${expression("github.run_id")}`,
      },
      { name: "Take the role" },
    ),
    uses("aws-actions/amazon-ecr-login", {}, { name: "Log in to the registry" }),
    uses("sigstore/cosign-installer", {}, { name: "Set up cosign" }),
  ];
}
