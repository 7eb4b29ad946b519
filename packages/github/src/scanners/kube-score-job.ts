import type { Policy } from "@sallyport/policy";
import { toolVersions } from "../catalogue/tool-versions.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { runsInside, scanStep } from "./scan-step.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { goTool, toolPath } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["kubeScore"]>;

/**
 * kube-score: every YAML file in the Kubernetes folders of the repository. It takes no settings from the code but the
 * annotation `kube-score/ignore`, which its report lists. Templates of Helm are no manifests: render them first.
 *
 * @see https://github.com/zegl/kube-score#usage-in-ci
 */
export function kubeScoreJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("kube-score");
  const folders = inputs.repository.kubernetes.map((folder, index) => [`FOLDER_${index + 1}`, folder] as const);
  return scannerJob(inputs, {
    id: "kube-score",
    name: "kube-score",
    stage: "pre-scan",
    tool: "kubeScore",
    reports: [report],
    steps: [
      ...goTool("kube-score", `github.com/zegl/kube-score/cmd/kube-score@${toolVersions.kubeScore}`),
      scanStep(inputs, {
        name: "Score the manifests",
        tool: "kubeScore",
        report,
        target: `filesystem:${inputs.repository.name}`,
        version: toolVersions.kubeScore,
        green: [0, 1],
        env: Object.fromEntries(folders),
        command: [
          `mapfile -d '' -t manifests < <(cd ${checkoutFolder} && find ${folders.map(([variable]) => `"$${variable}"`).join(" ")} \\`,
          "  -type f \\( -name '*.yaml' -o -name '*.yml' \\) -print0 | sort --zero-terminated)",
          ...runsInside(
            checkoutFolder,
            [
              `../${toolPath("kube-score")} score --kubernetes-version ${options.kubernetesVersion}`,
              `--output-format json -- "\${manifests[@]}" > "$report"`,
            ],
            totalSeconds(inputs),
          ),
          // It names files by their whole path, which is another one on each runner.
          'if [ -s "$REPORT" ]; then',
          `  jq --arg checkout "$PWD/${checkoutFolder}/" '(.[]? | .file_name) |= ltrimstr($checkout)' "$REPORT" > kube-score.json`,
          '  mv kube-score.json "$REPORT"',
          "fi",
        ],
      }),
    ],
  });
}
