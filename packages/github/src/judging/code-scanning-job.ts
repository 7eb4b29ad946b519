import { uses } from "../catalogue/action-catalog.js";
import { bringFiles } from "../document/artifact.js";
import type { Job } from "../document/workflow.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { ownPullRequest } from "./comment-job.js";

/**
 * The job that shows the findings under GitHub's code scanning; undefined where `scanning.codeScanning` says that the
 * repository has none. Not for pull requests from forks, whose token can only read, nor in the merge queue, whose commits
 * nobody looks at.
 */
export function codeScanningJob({ policy, repository }: WorkflowInputs): Job | undefined {
  const { codeScanning } = policy.scanning;
  if (codeScanning === "none" || (codeScanning === "public" && repository.visibility !== "public")) return undefined;
  return {
    name: "Code scanning",
    needs: ["gate"],
    if: `!cancelled() && (github.event_name == 'push' || ${ownPullRequest})`,
    "runs-on": "ubuntu-24.04",
    permissions: {
      contents: "read",
      actions: { access: "read", why: "lets a private repository say which run the findings are of" },
      "security-events": { access: "write", why: "shows the findings under code scanning" },
    },
    "timeout-minutes": 10,
    steps: [
      bringFiles("verdict", "verdict", { name: "Fetch the verdict" }),
      uses(
        "github/codeql-action/upload-sarif",
        { sarif_file: "verdict", category: "sallyport" },
        { name: "Upload the findings", if: "hashFiles('verdict/*.sarif') != ''" },
      ),
    ],
  };
}
