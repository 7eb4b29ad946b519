import { approvalEnvironment } from "@sallyport/policy";
import { expression } from "./expression.js";
import { fetchReports, type GateInputs, gateCommand, gateEnvironment, keepVerdict, showVerdict } from "./gate-job.js";
import { preparation } from "./preparation.js";
import { script } from "./script-step.js";
import type { Job } from "./workflow.js";

/**
 * The job that starts only when the reviewers of the environment let it. It judges again, because the wait may have been
 * long: a report that went stale is no longer a reason to pass, and an approval lifts neither a block nor an undecided.
 *
 * GitHub makes an environment without any rule when a job names one that is not there, so the gate checks that the live one
 * has the reviewers of the policy, names who approved, and holds the approval against what the reviewers were asked for. Its
 * exit code is the one of the job.
 *
 * Only the first attempt of a run is offered for approval: GitHub does not say which attempt somebody approved.
 */
export function approvalJob(inputs: GateInputs): Job {
  return {
    name: "Approval",
    needs: ["gate"],
    // A status function, or a scanner job that failed on its findings would skip this one.
    if: "!cancelled() && needs.gate.outputs.decision == 'approval' && github.run_attempt == 1",
    "runs-on": "ubuntu-24.04",
    permissions: {
      contents: "read",
      actions: { access: "read", why: "reads the environment, the run and who approved it" },
      "pull-requests": { access: "read", why: "reads who wrote the pull request and must not approve it" },
    },
    environment: approvalEnvironment,
    "timeout-minutes": 5,
    steps: [
      ...preparation(inputs),
      ...fetchReports(inputs),
      script(
        {
          name: "Judge the reports again, with the approval",
          env: {
            ...gateEnvironment(inputs),
            REQUEST: expression("needs.gate.outputs.request"),
            GITHUB_TOKEN: expression("github.token"),
          },
        },
        [`${gateCommand(inputs)} --approval "$REQUEST"`],
      ),
      showVerdict(),
      keepVerdict(inputs, "verdict-approved"),
    ],
  };
}
