import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Grant, ScriptStep, StepOptions } from "../document/workflow.js";
import { sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import { ledgerLines } from "./deploy-ledger.js";
import type { DeployedEnvironment } from "./deployed-environments.js";

/** What the steps of this file need of the token. */
export const recordRights: { readonly deployments: Grant<"write"> } = {
  deployments: { access: "write", why: "records what was deployed, and whether it was good" },
};

/** What every step of this file has in its environment. */
function recordEnvironment({ repository }: WorkflowInputs, { name }: DeployedEnvironment, images: string) {
  return {
    ENVIRONMENT: name,
    REPOSITORY: repository.name,
    IMAGES: images,
    GITHUB_TOKEN: expression("github.token"),
  };
}

/** Bash that reads a value from the JSON document in a variable. */
function jsonValue(variable: string, path: string): string {
  return `"$(node -p 'JSON.parse(process.argv[1]).${path}' "$${variable}")"`;
}

/** Bash that reads the images from the answer in a variable, as a list with spaces. */
const imagesOf = (variable: string) =>
  `"$(node -p 'JSON.parse(process.argv[1]).images.map(({ name, digest }) => name + "@" + digest).join(" ")' "$${variable}")"`;

/** Records that a deployment begins. Step outputs: `id` of its record, and the images that were good `previous`ly. */
export function startStep(inputs: WorkflowInputs, environment: DeployedEnvironment, images: string): ScriptStep {
  return script({ name: "Record the start", id: "start", env: recordEnvironment(inputs, environment, images) }, [
    'previous=""',
    "status=0",
    `answer="$(${sallyport(inputs)} deployment last-good --environment "$ENVIRONMENT" --json)" || status=$?`,
    'case "$status" in',
    `  0) previous=${imagesOf("answer")} ;;`,
    '  1) echo "Nothing was deployed to $ENVIRONMENT before." ;;',
    '  *) echo "$answer"; exit "$status" ;;',
    "esac",
    ...ledgerLines(inputs, "deployment", ["outcome=started"]),
    ...startLines(inputs),
    'echo "id=$id" >> "$GITHUB_OUTPUT"',
    'echo "previous=$previous" >> "$GITHUB_OUTPUT"',
  ]);
}

/** Lines that record the start of a deployment of `IMAGES`, and leave the id of the record in `id`. */
function startLines(inputs: WorkflowInputs): string[] {
  return [
    'set -- --environment "$ENVIRONMENT"',
    'for image in $IMAGES; do set -- "$@" --image "$image"; done',
    `answer="$(${sallyport(inputs)} deployment start "$@" --json)"`,
    `id=${jsonValue("answer", "deployment")}`,
  ];
}

/** Which deployment a step is about, and when the step runs. */
interface EndOptions extends Pick<StepOptions, "id" | "if"> {
  images: string;
  /** Expression for the id of its record. */
  deployment: string;
}

/** Records how a deployment ended. */
export function endStep(
  inputs: WorkflowInputs,
  environment: DeployedEnvironment,
  outcome: "failed" | "succeeded",
  { images, deployment, ...options }: EndOptions,
): ScriptStep {
  const [name, subcommand] =
    outcome === "succeeded" ? ["Record the success", "succeed"] : ["Record the failure", "fail"];
  return script(
    { name, ...options, env: { ...recordEnvironment(inputs, environment, images), DEPLOYMENT: deployment } },
    [
      `${sallyport(inputs)} deployment ${subcommand} --id "$DEPLOYMENT"`,
      ...ledgerLines(inputs, "deployment", [`outcome=${outcome}`]),
    ],
  );
}

/** Records a rollback that was done: the good images are what runs now. */
export function rolledBackStep(
  inputs: WorkflowInputs,
  environment: DeployedEnvironment,
  images: string,
  reason: string,
  options: Pick<StepOptions, "id" | "if">,
): ScriptStep {
  return script(
    {
      name: "Record the rollback",
      ...options,
      env: { ...recordEnvironment(inputs, environment, images), REASON: reason },
    },
    [
      ...ledgerLines(inputs, "rollback", ['"reason=$REASON"']),
      ...startLines(inputs),
      `${sallyport(inputs)} deployment succeed --id "$id"`,
      'echo "images=$IMAGES" >> "$GITHUB_OUTPUT"',
      'echo "$ENVIRONMENT is back at $IMAGES: $REASON." >> "$GITHUB_STEP_SUMMARY"',
    ],
  );
}

/**
 * Finds the images to go back to, and says so when there are none. Step output: `images`.
 *
 * By hand, what runs now counts as good until somebody takes it back: so it is recorded as failed, and the one before it is
 * looked for, unless `WANTED` names images that were good once.
 */
export function lastGoodStep(
  inputs: WorkflowInputs,
  environment: DeployedEnvironment,
  options: Pick<StepOptions, "if">,
): ScriptStep {
  const lastGood = `${sallyport(inputs)} deployment last-good`;
  const env = {
    ENVIRONMENT: environment.name,
    BY_HAND: expression("inputs.environment != ''"),
    WANTED: expression("inputs.images"),
    GITHUB_TOKEN: expression("github.token"),
  };
  return script({ name: "Find the last good images", id: "good", ...options, env }, [
    'current=""',
    'set -- --environment "$ENVIRONMENT" --json',
    'if [ -n "$WANTED" ]; then',
    '  for image in $WANTED; do set -- "$@" --image "$image"; done',
    'elif [ "$BY_HAND" = true ]; then',
    `  answer="$(${lastGood} "$@")"`,
    `  current=${jsonValue("answer", "deployment")}`,
    '  set -- "$@" --before "$current"',
    "fi",
    "status=0",
    `answer="$(${lastGood} "$@")" || status=$?`,
    'if [ "$status" = 1 ]; then',
    '  echo "::error::No earlier deployment to $ENVIRONMENT was good, so there is nothing to go back to. Deploy a version that is sound."',
    "fi",
    'if [ "$status" != 0 ]; then echo "$answer"; exit "$status"; fi',
    `if [ -n "$current" ]; then ${sallyport(inputs)} deployment fail --id "$current"; fi`,
    `images=${imagesOf("answer")}`,
    'echo "images=$images" >> "$GITHUB_OUTPUT"',
  ]);
}
