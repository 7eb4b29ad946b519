import type { Policy } from "@sallyport/policy";
import { uses } from "../catalogue/action-catalog.js";
import { jobPermissions } from "../document/job-permissions.js";
import type { Job, Step } from "../document/workflow.js";
import { checkout, type WorkflowInputs } from "../workflows/preparation.js";
import { jobMinutes } from "./time-limit.js";

/**
 * The job that compares the dependencies of a pull request with those of its base, as GitHub knows them, and fails where
 * the pull request brings a vulnerable one that the gate would block. Its answer comes within seconds; the gate does not
 * wait for it and does not need it.
 *
 * `.github/dependency-review-config.yml` counts only where a workflow names it.
 *
 * @see https://github.com/actions/dependency-review-action#readme
 */
export function dependencyReviewJob(inputs: WorkflowInputs): Job {
  const steps: Step[] = [
    checkout(),
    uses(
      "actions/dependency-review-action",
      { "fail-on-severity": lowestBlocked(inputs.policy), "comment-summary-in-pr": "never" },
      { name: "Compare the dependencies" },
    ),
  ];
  return {
    name: "Dependency review",
    if: "github.event_name == 'pull_request'",
    "runs-on": "ubuntu-24.04",
    permissions: jobPermissions(steps),
    "timeout-minutes": jobMinutes(inputs),
    steps,
  };
}

const severities = ["low", "moderate", "high", "critical"] as const;

/** The lowest severity of a dependency that the gate blocks, in the words of GitHub; `critical` where it blocks none. */
function lowestBlocked({ gate }: Policy): (typeof severities)[number] {
  const overrides = gate.categories.dependency;
  return (
    severities.find((severity) => {
      const rung = severity === "moderate" ? "medium" : severity;
      return (overrides?.[rung] ?? overrides?.any ?? gate.ladder[rung]) === "block";
    }) ?? "critical"
  );
}
