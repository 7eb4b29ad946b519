import { posix } from "node:path";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import { centralOf } from "../workflows/central.js";
import { checkoutFolder, type WorkflowInputs } from "../workflows/preparation.js";
import type { Evidence } from "./gate-evidence.js";

/**
 * Who changes which exceptions: nobody approves one in the pull request that brings it. Not with central delivery, where no
 * pull request of the repository can change them.
 */
export function exceptionChange({ policy, policyPath = "sallyport.yaml" }: WorkflowInputs): Evidence | undefined {
  if (centralOf(policy)) return undefined;
  const file = posix.join(posix.dirname(policyPath), policy.exceptions.file);
  return {
    steps: [
      script(
        {
          name: "Get the exceptions as they were before this pull request",
          if: "github.event_name == 'pull_request'",
          env: { FILE: file },
        },
        [
          "mkdir -p evidence",
          "# The merge that a pull request runs as has its base as first parent.",
          `git -C ${checkoutFolder} rev-parse --quiet --verify 'HEAD^1' > /dev/null`,
          ": > evidence/exceptions-base.yaml",
          `if git -C ${checkoutFolder} cat-file -e "HEAD^1:$FILE"; then`,
          `  git -C ${checkoutFolder} show "HEAD^1:$FILE" > evidence/exceptions-base.yaml`,
          "fi",
        ],
      ),
    ],
    env: { AUTHOR: expression("github.event.pull_request.user.login") },
    flags: [
      "if [ -e evidence/exceptions-base.yaml ]; then",
      '  set -- "$@" --exceptions-base evidence/exceptions-base.yaml --author "$AUTHOR"',
      "fi",
    ],
  };
}
