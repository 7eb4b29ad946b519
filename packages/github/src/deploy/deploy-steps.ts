import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { ScriptStep, StepOptions } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { secretVariables } from "./deploy-secrets.js";
import type { DeployedEnvironment } from "./deployed-environments.js";
import { registry } from "./registry-access.js";
import { signer } from "./signer.js";

/** Which images a step is about, each as a list of `NAME@sha256:...` with spaces. */
export interface DeployedImages {
  images: string;
  /** What runs until then; empty for the first deployment. */
  previous: string;
}

type Options = Pick<StepOptions, "id" | "if"> & { name: string };

/**
 * A step that refuses an image that this workflow did not sign on a protected branch, or that has no provenance of it.
 *
 * @param commit Whether the images must be of the commit that runs; those of a rollback are of an earlier one.
 */
export function signatureStep(
  inputs: WorkflowInputs,
  { images }: Pick<DeployedImages, "images">,
  commit: "any" | "this",
  options: Options,
): ScriptStep {
  const { workflow, identity } = signer(inputs);
  const env = {
    IMAGES: images,
    REGISTRY: registry,
    WORKFLOW: workflow,
    IDENTITY: identity,
    GH_TOKEN: expression("github.token"),
  };
  const source = commit === "this" ? ' --source-digest "$GITHUB_SHA"' : "";
  return script({ ...options, env }, [
    "for image in $IMAGES; do",
    "  cosign verify --certificate-oidc-issuer https://token.actions.githubusercontent.com \\",
    '    --certificate-identity-regexp "$IDENTITY" "$REGISTRY/$image" > /dev/null',
    '  gh attestation verify "oci://$REGISTRY/$image" --repo "$GITHUB_REPOSITORY" \\',
    `    --signer-workflow "$WORKFLOW"${source}`,
    "done",
  ]);
}

/** The step that deploys, as `environments.NAME.deploy` says. A rollback is the same step with other images. */
export function deployStep(environment: DeployedEnvironment, images: DeployedImages, options: Options): ScriptStep {
  const { name, deploy } = environment;
  const env = { ENVIRONMENT: name, REGISTRY: registry, IMAGES: images.images, PREVIOUS: images.previous };
  if (deploy.script !== undefined) {
    return script({ ...options, env: { ...env, SCRIPT: deploy.script, ...secretVariables(environment) } }, scriptLines);
  }
  const { cluster = "", namespace = "", workload = "" } = deploy.kubernetes ?? {};
  return script(
    { ...options, env: { ...env, CLUSTER: cluster, NAMESPACE: namespace, WORKLOAD: workload } },
    kubernetesLines,
  );
}

/** The step that runs `environments.NAME.check`; none where there is no such test. */
export function checkSteps(environment: DeployedEnvironment, images: DeployedImages, options: Options): ScriptStep[] {
  const { check } = environment.policy;
  if (!check) return [];
  const env = {
    ENVIRONMENT: environment.name,
    REGISTRY: registry,
    IMAGES: images.images,
    PREVIOUS: images.previous,
    SCRIPT: check.script,
    ...secretVariables(environment),
  };
  return [script({ ...options, env }, scriptLines)];
}

/** `IMAGE_PAYMENTS_API` holds the image `payments-api`. */
const scriptLines: readonly string[] = [
  `variable() { tr 'a-z./-' 'A-Z___' <<< "$1_\${2%@*}"; }`,
  'for image in $IMAGES; do export "$(variable IMAGE "$image")=$REGISTRY/$image"; done',
  'for image in $PREVIOUS; do export "$(variable PREVIOUS_IMAGE "$image")=$REGISTRY/$image"; done',
  `cd ${checkoutFolder}`,
  'if [ ! -x "$SCRIPT" ]; then',
  '  echo "::error::$SCRIPT is not in the repository, or not executable: git update-index --chmod=+x $SCRIPT."',
  "  exit 2",
  "fi",
  '"./$SCRIPT"',
];

/** Containers have the names of the images. `AWS_REGION` is set by the action that took the role. */
const kubernetesLines: readonly string[] = [
  'aws eks update-kubeconfig --name "$CLUSTER" --region "$AWS_REGION"',
  `short() { local name="\${1%@*}"; echo "\${name##*/}"; }`,
  "for image in $IMAGES; do",
  '  name="$(short "$image")"',
  `  kubectl --namespace "$NAMESPACE" set image "\${WORKLOAD:-deployment/$name}" "$name=$REGISTRY/$image"`,
  "done",
  "for image in $IMAGES; do",
  `  kubectl --namespace "$NAMESPACE" rollout status "\${WORKLOAD:-deployment/$(short "$image")}" --timeout=10m`,
  "done",
];
