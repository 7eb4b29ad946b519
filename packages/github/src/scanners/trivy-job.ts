import { seconds, type TrivyPolicy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import type { ScriptStep, Step } from "../document/workflow.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { databaseCache } from "./cache-steps.js";
import { builtImage, builtImages } from "./image-steps.js";
import { runs, scanStep } from "./scan-step.js";
import { type ScannerJob, scannerJob } from "./scanner-job.js";
import { type TrivyTarget, trivyTargets } from "./trivy-target.js";

/**
 * The job that runs Trivy on everything it has to scan, and leaves a report with its run record for each.
 *
 * Settings of Trivy in the repository (`trivy.yaml`, `.trivyignore`) do not count here; `trivy:ignore` comments beside the
 * code do.
 *
 * `cacheTTL` is for the gate, which knows from the run record how old the database was: Trivy's option of that name is
 * about a Redis cache.
 *
 * @see https://trivy.dev/latest/docs/references/configuration/config-file
 */
export function trivyJob(inputs: WorkflowInputs, trivy: TrivyPolicy): ScannerJob {
  const targets = trivyTargets(trivy, inputs.repository);
  const cache = databaseCache("trivy", trivyCache, toolVersions.trivy);
  return scannerJob(inputs, {
    id: "trivy",
    name: "Trivy",
    stage: "scan",
    tool: "trivy",
    reports: targets.map(({ report }) => report),
    images: targets.some(({ kind }) => kind === "image"),
    steps: [setUpTrivy(), cache.restore, ...targets.map((target) => trivyScan(inputs, trivy, target)), cache.save],
  });
}

/** Where Trivy keeps its databases. */
const trivyCache = "~/.cache/trivy/db";

/** The step that installs Trivy, which lists what is in images and folders too. */
export function setUpTrivy(): Step {
  return uses("aquasecurity/setup-trivy", { version: toolVersions.trivy }, { name: "Set up Trivy" });
}

function trivyScan(inputs: WorkflowInputs, trivy: TrivyPolicy, { kind, name, report }: TrivyTarget): ScriptStep {
  const title = { image: name, filesystem: "the files", repository: "the files", config: "the configuration" }[kind];
  return scanStep(inputs, {
    name: `Scan ${title}`,
    tool: "trivy",
    report,
    target: `${kind === "config" ? "filesystem" : kind}:${name}`,
    version: "unknown",
    ...(kind === "image" && { digest: builtImages(inputs.repository)[name], env: { IMAGE: name } }),
    command: [`target=${kind === "image" ? builtImage : checkoutFolder}`, ...runs(trivyCommand(trivy, kind))],
    facts: [
      'facts="$(trivy version --format json)" || facts="{}"',
      `version="$(node -p 'JSON.parse(process.argv[1]).Version ?? "unknown"' "$facts")"`,
      `database="$(node -p 'JSON.parse(process.argv[1]).VulnerabilityDB?.UpdatedAt ?? ""' "$facts")"`,
    ],
    afterwards: renderingLines(trivy, kind),
  });
}

const allSeverities = 5;

/** The call of Trivy, an option a line. What the policy does not change stays out, for readers' sake. */
function trivyCommand(trivy: TrivyPolicy, kind: TrivyTarget["kind"]): string[] {
  const looksUp = kind !== "config";
  return [
    `trivy ${kind}`,
    // A name that was not built here must not be looked up in a public registry.
    ...(kind === "image" ? ["--image-src docker"] : []),
    ...(looksUp ? [`--scanners ${trivyScanners(kind)}`] : []),
    ...(new Set(trivy.severityFilter).size < allSeverities ? [`--severity ${trivy.severityFilter.join(",")}`] : []),
    ...(trivy.ignoreUnfixed && looksUp ? ["--ignore-unfixed"] : []),
    ...(trivy.skipUpdate && looksUp ? ["--skip-db-update --skip-java-db-update"] : []),
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
  const scanners = kind === "config" ? "misconfig" : trivyScanners(kind);
  const options = format === "table" ? `--format table --scanners ${scanners}` : `--format ${format}`;
  return [
    'if [ -s "$REPORT" ]; then',
    `  trivy convert ${options} --output "\${REPORT%.json}.${extensions[format]}" "$REPORT"`,
    "fi",
  ];
}
