import { posix } from "node:path";
import { seconds, type TrivyPolicy } from "@sallyport/policy";
import { uses } from "./action-catalog.js";
import { checkoutFolder, preparation, reportsFolder, sallyport, type WorkflowInputs } from "./preparation.js";
import { script } from "./script-step.js";
import { toolVersions } from "./tool-versions.js";
import { type TrivyTarget, trivyTargets } from "./trivy-target.js";
import type { Job, ScriptStep, Step } from "./workflow.js";

/**
 * The job that runs Trivy on everything it has to scan, and leaves a report with its run record for each.
 *
 * It holds no secret and no right but to read the code: it handles whatever a pull request brings, and builds it. Settings
 * of Trivy in the repository (`trivy.yaml`, `.trivyignore`) do not count here; `trivy:ignore` comments beside the code do.
 *
 * `cacheTTL` is for the gate, which knows from the run record how old the database was: Trivy's option of that name is
 * about a Redis cache.
 *
 * @see https://trivy.dev/latest/docs/references/configuration/config-file
 */
export function trivyJob(inputs: WorkflowInputs, trivy: TrivyPolicy): Job {
  const { retentionDays, budget } = inputs.policy.scanning;
  return {
    name: "Trivy",
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read" },
    "timeout-minutes": Math.ceil(seconds(budget.total) / 60),
    steps: [
      ...preparation(inputs),
      uses("aquasecurity/setup-trivy", { version: toolVersions.trivy }, { name: "Set up Trivy" }),
      ...trivyTargets(trivy, inputs.repository).flatMap((target) => scanSteps(inputs, trivy, target)),
      uses(
        "actions/upload-artifact",
        {
          name: "trivy",
          path: `${reportsFolder}/`,
          "if-no-files-found": "error",
          "retention-days": retentionDays,
          overwrite: true,
        },
        // Also after a failed scan: its run record is what tells the gate.
        { name: "Keep the reports", if: "always()" },
      ),
    ],
  };
}

function scanSteps(inputs: WorkflowInputs, trivy: TrivyPolicy, target: TrivyTarget): Step[] {
  return target.kind === "image"
    ? [buildStep(target), scanStep(inputs, trivy, target)]
    : [scanStep(inputs, trivy, target)];
}

function buildStep({ name, image }: TrivyTarget & { kind: "image" }): ScriptStep {
  return script(
    {
      name: `Build ${name}`,
      // One image that does not build, or a scan that fails, must not hide the others.
      if: "!cancelled()",
      env: {
        IMAGE: name,
        DOCKERFILE: posix.join(checkoutFolder, image.dockerfile),
        CONTEXT: posix.join(checkoutFolder, image.context),
      },
    },
    ['docker build --file "$DOCKERFILE" --tag "$IMAGE:$GITHUB_SHA" "$CONTEXT"'],
  );
}

function scanStep(inputs: WorkflowInputs, trivy: TrivyPolicy, target: TrivyTarget): ScriptStep {
  const isImage = target.kind === "image";
  return script(
    {
      name: `Scan ${isImage ? target.name : "the files"}`,
      if: "!cancelled()",
      env: { NAME: target.name, REPORT: target.report },
    },
    [
      `mkdir -p ${reportsFolder}`,
      `target=${isImage ? '"$NAME:$GITHUB_SHA"' : checkoutFolder}`,
      'started="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      "status=0",
      `${trivyCommand(trivy, target.kind).join(" \\\n  ")} || status=$?`,
      'ended="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      ...recordLines(inputs, target.kind),
      ...renderingLines(trivy, target.kind),
      'exit "$status"',
    ],
  );
}

/** The run record, from `started`, `ended` and `status`. */
function recordLines(inputs: WorkflowInputs, kind: TrivyTarget["kind"]): string[] {
  return [
    "",
    "# A crash leaves no report. An empty one stands for it, which the gate never takes for clean.",
    'test -e "$REPORT" || touch "$REPORT"',
    'facts="$(trivy version --format json)" || facts="{}"',
    `version="$(node -p 'JSON.parse(process.argv[1]).Version ?? "unknown"' "$facts")"`,
    `database="$(node -p 'JSON.parse(process.argv[1]).VulnerabilityDB?.UpdatedAt ?? ""' "$facts")"`,
    'set -- --tool trivy --tool-version "$version" --report "$REPORT" --exit "$status"',
    `set -- "$@" --started "$started" --ended "$ended" --commit "$GITHUB_SHA" --target "${kind}:$NAME"`,
    'if [ -n "$database" ]; then set -- "$@" --database-date "$database"; fi',
    `${sallyport(inputs)} record "$@"`,
  ];
}

const allSeverities = 5;

/** The call of Trivy, an option a line. What the policy does not change stays out, for readers' sake. */
function trivyCommand(trivy: TrivyPolicy, kind: TrivyTarget["kind"]): string[] {
  return [
    `trivy ${kind}`,
    // A name that was not built here must not be looked up in a public registry.
    ...(kind === "image" ? ["--image-src docker"] : []),
    `--scanners ${trivyScanners(kind)}`,
    ...(new Set(trivy.severityFilter).size < allSeverities ? [`--severity ${trivy.severityFilter.join(",")}`] : []),
    ...(trivy.ignoreUnfixed ? ["--ignore-unfixed"] : []),
    ...(trivy.skipUpdate ? ["--skip-db-update --skip-java-db-update"] : []),
    `--timeout ${seconds(trivy.timeout)}s`,
    ...(trivy.exitCode === 0 ? [] : [`--exit-code ${trivy.exitCode}`]),
    "--skip-version-check --disable-telemetry",
    '--format json --output "$REPORT" "$target"',
  ];
}

/** Licences are for the code that a team chose; an image would list those of every package of its base system. */
function trivyScanners(kind: TrivyTarget["kind"]): string {
  return kind === "image" ? "vuln,misconfig,secret" : "vuln,misconfig,secret,license";
}

const extensions = { table: "txt", sarif: "sarif", cyclonedx: "cdx.json" } as const;

/** The rendering that `format` asks for, beside the JSON report that the gate reads. */
function renderingLines({ format }: TrivyPolicy, kind: TrivyTarget["kind"]): string[] {
  if (format === "json") return [];
  const options = format === "table" ? `--format table --scanners ${trivyScanners(kind)}` : `--format ${format}`;
  return [
    'if [ -s "$REPORT" ]; then',
    `  trivy convert ${options} --output "\${REPORT%.json}.${extensions[format]}" "$REPORT"`,
    "fi",
  ];
}
