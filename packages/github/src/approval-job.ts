import { approvalEnvironment } from "@sallyport/policy";
import { expression } from "./expression.js";
import { fetchReports, type GateInputs, gateCommand, gateEnvironment, keepVerdict, showVerdict } from "./gate-job.js";
import { actorOf } from "./github-actor.js";
import { preparation } from "./preparation.js";
import { script } from "./script-step.js";
import type { Job, Step } from "./workflow.js";

/**
 * The job that starts only when the reviewers of the environment let it. It judges again, because the wait may have been
 * long: a report that went stale is no longer a reason to pass, and an approval lifts neither a block nor an undecided.
 *
 * GitHub makes an environment without any rule when a job names one that is not there, so the job checks that its own has
 * the reviewers of the policy. It does not yet look up who approved; that the environment's rule held is GitHub's word.
 */
export function approvalJob(inputs: GateInputs): Job {
  return {
    name: "Approval",
    needs: ["gate"],
    // A status function, or a scanner job that failed on its findings would skip this one.
    if: "!cancelled() && needs.gate.outputs.decision == 'approval'",
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read", actions: { access: "read", why: "reads the reviewers of the environment" } },
    environment: approvalEnvironment,
    "timeout-minutes": 5,
    steps: [
      ...preparation(),
      ...fetchReports(inputs),
      checkReviewers(inputs),
      script({ name: "Judge the reports again", env: gateEnvironment(inputs) }, [
        "status=0",
        `${gateCommand(inputs)} || status=$?`,
        "# 3: what was found still needs the approval that let this job start.",
        'if [ "$status" -eq 3 ]; then exit 0; fi',
        'exit "$status"',
      ]),
      showVerdict(),
      keepVerdict(inputs, "verdict-approved"),
    ],
  };
}

/** Compares the live environment with the one that the policy leads to. Whatever cannot be read is a difference. */
function checkReviewers({ policy }: GateInputs): Step {
  const { type, id } = actorOf(policy.organization, policy.gate.approvers);
  return script(
    {
      name: "Check the reviewers of the environment",
      env: {
        GH_TOKEN: expression("github.token"),
        ENVIRONMENT: approvalEnvironment,
        REVIEWER: `${type}:${id}`,
      },
    },
    [
      'gh api "repos/$GITHUB_REPOSITORY/environments/$ENVIRONMENT" > environment.json',
      "node --eval '",
      '  const live = JSON.parse(require("node:fs").readFileSync("environment.json", "utf8"));',
      '  const rule = live.protection_rules.find(({ type }) => type === "required_reviewers");',
      '  const reviewers = rule?.reviewers.map(({ type, reviewer }) => type + ":" + reviewer.id).join(" ");',
      "  const strict = rule?.prevent_self_review === true && live.can_admins_bypass === false;",
      "  if (!strict || reviewers !== process.env.REVIEWER) {",
      '    const found = reviewers || "nobody";',
      '    console.log("::error::Reviewed by " + found + "; the policy wants " + process.env.REVIEWER +',
      '      ", no self-review and no bypass by administrators. Run pulumi up.");',
      "    process.exit(2);",
      "  }",
      "'",
    ],
  );
}
