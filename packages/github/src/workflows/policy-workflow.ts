import { posix } from "node:path";
import { uses } from "../catalogue/action-catalog.js";
import { toolVersions } from "../catalogue/tool-versions.js";
import { keepFiles } from "../document/artifact.js";
import { script } from "../document/script-step.js";
import type { Job, Workflow } from "../document/workflow.js";
import { commentJob } from "../judging/comment-job.js";
import { checkout, checkoutFolder, type WorkflowInputs } from "./preparation.js";
import { runOfTheSameChange } from "./security-workflow.js";

/** What the policy workflow is made from. */
export type PolicyWorkflowInputs = Pick<WorkflowInputs, "policy" | "policyPath">;

/** A plan needs the part of Sallyport that has Pulumi in it, beside the command. */
const sallyportWithPlans = `npx --yes --package @sallyport/cli@${toolVersions.sallyport} --package @sallyport/pipeline@${toolVersions.sallyport} -- sallyport`;

const nothing = '{"version":1,"policy":{"file":"none","sha256":""},"resources":[],"files":[],"notes":[]}';

/**
 * The workflow that shows, on a pull request that changes the policy, what the change leads to: every problem of the policy,
 * and a comment with what `sallyport plan` would add, change and remove.
 *
 * It lies beside the policy: in the repository, or with central delivery in the central one. Its check is not required, so
 * that it may run for those pull requests alone. The job that reads the policy of the pull request has no right to write.
 */
export function policyWorkflow(inputs: PolicyWorkflowInputs): Workflow {
  const { policyPath = "sallyport.yaml" } = inputs;
  return {
    name: "sallyport policy",
    about: `Shows on a pull request that changes ${policyPath} what the change leads to. Its check is not required.`,
    // Layers that a policy stands on may lie beside it, in the folder that is locked as it is.
    on: { pull_request: { paths: [policyPath, ".sallyport/**"] } },
    permissions: {},
    concurrency: { ...runOfTheSameChange(), group: `${runOfTheSameChange().group}-policy` },
    jobs: {
      plan: planJob(policyPath),
      comment: commentJob(
        // Here the command comes from the registry: the action of central delivery may be the very thing that changes.
        { policy: { ...inputs.policy, delivery: { ...inputs.policy.delivery, mode: "in-repository" } } },
        {
          after: "plan",
          artifact: "plan-change",
          file: "change.md",
          flags: "--topic plan",
          otherwise: "**The policy cannot be planned.** No comparison with its base was made.",
        },
      ),
    },
  };
}

function planJob(policyPath: string): Job {
  const policy = posix.join(checkoutFolder, policyPath);
  return {
    name: "Policy",
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read" },
    "timeout-minutes": 10,
    steps: [
      checkout(2),
      uses(
        "actions/setup-node",
        { "node-version": toolVersions.node, "package-manager-cache": false },
        { name: "Set up Node.js" },
      ),
      script({ name: "Get Sallyport" }, [`${sallyportWithPlans} --version`]),
      script({ name: "Check the policy", env: { POLICY: policy } }, [
        `${sallyportWithPlans} policy check --policy "$POLICY"`,
      ]),
      script({ name: "Plan the base", env: { FILE: policyPath } }, [
        "mkdir -p change",
        "# The merge that a pull request runs as has its base as first parent. All of it: a policy may stand on others.",
        `git -C ${checkoutFolder} worktree add --quiet --detach "$PWD/base" 'HEAD^1'`,
        'if [ -f "base/$FILE" ] &&',
        `  ${sallyportWithPlans} plan --policy "base/$FILE" --json > base-plan.json; then :; else`,
        '  echo "::warning::The base has no policy that can be planned. Everything counts as new."',
        `  echo '${nothing}' > base-plan.json`,
        "fi",
      ]),
      script({ name: "Compare the plans", env: { POLICY: policy } }, [
        `${sallyportWithPlans} plan --policy "$POLICY" --against base-plan.json --format markdown > change/change.md`,
        'cat change/change.md >> "$GITHUB_STEP_SUMMARY"',
      ]),
      keepFiles({ name: "plan-change", path: "change/", days: 7 }, { name: "Keep the comparison", if: "always()" }),
    ],
  };
}
