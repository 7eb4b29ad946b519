import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { WorkflowInputs } from "../workflows/preparation.js";
import type { Evidence } from "./gate-evidence.js";

/**
 * The verdict on what a change is made to, where the policy judges new findings only (`gate.newOnly`): the one of the run
 * for the push of that very commit. The scheduled scan compares with the push of the commit that it scans. Without one the
 * gate is undecided, and its own verdict is the next baseline.
 */
export function baseline({ policy }: WorkflowInputs): Evidence | undefined {
  if (!policy.gate.newOnly) return undefined;
  return {
    steps: [
      script(
        {
          name: "Fetch the verdict on the base",
          env: {
            GH_TOKEN: expression("github.token"),
            BASE: expression("github.event.merge_group.base_sha || github.event.before || github.sha"),
          },
        },
        [
          "mkdir -p evidence",
          "# A pull request runs as a merge, whose first parent is the base.",
          'if [ "$GITHUB_EVENT_NAME" = pull_request ]; then BASE="$(git -C source rev-parse HEAD^1)"; fi',
          'runs="repos/$GITHUB_REPOSITORY/actions/runs?head_sha=$BASE&event=push&status=completed&per_page=100"',
          `newest='[.workflow_runs[] | select(.path == ".github/workflows/security.yml")]'`,
          `newest="$newest"' | sort_by(.created_at) | last | .id // empty'`,
          'run=""',
          'if [ -n "$BASE" ]; then run="$(gh api "$runs" --jq "$newest")" || true; fi',
          'if [ -n "$run" ] && gh run download "$run" --repo "$GITHUB_REPOSITORY" --name verdict --dir evidence/base; then',
          "  mv evidence/base/verdict.json evidence/baseline.json",
          "else",
          '  echo "::warning::There is no verdict on $BASE. The gate says what that means."',
          "fi",
        ],
      ),
    ],
    flags: ['if [ -s evidence/baseline.json ]; then set -- "$@" --baseline evidence/baseline.json; fi'],
  };
}
