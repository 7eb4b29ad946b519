import { posix } from "node:path";
import { script } from "../document/script-step.js";
import type { ScriptStep, Step } from "../document/workflow.js";
import { showVerdict } from "../judging/gate-job.js";
import { policyFile, reportsFolder, sallyport, type WorkflowInputs } from "../workflows/preparation.js";
import type { DeployedEnvironment } from "./deployed-environments.js";

/** Report of `sallyport runtime-check`, as the gate is given it. */
export const runtimeReport = posix.join(reportsFolder, "runtime-check.sarif");

/**
 * Steps that look at how a workload of Kubernetes really runs, and judge it; none for a deployment by other means. What the
 * cluster made of the manifests counts, not the manifests.
 */
export function workloadSteps(inputs: WorkflowInputs, { deploy }: DeployedEnvironment): Step[] {
  if (!deploy.kubernetes) return [];
  const { namespace, workload } = deploy.kubernetes;
  const workloads = workload
    ? [workload]
    : inputs.repository.images.map(({ name }) => `deployment/${posix.basename(name)}`);
  return [
    script({ name: "Look at how it runs", env: { NAMESPACE: namespace, WORKLOADS: workloads.join(" ") } }, [
      `mkdir -p ${reportsFolder}`,
      'kubectl --namespace "$NAMESPACE" get $WORKLOADS --output json > workloads.json',
      "status=0",
      `${sallyport(inputs)} runtime-check --workloads workloads.json --out ${runtimeReport} || status=$?`,
      "# With findings it ends with 1: the gate judges them.",
      'if [ "$status" -gt 1 ]; then exit "$status"; fi',
    ]),
    judgeStep(inputs, { runtimeCheck: runtimeReport }),
    showVerdict(),
  ];
}

/**
 * The gate on what was found in a running deployment, and on that alone. Nobody can approve it any more: what is neither a
 * pass nor a warning fails the deployment.
 *
 * @param reports Path of the report, by scanner.
 */
export function judgeStep(inputs: WorkflowInputs, reports: Readonly<Record<string, string>>): ScriptStep {
  const given = Object.entries(reports).map(([tool, path]) => `--report ${tool}=${path}`);
  return script(
    { name: "Judge what was found", env: { POLICY: policyFile(inputs), REPOSITORY: inputs.repository.name } },
    [
      [
        `${sallyport(inputs)} gate --policy "$POLICY" --repository "$REPOSITORY" --commit "$GITHUB_SHA"`,
        `--only ${Object.keys(reports).join(",")}`,
        ...given,
        "--out verdict --format markdown,summary,sarif --annotations",
      ].join(" \\\n  "),
    ],
  );
}
