import { posix } from "node:path";
import { approvalEnvironment, type Policy, type RepositoryPolicy } from "@sallyport/policy";
import { uses } from "./action-catalog.js";
import { expression } from "./expression.js";
import { actorOf } from "./github-actor.js";
import { checkoutFolder, preparation, reportsFolder, sallyport } from "./preparation.js";
import { script } from "./script-step.js";
import type { Job, Step } from "./workflow.js";

/** What the jobs after the scanners need to know. */
export interface GateInputs {
  policy: Policy;
  repository: RepositoryPolicy;
  /** Path of the policy in the repository. */
  policyPath: string;
  /** Ids of the scanner jobs; each keeps an artifact of its own name. */
  scannerJobs: readonly string[];
  /** Paths of the reports that the scanner jobs keep. */
  reports: readonly string[];
}

/**
 * The job that decides. A scanner job that failed must not keep it from running (`always()`): it is this job that says
 * which report is missing, and a job that was skipped would count as passed.
 *
 * Ends green on a pass and where an approval is needed; the job output `decision` tells them apart.
 */
export function gateJob(inputs: GateInputs): Job {
  return {
    name: "Gate",
    ...(inputs.scannerJobs.length > 0 && { needs: inputs.scannerJobs }),
    if: "always()",
    "runs-on": "ubuntu-24.04",
    permissions: { contents: "read" },
    "timeout-minutes": 5,
    outputs: { decision: expression("steps.gate.outputs.decision") },
    steps: [
      ...preparation(),
      ...fetchReports(inputs),
      script({ name: "Judge the reports", id: "gate", env: gateEnvironment(inputs) }, [
        "status=0",
        `${gateCommand(inputs, "verdict")} || status=$?`,
        'case "$status" in',
        "  0) decision=pass ;;",
        "  1) decision=blocked ;;",
        "  3) decision=approval ;;",
        "  *) decision=undecided ;;",
        "esac",
        'echo "decision=$decision" >> "$GITHUB_OUTPUT"',
        "# An approval is still to be had: the next job waits for it.",
        'if [ "$decision" = approval ]; then exit 0; fi',
        'exit "$status"',
      ]),
      keepVerdict(inputs, "verdict"),
    ],
  };
}

/**
 * The job that starts only when the reviewers of the environment let it. It judges again, because the wait may have been
 * long: a report that went stale is no longer a reason to pass, and an approval lifts neither a block nor an undecided.
 *
 * GitHub makes an environment without any rule when a job names one that is not there, so the job checks that its own has
 * the reviewers of the policy. It does not yet look up who approved; that the environment's rule held is GitHub's word.
 */
export function approvalJob(inputs: GateInputs): Job {
  const { policy } = inputs;
  const { type, id } = actorOf(policy.organization, policy.gate.approvers);
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
      script(
        {
          name: "Check the reviewers of the environment",
          env: { GH_TOKEN: expression("github.token"), ENVIRONMENT: approvalEnvironment, REVIEWER: `${type}:${id}` },
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
      ),
      script({ name: "Judge the reports again", env: gateEnvironment(inputs) }, [
        "status=0",
        `${gateCommand(inputs, "verdict")} || status=$?`,
        "# 3: what was found still needs the approval that let this job start.",
        'if [ "$status" -eq 3 ]; then exit 0; fi',
        'exit "$status"',
      ]),
      keepVerdict(inputs, "verdict-approved"),
    ],
  };
}

/**
 * The job whose name the ruleset requires. It is never skipped, and green in two cases only: the gate passed, or it asked
 * for an approval and the approval job ended well. Its exit code is the one of the gate.
 */
export function verdictJob(): Job {
  return {
    name: "sallyport",
    needs: ["gate", "approval"],
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
          '  success/approval/*) echo "::error::Needs an approval, and there is none."; exit 3 ;;',
          '  */blocked/*) echo "::error::Blocked. The job \\"gate\\" names each finding and its fix."; exit 1 ;;',
          '  *) echo "::error::Undecided. The job \\"gate\\" says what is missing."; exit 2 ;;',
          "esac",
        ],
      ),
    ],
  };
}

/** By pattern, because a name that is not there would fail the step before the gate can say what is missing. */
function fetchReports({ scannerJobs }: GateInputs): Step[] {
  return scannerJobs.map((job) =>
    uses(
      "actions/download-artifact",
      { pattern: job, path: reportsFolder, "merge-multiple": true },
      { name: `Fetch the reports of ${job}` },
    ),
  );
}

function gateEnvironment({ repository, policyPath }: GateInputs) {
  return { POLICY: posix.join(checkoutFolder, policyPath), REPOSITORY: repository.name };
}

function gateCommand({ reports }: GateInputs, out: string): string {
  return [
    `${sallyport} gate --policy "$POLICY" --repository "$REPOSITORY" --commit "$GITHUB_SHA"`,
    ...reports.map((report) => `--report ${report}`),
    `--out ${out}`,
  ].join(" \\\n  ");
}

function keepVerdict({ policy }: GateInputs, name: string): Step {
  return uses(
    "actions/upload-artifact",
    { name, path: "verdict/", "retention-days": policy.scanning.retentionDays, overwrite: true },
    { name: "Keep the verdict", if: "always()" },
  );
}
