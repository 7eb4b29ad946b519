import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Job } from "../document/workflow.js";

/** Id and name of the job whose check a ruleset requires. */
export const verdictJobName = "sallyport";

/**
 * The job whose name the ruleset requires. It is never skipped, and green in two cases only: the gate passed, or it asked
 * for an approval and the approval job ended well. Its exit code is the one of the gate.
 *
 * @param after Jobs that it waits for and whose end changes nothing, such as the comment: whoever sees the check sees it too.
 */
export function verdictJob(after: readonly string[] = []): Job {
  return {
    name: verdictJobName,
    needs: ["gate", "approval", ...after],
    if: "always()",
    "runs-on": "ubuntu-24.04",
    permissions: {},
    "timeout-minutes": 2,
    steps: [
      script(
        {
          name: "Say the verdict",
          env: {
            GATE: expression("needs.gate.result"),
            DECISION: expression("needs.gate.outputs.decision"),
            APPROVAL: expression("needs.approval.result"),
          },
        },
        [
          'case "$GATE/$DECISION/$APPROVAL" in',
          '  success/pass/*) echo "Passed." ;;',
          '  success/approval/success) echo "Passed with an approval." ;;',
          "  success/approval/*)",
          '    echo "::error::Needs an approval, and there is none. The job Approval says why."',
          "    # GitHub does not say which attempt of a run somebody approved.",
          '    if [ "$GITHUB_RUN_ATTEMPT" != 1 ]; then',
          '      echo "::error::Only the first attempt of a run can be approved. Push a commit, or close and reopen the pull request."',
          "    fi",
          "    exit 3 ;;",
          '  */blocked/*) echo "::error::Blocked. The job Gate names each finding and its fix."; exit 1 ;;',
          '  *) echo "::error::Undecided. The job Gate says what is missing."; exit 2 ;;',
          "esac",
        ],
      ),
    ],
  };
}
