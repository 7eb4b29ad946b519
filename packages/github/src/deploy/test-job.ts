import { posix } from "node:path";
import { seconds } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolImages, toolVersions } from "../catalogue/tool-versions.js";
import { expression } from "../document/expression.js";
import { jobPermissions } from "../document/job-permissions.js";
import { script } from "../document/script-step.js";
import type { Job, ScriptStep, Step } from "../document/workflow.js";
import { showVerdict } from "../judging/gate-job.js";
import { preparation, reportsFolder, sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import { fetchLedger, keepLedger } from "./deploy-ledger.js";
import { type DeployedEnvironment, jobIds } from "./deployed-environments.js";
import { endStep, recordRights } from "./deployment-record.js";
import { judgeStep, runtimeReport } from "./runtime-steps.js";

const zapReport = posix.join(reportsFolder, "zap.json");

/**
 * The job that tests what runs in an environment: ZAP where the policy names it, and how the server is configured. The gate
 * judges both. It holds no credential of the environment: a scanner and whatever answers there see none.
 */
export function testJob(inputs: WorkflowInputs, environment: DeployedEnvironment, address: URL): Job {
  const deploy = jobIds.deploy(environment);
  const { zap } = inputs.policy.scanning.scanners;
  const { retentionDays } = inputs.policy.scanning;
  const record = {
    images: expression("needs.publish.outputs.images"),
    deployment: expression(`needs.${deploy}.outputs.deployment`),
  };
  const steps: Step[] = [
    ...preparation(inputs),
    fetchLedger(),
    ...(zap ? [zapStep(inputs, zap, address)] : []),
    runtimeStep(inputs, address),
    judgeStep(inputs, { ...(zap && { zap: zapReport }), runtimeCheck: runtimeReport }),
    showVerdict(),
    uses(
      "actions/upload-artifact",
      {
        name: `test-${environment.name}`,
        path: `${reportsFolder}/\nverdict/`,
        "retention-days": retentionDays,
        overwrite: true,
      },
      { name: "Keep the reports and the verdict", if: "always()" },
    ),
    endStep(inputs, environment, "succeeded", record),
    endStep(inputs, environment, "failed", { ...record, if: "failure() || cancelled()" }),
    keepLedger(inputs),
  ];
  return {
    name: `Test ${environment.name}`,
    needs: ["publish", deploy],
    if: `!cancelled() && needs.${deploy}.result == 'success'`,
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps, recordRights),
    "timeout-minutes": 10 + Math.ceil(seconds(zap?.timeout ?? "0m") / 60),
    steps,
  };
}

type Zap = NonNullable<WorkflowInputs["policy"]["scanning"]["scanners"]["zap"]>;

/**
 * ZAP in its image, pinned by digest. Its action would run the same image, with a token that writes issues: this way no
 * more code is trusted. `-I` leaves warnings to the gate; the other codes are of a scan that failed.
 *
 * @see https://www.zaproxy.org/docs/docker/baseline-scan
 */
function zapStep(inputs: WorkflowInputs, { scan, timeout }: Zap, address: URL): ScriptStep {
  const { repository } = inputs;
  const target = scan === "api" ? new URL(repository.staging?.openapi ?? "", address).href : address.href;
  const options = scan === "api" ? ' -f openapi -t "$TARGET"' : ' -t "$TARGET"';
  return script(
    { name: "Scan what runs with ZAP", env: { IMAGE: toolImages.zap, TARGET: target, REPORT: zapReport } },
    [
      `mkdir -p ${reportsFolder} zap`,
      "# ZAP writes there under an id of its own.",
      "chmod 777 zap",
      'started="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      "status=0",
      `timeout --kill-after=30s ${seconds(timeout)}s \\`,
      '  docker run --rm --volume "$PWD/zap:/zap/wrk:rw" "$IMAGE" \\',
      `  zap-${scan === "api" ? "api-scan" : scan === "full" ? "full-scan" : "baseline"}.py${options} -J zap.json -I || status=$?`,
      'ended="$(date -u +%Y-%m-%dT%H:%M:%SZ)"',
      "",
      "# A crash leaves no report. An empty one stands for it, which the gate never takes for clean.",
      'set -- --tool zap --report "$REPORT" --exit "$status" --started "$started" --ended "$ended"',
      "if [ -s zap/zap.json ]; then",
      '  cp zap/zap.json "$REPORT"',
      "else",
      '  touch "$REPORT"',
      `  set -- "$@" --tool-version ${toolVersions.zap}`,
      "fi",
      `${sallyport(inputs)} record "$@" --commit "$GITHUB_SHA" --target "url:$TARGET"`,
    ],
  );
}

function runtimeStep(inputs: WorkflowInputs, address: URL): ScriptStep {
  return script({ name: "Check how the server is configured", if: "!cancelled()", env: { TARGET: address.href } }, [
    `mkdir -p ${reportsFolder}`,
    "status=0",
    `${sallyport(inputs)} runtime-check --url "$TARGET" --out ${runtimeReport} || status=$?`,
    "# With findings it ends with 1: the gate judges them.",
    'if [ "$status" -gt 1 ]; then exit "$status"; fi',
  ]);
}
