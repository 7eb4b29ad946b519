import { approvalEnvironment } from "@sallyport/policy";
import { bringFiles } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Job } from "../document/workflow.js";
import { preparation } from "../workflows/preparation.js";
import { evidenceFolder, gateEvidence } from "./gate-evidence.js";
import {
  fetchReports,
  type GateInputs,
  gateArguments,
  gateCommand,
  gateEnvironment,
  keepLedger,
  keepVerdict,
  sayLedgerHead,
  showVerdict,
} from "./gate-job.js";

/**
 * The job that starts only when the reviewers of the environment let it. It judges again, because the wait may have been
 * long: a report that went stale is no longer a reason to pass, and an approval lifts neither a block nor an undecided. It
 * judges with the same facts and first sights: with others it could ask for another approval than the one that was given.
 *
 * GitHub makes an environment without any rule when a job names one that is not there, so the gate checks that the live one
 * has the reviewers of the policy, names who approved, and holds the approval against what the reviewers were asked for. Its
 * exit code is the one of the job.
 *
 * Only the first attempt of a run is offered for approval: GitHub does not say which attempt somebody approved.
 */
export function approvalJob(inputs: GateInputs): Job {
  const evidence = gateEvidence(inputs);
  return {
    name: "Approval",
    needs: ["gate", ...jobsWithDigests(inputs)],
    // A status function, or a scanner job that failed on its findings would skip this one.
    if: "!cancelled() && needs.gate.outputs.decision == 'approval' && github.run_attempt == 1",
    "runs-on": "ubuntu-24.04",
    permissions: {
      contents: "read",
      actions: { access: "read", why: "reads the environment, the run and who approved it" },
      "pull-requests": { access: "read", why: "reads who wrote the pull request and must not approve it" },
    },
    environment: approvalEnvironment,
    "timeout-minutes": 10,
    outputs: { "ledger-head": expression("steps.ledger.outputs.head") },
    steps: [
      ...preparation(inputs),
      ...fetchReports(inputs),
      bringFiles("evidence", evidenceFolder, { name: "Fetch what the verdict rests on" }),
      bringFiles("ledger", ".", { name: "Fetch the ledger" }),
      script(
        {
          name: "Judge the reports again, with the approval",
          env: {
            ...gateEnvironment(inputs, evidence),
            REQUEST: expression("needs.gate.outputs.request"),
            GITHUB_TOKEN: expression("github.token"),
          },
        },
        [...gateArguments(inputs, evidence), `${gateCommand(inputs)} --approval "$REQUEST"`],
      ),
      showVerdict(),
      sayLedgerHead(),
      keepVerdict(inputs, "verdict-approved"),
      keepLedger(inputs),
    ],
  };
}

/** The jobs whose outputs say which images are judged; a job sees the outputs of those alone that it names. */
function jobsWithDigests({ scanners: { images = {} } }: GateInputs): string[] {
  const named = Object.values(images).flatMap((digest) => /^needs\.([\w-]+)\./.exec(digest)?.[1] ?? []);
  return [...new Set(named)];
}
