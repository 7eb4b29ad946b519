import { posix } from "node:path";
import type { Policy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { ScriptStep, Step } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { builtImage, builtImages } from "./image-steps.js";
import { type SecretRequest, secretValue } from "./scan-secrets.js";
import { runs, scanStep } from "./scan-step.js";
import { type ScannerJob, scannerJob } from "./scanner-job.js";
import { type SnykTarget, snykTargets } from "./snyk-targets.js";
import { imageSeconds, totalSeconds } from "./time-limit.js";
import { toolsFolder, withoutSettings } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["snyk"]>;

const token: SecretRequest = { name: "snyk", fields: ["token"] };

/**
 * Snyk: dependencies of each manifest (npm, Python, Maven, Go), images, infrastructure as code. `.snyk` files of the code
 * are taken away. For Maven and Go, Snyk runs the build tool on the project, so that project could see the token of Snyk.
 *
 * Its report has every severity from `severity` on; `failOn` is about the step alone.
 *
 * @see https://docs.snyk.io/developer-tools/snyk-cli/cli-commands-and-options-summary
 */
export function snykJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const targets = snykTargets(options, inputs.repository);
  const requirements = targets.filter(isRequirements);
  return scannerJob(inputs, {
    id: "snyk",
    name: "Snyk",
    stage: "scan",
    tool: "snyk",
    reports: targets.map(({ report }) => report),
    images: targets.some(({ kind }) => kind === "image"),
    secrets: [token],
    steps: [
      withoutSettings("Snyk", [".snyk"]),
      ...(requirements.length > 0 ? [setUpPython(options)] : []),
      ...requirements.map((target, index) => installPython(target, index)),
      script({ name: "Get Snyk" }, [`${snyk} --version`]),
      ...targets.map((target) => snykScan(inputs, options, target, requirements.indexOf(target as Requirements))),
    ],
  });
}

const snyk = `npx --yes snyk@${toolVersions.snyk}`;

type Dependencies = SnykTarget & { kind: "dependencies" };
type Requirements = Dependencies & { manager: "python" };

/** Of what stands in `requirements.txt`, Snyk sees only the packages that are installed; other files say it themselves. */
function isRequirements(target: SnykTarget): target is Requirements {
  return target.kind === "dependencies" && target.manager === "python" && target.path.endsWith(".txt");
}

function setUpPython({ pythonTargetVersion }: Options): Step {
  return uses(
    "actions/setup-python",
    { "python-version": pythonTargetVersion, "update-environment": false },
    { name: `Set up Python ${pythonTargetVersion}`, id: "python" },
  );
}

/** Where the packages of a requirements file are. */
function pythonFolder(index: number): string {
  return `${toolsFolder}/requirements-${index + 1}`;
}

function installPython({ path }: Requirements, index: number): ScriptStep {
  return script(
    {
      name: `Install what ${path} asks for`,
      if: "!cancelled()",
      env: { MANIFEST: posix.join(checkoutFolder, path), PYTHON: expression("steps.python.outputs.python-path") },
    },
    [
      `"$PYTHON" -m venv ${pythonFolder(index)}`,
      // A package that builds itself would run whatever it likes in a job that has a token.
      `${pythonFolder(index)}/bin/pip install --quiet --only-binary :all: --disable-pip-version-check --requirement "$MANIFEST"`,
    ],
  );
}

function snykScan(inputs: WorkflowInputs, options: Options, target: SnykTarget, python: number): ScriptStep {
  const isImage = target.kind === "image";
  const limit = isImage ? imageSeconds(inputs, options.timeout) : totalSeconds(inputs, options.timeout);
  const call = [
    ...subject(target, options, python),
    `--severity-threshold=${options.severity}`,
    ...(options.format === "sarif" ? [`--sarif-file-output="\${REPORT%.json}.sarif"`] : []),
    '--json > "$REPORT"',
  ];
  return scanStep(inputs, {
    name: `Scan ${isImage ? target.name : target.path}`,
    tool: "snyk",
    report: target.report,
    target: isImage ? `image:${target.name}` : `filesystem:${inputs.repository.name}`,
    ...(isImage && { digest: builtImages(inputs.repository)[target.name] }),
    version: toolVersions.snyk,
    green: [0, 1],
    env: {
      SNYK_TOKEN: secretValue(token, "token"),
      ...(isImage
        ? { IMAGE: target.name, DOCKERFILE: posix.join(checkoutFolder, target.dockerfile) }
        : { FILE: posix.join(checkoutFolder, target.path) }),
    },
    command: runs(call, limit),
    afterwards: failLines(options),
  });
}

/** What Snyk is asked to test. It leaves development dependencies out unless told not to. */
function subject(target: SnykTarget, { excludeDevDeps }: Options, python: number): string[] {
  if (target.kind === "image") return [`${snyk} container test ${builtImage}`, '--file="$DOCKERFILE"'];
  if (target.kind === "iac") return [`${snyk} iac test "$FILE"`];
  return [
    `${snyk} test --file="$FILE"`,
    `--package-manager=${packageManagers[target.manager]}`,
    ...(python >= 0 ? [`--command=${pythonFolder(python)}/bin/python`] : []),
    ...(excludeDevDeps ? [] : ["--dev"]),
  ];
}

const packageManagers = { npm: "npm", python: "pip", maven: "maven", golang: "gomodules" } as const;

const worstFirst = ["critical", "high", "medium", "low"] as const;

/** `failOn`: the step fails, after the record, where the report has something as bad as that. */
function failLines({ failOn }: Options): string[] {
  const failing = worstFirst.slice(0, worstFirst.indexOf(failOn) + 1).map((severity) => `"${severity}"`);
  return [
    `if [ -s "$REPORT" ] && jq --exit-status '[.. | objects | .severity?] | any(. as $found | [${failing.join(", ")}] | index([$found]))' "$REPORT" > /dev/null; then`,
    `  echo "::error title=Snyk::Something is ${failOn} or worse. The gate decides what follows."`,
    "  exit 1",
    "fi",
  ];
}
