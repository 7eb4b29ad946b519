import type { Policy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { ScriptStep } from "../document/workflow.js";
import { checkoutFolder, reportsFolder, type WorkflowInputs } from "../workflows/preparation.js";
import { noteStart, recordStep } from "./action-scan.js";
import { type SecretRequest, secretValue } from "./scan-secrets.js";
import { reportPath, type ScannerJob, scannerJob } from "./scanner-job.js";
import { totalSeconds } from "./time-limit.js";
import { withoutSettings } from "./tool-steps.js";

type Options = NonNullable<Policy["scanning"]["scanners"]["sonarqube"]>;

const token: SecretRequest = { name: "sonarqube", fields: ["token"] };

/**
 * SonarQube: what it says about the security of the code, with the hotspots and, where the policy wants it, its quality
 * gate. The scanner sends the code to the server; the gate reads what the server answers, also the issues that somebody
 * accepted there.
 *
 * `sonar-project.properties` is taken away. `NOSONAR` comments count, and the server does not list what they silence.
 *
 * @see https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/
 */
export function sonarqubeJob(inputs: WorkflowInputs, options: Options): ScannerJob {
  const report = reportPath("sonarqube");
  const project = options.projectKey ?? `${inputs.policy.organization.login}_${inputs.repository.name}`;
  const server = { SONAR_HOST_URL: options.url, SONAR_TOKEN: secretValue(token, "token") };
  return scannerJob(inputs, {
    id: "sonarqube",
    name: "SonarQube",
    stage: "scan",
    tool: "sonarqube",
    reports: [report],
    history: true,
    secrets: [token],
    steps: [
      withoutSettings("SonarQube", ["sonar-project.properties"]),
      noteStart("start"),
      uses(
        "SonarSource/sonarqube-scan-action",
        {
          projectBaseDir: checkoutFolder,
          scannerVersion: toolVersions.sonarScanner,
          args: [
            `-Dsonar.projectKey=${project}`,
            ...(isCloud(options.url) ? [`-Dsonar.organization=${inputs.policy.organization.login}`] : []),
          ].join(" "),
        },
        {
          name: "Send the code to SonarQube",
          id: "analysis",
          env: server,
          "timeout-minutes": Math.ceil(totalSeconds(inputs) / 60),
        },
      ),
      fetchStep({ ...server, PROJECT: project, REPORT: report }, options),
      recordStep(inputs, {
        name: "Record the analysis",
        tool: "sonarqube",
        report,
        target: `filesystem:${inputs.repository.name}`,
        start: "start",
        scan: "findings",
        version: expression("steps.findings.outputs.version"),
      }),
    ],
  });
}

/** SonarQube Cloud has organisations; a server of one's own has none. */
function isCloud(url: string): boolean {
  return /(?:^|\.)(?:sonarcloud\.io|sonarqube\.us)$/.test(new URL(url).hostname);
}

function fetchStep(env: Record<string, string>, { qualityGate }: Options): ScriptStep {
  return script({ name: "Fetch what SonarQube found", id: "findings", env }, [
    "api() {",
    '  printf \'header = "Authorization: Bearer %s"\\n\' "$SONAR_TOKEN" |',
    `    curl --silent --show-error --fail --max-time 60 --retry 3 --config - "\${SONAR_HOST_URL%/}/api/$1"`,
    "}",
    'folder="$(mktemp -d)"',
    'echo "version=$(api server/version)" >> "$GITHUB_OUTPUT"',
    "",
    "# The server works on the analysis after the scanner has ended.",
    `task="$(sed -n 's/^ceTaskId=//p' ${checkoutFolder}/.scannerwork/report-task.txt)"`,
    "while true; do",
    '  api "ce/task?id=$task" > "$folder/task.json"',
    '  case "$(jq --raw-output .task.status "$folder/task.json")" in',
    "    SUCCESS) break ;;",
    `    PENDING | IN_PROGRESS) sleep "\${POLL_SECONDS:-5}" ;;`,
    '    *) echo "::error title=SonarQube::The server could not work on the analysis."; exit 1 ;;',
    "  esac",
    "done",
    'where="$(jq --raw-output \'.task | if .pullRequest then "&pullRequest=\\(.pullRequest)" elif .branch then "&branch=\\(.branch | @uri)" else "" end\' "$folder/task.json")"',
    "",
    "# All pages of a list. The server gives 10,000 entries at most; the total then shows that some are missing.",
    "pages() {",
    "  local page=1 total=1",
    '  while [ "$(((page - 1) * 500))" -lt "$total" ] && [ "$page" -le 20 ]; do',
    '    api "$2&ps=500&p=$page$where" > "$folder/$1-$page.json"',
    '    total="$(jq .paging.total "$folder/$1-$page.json")"',
    "    page=$((page + 1))",
    "  done",
    "}",
    'pages issues "issues/search?componentKeys=$PROJECT&impactSoftwareQualities=SECURITY&issueStatuses=OPEN,CONFIRMED,ACCEPTED,FALSE_POSITIVE"',
    'pages hotspots "hotspots/search?projectKey=$PROJECT"',
    ...(qualityGate
      ? [
          'api "qualitygates/project_status?analysisId=$(jq --raw-output .task.analysisId "$folder/task.json")" > "$folder/gate.json"',
        ]
      : ["echo '{}' > \"$folder/gate.json\""]),
    "",
    `mkdir -p ${reportsFolder}`,
    `jq --null-input --arg project "$PROJECT" '${joinFilter}' \\`,
    '  --slurpfile issues <(cat "$folder"/issues-*.json) --slurpfile hotspots <(cat "$folder"/hotspots-*.json) \\',
    '  --slurpfile gate "$folder/gate.json" > "$folder/report.json"',
    'mv "$folder/report.json" "$REPORT"',
  ]);
}

/** One answer from many, with a failed quality gate as an issue of its own. */
const joinFilter = `
  ($gate[0].projectStatus // {}) as $status
  | (if $status.status == "ERROR" then [{
      key: "quality-gate", rule: "sallyport:quality-gate", severity: "CRITICAL", status: "OPEN",
      component: $project, project: $project,
      message: ("The quality gate failed: " + ([$status.conditions[]? | select(.status == "ERROR")
        | "\\(.metricKey) is \\(.actualValue)"] | join(", ")))
    }] else [] end) as $failed
  | (([$issues[0], $hotspots[0]] | map(.paging.total) | add) + ($failed | length)) as $total
  | {
      paging: { pageIndex: 1, pageSize: $total, total: $total },
      issues: ([$issues[].issues[]] + $failed),
      hotspots: [$hotspots[].hotspots[]]
    }
`;
