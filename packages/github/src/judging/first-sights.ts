import { bringNewest, defaultBranch } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { Evidence } from "./gate-evidence.js";

/** Artifact of the first sights. */
export const firstSightsName = "first-sights";

/**
 * When each finding was first seen, as the last run of the default branch left it: the time to fix it (`slas`) counts from
 * there. Each run hands on what it got, with the earlier time of two. When GitHub does not answer the gate judges without,
 * and is undecided where the policy acts on what is overdue.
 */
export function firstSights(_inputs: WorkflowInputs): Evidence {
  return {
    steps: [
      script(
        {
          name: "Fetch the first sights",
          env: { GH_TOKEN: expression("github.token"), BRANCH: expression(defaultBranch) },
        },
        [
          "mkdir -p evidence",
          ...bringNewest(firstSightsName, "evidence"),
          'case "$found" in',
          '  no) echo \'{"version": 1, "sights": []}\' > evidence/seen.json ;;',
          '  unknown) echo "::warning::The first sights could not be had. The gate says what that means." ;;',
          "esac",
        ],
      ),
    ],
    flags: ['if [ -s evidence/seen.json ]; then set -- "$@" --seen evidence/seen.json; fi'],
  };
}
