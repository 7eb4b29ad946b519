import { type Policy, scannerNames } from "@sallyport/policy";
import { bringFiles, keepFiles, onTrustedRun } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Environment, Job, Permissions, Step } from "../document/workflow.js";
import type { ScannerJobs } from "../scanners/scanner-jobs.js";
import {
  bringSallyport,
  checkout,
  checkoutFolder,
  policyFile,
  reportsFolder,
  sallyport,
  type WorkflowInputs,
} from "../workflows/preparation.js";
import { firstSightsName } from "./first-sights.js";
import { type Evidence, evidenceFolder, gateEvidence } from "./gate-evidence.js";

/** What the jobs after the scanners need to know. */
export interface GateInputs extends WorkflowInputs {
  /** The scanner jobs, and what they leave. */
  scanners: ScannerJobs;
}

const rights: Permissions = {
  contents: "read",
  actions: { access: "read", why: "brings the first sights and the verdicts that earlier runs kept" },
};

/**
 * The job that decides. A scanner job that failed must not keep it from running (`always()`): it is this job that says
 * which report is missing, and a job that was skipped would count as passed.
 *
 * Ends green on a pass and where an approval is needed; the job output `decision` tells them apart, `request` is the digest
 * of what needs the approval, and `ledger-head` the head of the ledger of the run, which no other job can change.
 */
export function gateJob(inputs: GateInputs): Job {
  const needs = Object.keys(inputs.scanners.jobs);
  const evidence = gateEvidence(inputs);
  return {
    name: "Gate",
    ...(needs.length > 0 && { needs }),
    if: "always()",
    "runs-on": "ubuntu-24.04",
    permissions: rights,
    "timeout-minutes": 10,
    outputs: {
      decision: expression("steps.gate.outputs.decision"),
      request: expression("steps.gate.outputs.request"),
      "ledger-head": expression("steps.ledger.outputs.head"),
    },
    steps: [
      checkout(2),
      ...bringSallyport(inputs),
      ...fetchReports(inputs),
      ...evidence.flatMap(({ steps }) => steps),
      script({ name: "Begin the ledger of this run" }, [
        `${sallyport(inputs)} ledger append --file ledger.jsonl --event genesis --set "ledger=$GITHUB_REPOSITORY/$GITHUB_RUN_ID"`,
      ]),
      script({ name: "Judge the reports", id: "gate", env: gateEnvironment(inputs, evidence) }, [
        ...gateArguments(inputs, evidence),
        "status=0",
        `${gateCommand(inputs)} || status=$?`,
        'case "$status" in',
        "  0) decision=pass ;;",
        "  1) decision=blocked ;;",
        "  3) decision=approval ;;",
        "  *) decision=undecided ;;",
        "esac",
        'echo "decision=$decision" >> "$GITHUB_OUTPUT"',
        'if [ "$decision" != approval ]; then exit "$status"; fi',
        "# An approval is still to be had: the next job waits for it, and lifts nothing but what this one asks for.",
        "request=$(sha256sum verdict/approval-request.jsonl | cut -d ' ' -f 1)",
        'echo "request=$request" >> "$GITHUB_OUTPUT"',
      ]),
      showVerdict(),
      showAlerts(),
      sayLedgerHead(),
      keepVerdict(inputs, "verdict"),
      keepEvidence(inputs),
      keepLedger(inputs),
      keepFiles(
        { name: firstSightsName, path: "verdict/seen.json", days: inputs.policy.scanning.retentionDays },
        { name: "Keep the first sights for later runs", if: onTrustedRun },
      ),
    ],
  };
}

/** By pattern, because a name that is not there would fail the step before the gate can say what is missing. */
export function fetchReports({ scanners }: GateInputs): Step[] {
  return scanners.artifacts.map((job) => bringFiles(job, reportsFolder, { name: `Fetch the reports of ${job}` }));
}

/** What {@link gateArguments} reads from its environment. */
export function gateEnvironment(inputs: GateInputs, evidence: readonly Evidence[]): Environment {
  const digests = Object.values(inputs.scanners.images ?? {}).map((digest, index) => [
    `DIGEST_${index + 1}`,
    expression(digest),
  ]);
  return {
    POLICY: policyFile(inputs),
    REPOSITORY: inputs.repository.name,
    HEAD_REPOSITORY: expression("github.event.pull_request.head.repo.full_name"),
    ...Object.fromEntries(digests),
    ...Object.assign({}, ...evidence.map(({ env }) => env ?? {})),
  };
}

