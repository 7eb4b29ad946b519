import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Job } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { DeployedEnvironment } from "./deployed-environments.js";
import { deployWorkflowPath } from "./signer.js";

/**
 * The job that tells people: when any other one failed or was stopped, it opens an issue that says which, what runs again,
 * and what is left to do.
 *
 * @param jobs Ids of all other jobs.
 */
export function alertJob(
  inputs: WorkflowInputs,
  environments: readonly DeployedEnvironment[],
  jobs: readonly string[],
): Job {
  const manual = environments.filter(({ policy }) => policy.rollback === "manual").map(({ name }) => name);
  return {
    name: "Alert",
    needs: jobs,
    if: "failure() || contains(needs.*.result, 'cancelled')",
    "runs-on": "ubuntu-24.04",
    permissions: { issues: { access: "write", why: "opens an issue about the deployment that failed" } },
    "timeout-minutes": 5,
    steps: [
      script(
        {
          name: "Open an issue",
          env: {
            GH_TOKEN: expression("github.token"),
            JOBS: expression("toJSON(needs)"),
            MANUAL: manual.join(" "),
            WORKFLOW: deployWorkflowPath(inputs).split("/").at(-1) ?? "",
            REPOSITORY: inputs.repository.name,
          },
        },
        [
          "{",
          '  echo "A deployment of commit $GITHUB_SHA did not end well."',
          "  echo",
          ...jobLines.map((line) => `  ${line}`),
          "  echo",
          '  echo "What failed, step by step: $GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"',
          "  for environment in $MANUAL; do",
          "    echo",
          '    echo "Nothing is rolled back in $environment by itself. To do it: gh workflow run $WORKFLOW --field environment=$environment"',
          "  done",
          "} > issue.md",
          'cat issue.md >> "$GITHUB_STEP_SUMMARY"',
          `title="Deployment of $REPOSITORY failed (\${GITHUB_SHA:0:12}, run $GITHUB_RUN_ID)"`,
          'gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --body-file issue.md',
        ],
      ),
    ],
  };
}

/** A line for each job that did something: how it ended, and what it put back. */
const jobLines: readonly string[] = [
  "node --print '",
  "  Object.entries(JSON.parse(process.env.JOBS))",
  '    .filter(([, { result }]) => result !== "skipped")',
  "    .map(([job, { result, outputs }]) =>",
  '      "- " + job + ": " + result + (outputs?.restored ? ", and went back to " + outputs.restored : ""))',
  '    .join("\\n")',
  "'",
];
