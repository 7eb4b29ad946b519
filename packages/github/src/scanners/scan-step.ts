import type { ScannerName } from "@sallyport/policy";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Environment, ScriptStep } from "../document/workflow.js";
import { reportsFolder, sallyport, type WorkflowInputs } from "../workflows/preparation.js";

/** One run of a scanner on one target. */
export interface Scan {
  /** Name of the step. */
  name: string;
  tool: ScannerName;
  /** Where the report goes; the script has it as `$REPORT`, and as `$report` with the whole path. */
  report: string;
  /** What is scanned, as `sallyport record` calls it: `filesystem:payments-api`. */
  target: string;
  /** What the gate calls the image that is scanned, as an expression: the digest of its configuration. */
  digest?: string | undefined;
  /** Exact version, which a report may say better. */
  version: string;
  /** Lines that run the scanner and end with its exit code. */
  command: readonly string[];
  /** Longest run, in seconds; absent where the scanner ends itself. */
  seconds?: number;
  /** Exit codes that leave the job green: the gate decides on findings. */
  green?: readonly number[];
  /** Lines that set `version` and `database` from the report, or from the scanner. */
  facts?: readonly string[];
  /** Lines after the record, for instance another rendering of the report. */
  afterwards?: readonly string[];
  env?: Environment;
}

/**
 * A step that runs a scanner and leaves its report and the record of its run, also when the scanner crashed, ran out of
 * time or is not there at all.
 */
export function scanStep(inputs: WorkflowInputs, scan: Scan): ScriptStep {
  return script(
    {
      name: scan.name,
      // One scan that fails must not hide the others.
      if: "!cancelled()",
      env: { TARGET: scan.target, ...digestVariable(scan), REPORT: scan.report, ...scan.env },
    },
    [
      `mkdir -p ${reportsFolder}`,
      'report="$PWD/$REPORT"',
      'started="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      "status=0",
      ...scan.command,
      'ended="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      "",
      ...recordLines(inputs, scan),
      ...(scan.afterwards ?? []),
      ...endLines(scan.green ?? [0]),
    ],
  );
}

/** What {@link recordLines} reads of an image from the environment. */
export function digestVariable({ digest }: Pick<Scan, "digest">): Environment {
  return digest === undefined ? {} : { DIGEST: expression(digest) };
}

/** The call of a scanner beside the checkout, from `status=0` on. */
export function runs(call: readonly string[], seconds?: number): string[] {
  return [`${[...limit(seconds), ...call].join(" \\\n  ")} || status=$?`];
}

/**
 * The call of a scanner in the checkout, for those that name files as they find them.
 *
 * Only for scanners that take no settings from the folder they run in, or whose settings were taken away before.
 */
export function runsInside(folder: string, call: readonly string[], seconds?: number): string[] {
  return [`(cd ${folder} && ${[...limit(seconds), ...call].join(" \\\n  ")}) || status=$?`];
}

/** What does not end in time is killed a little later. */
function limit(seconds: number | undefined): string[] {
  return seconds === undefined ? [] : [`timeout --kill-after=10s ${seconds}s`];
}

/** The run record, from `started`, `ended` and `status`. */
export function recordLines(
  inputs: WorkflowInputs,
  { tool, version, facts, digest }: Pick<Scan, "tool" | "version" | "facts" | "digest">,
) {
  return [
    "# A crash leaves no report. An empty one stands for it, which the gate never takes for clean.",
    'test -e "$REPORT" || touch "$REPORT"',
    ...(facts ?? []),
    // The build of the image may have failed.
    ...(digest === undefined ? [] : [`if [ -n "\${DIGEST:-}" ]; then TARGET="$TARGET@$DIGEST"; fi`]),
    `set -- --tool ${tool} --tool-version "\${version:-${version.replace(/^v/, "")}}" --report "$REPORT" --exit "$status"`,
    'set -- "$@" --started "$started" --ended "$ended" --commit "$GITHUB_SHA" --target "$TARGET"',
    `if [ -n "\${database:-}" ]; then set -- "$@" --database-date "$database"; fi`,
    `${sallyport(inputs)} record "$@"`,
  ];
}

/** Green with a report and an exit code that says the scanner did its work; else red. */
function endLines(green: readonly number[]): string[] {
  return [
    'if [ ! -s "$REPORT" ]; then',
    '  echo "::error title=No report::The scan left no report, so the gate will not pass. Exit code: $status"',
    '  exit "$((status == 0 ? 1 : status))"',
    "fi",
    ...(green.length === 1 ? [] : [`case "$status" in ${green.join("|")}) exit 0 ;; esac`]),
    'exit "$status"',
  ];
}