/** Lines that set the arguments of the gate: those that are always there, and those that the run has something for. */
export function gateArguments({ policy, scanners }: GateInputs, evidence: readonly Evidence[]): string[] {
  return [
    `set -- --policy "$POLICY" --repository "$REPOSITORY" --commit "$GITHUB_SHA" --source ${checkoutFolder}`,
    ...evidence.flatMap(({ flags }) => flags),
    "fork=no",
    'if [ "$GITHUB_EVENT_NAME" = pull_request ] && [ "$HEAD_REPOSITORY" != "$GITHUB_REPOSITORY" ]; then fork=yes; fi',
    'if [ "$fork" = yes ]; then set -- "$@" --fork; fi',
    ...deferredReports(policy, scanners),
    ...Object.keys(scanners.images ?? {}).map((name, index) => {
      const digest = `$DIGEST_${index + 1}`;
      return `if [ -n "${digest}" ]; then set -- "$@" --image "${name}@${digest}"; fi`;
    }),
  ];
}

/** Lines for the reports of scanners that may come later for a fork: there, one that is missing is not asked for. */
function deferredReports(policy: Policy, { reports }: ScannerJobs): string[] {
  const deferred = reports.filter((report) => isDeferred(policy, report));
  if (deferred.length === 0) return [];
  return [
    "# A pull request from a fork has no secrets: a scanner that needs one has left no report, and comes later.",
    `for report in ${deferred.join(" \\\n    ")}; do`,
    `  if [ "$fork" = no ] || [ -e "\${report#*=}" ]; then set -- "$@" --report "$report"; fi`,
    "done",
  ];
}

/** Whether the scanner of a report (`snyk=reports/snyk.json`) may come later for a fork. */
function isDeferred({ scanning }: Policy, report: string): boolean {
  const tool = report.slice(0, report.indexOf("="));
  return scannerNames.some((name) => name === tool && scanning.scanners[name]?.fork === "defer");
}

/** The call of the gate. Its exit code is the decision. */
export function gateCommand({ scanners, policy }: GateInputs): string {
  return [
    `${sallyport({ policy })} gate "$@"`,
    ...scanners.reports.filter((report) => !isDeferred(policy, report)).map((report) => `--report ${report}`),
    ...(scanners.canaries ?? []).map((canary) => `--canary ${canary}`),
    "--ledger ledger.jsonl --out verdict --format markdown,summary,sarif,junit,html --annotations",
    '--details-url "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
  ].join(" \\\n  ");
}

/** Puts the verdict on the page of the run. The gate writes no summary where it could not read a report. */
export function showVerdict(): Step {
  return script({ name: "Show the verdict", if: "always()" }, [
    'if [ -f verdict/summary.md ]; then cat verdict/summary.md >> "$GITHUB_STEP_SUMMARY"; fi',
  ]);
}

/** Puts the failures of scanners, and whom they concern, on the page of the run. */
function showAlerts(): Step {
  return script({ name: "Show the alerts", if: "always()" }, [
    "if [ -f verdict/verdict.json ]; then",
    "  node -e '",
    '    const { alerts } = JSON.parse(require("node:fs").readFileSync("verdict/verdict.json", "utf8"));',
    '    const cell = (text) => String(text).replace(/[^\\w .,:;@/()+-]/gu, " ");',
    "    const rows = alerts.filter(({ tell }) => tell.length > 0).map(({ about, found, effect, tell }) =>",
    '      "| " + [about, found, effect, tell.join(", ")].map(cell).join(" | ") + " |");',
    '    const head = "\\n### Scanners that failed\\n\\n| about | found | effect | whom it concerns |\\n| --- | --- | --- | --- |";',
    '    if (rows.length > 0) console.log([head, ...rows].join("\\n"));',
    '  \' >> "$GITHUB_STEP_SUMMARY"',
    "fi",
  ]);
}

/** The head of the ledger as an output: a copy of the ledger that was changed later does not have it. */
export function sayLedgerHead(): Step {
  return script({ name: "Say the head of the ledger", id: "ledger", if: "always()" }, [
    "if [ -s ledger.jsonl ]; then",
    "  head=\"$(tail -n 1 ledger.jsonl | tr -d '\\n' | sha256sum | cut -d ' ' -f 1)\"",
    '  echo "head=$head" >> "$GITHUB_OUTPUT"',
    "fi",
  ]);
}

/** Keeps what the gate wrote, under this name. */
export function keepVerdict({ policy }: GateInputs, name: string): Step {
  return keepFiles(
    { name, path: "verdict/", days: policy.scanning.retentionDays },
    { name: "Keep the verdict", if: "always()" },
  );
}

/** Keeps what the gate judged with: the approval judges with the same, and `sallyport replay` can. */
function keepEvidence({ policy }: GateInputs): Step {
  return keepFiles(
    { name: "evidence", path: `${evidenceFolder}/*.*`, days: policy.scanning.retentionDays },
    { name: "Keep what the verdict rests on", if: "always()" },
  );
}

/** Keeps the ledger of the run. */
export function keepLedger({ policy }: GateInputs): Step {
  return keepFiles(
    { name: "ledger", path: "ledger.jsonl", days: policy.scanning.retentionDays },
    { name: "Keep the ledger", if: "always()" },
  );
}
