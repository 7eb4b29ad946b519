import { bringFiles } from "../document/artifact.js";
import { expression } from "../document/expression.js";
import { script } from "../document/script-step.js";
import type { Job, Permissions, Workflow } from "../document/workflow.js";
import { gateJob } from "../judging/gate-job.js";
import { orchestrate } from "../judging/orchestration.js";
import { scannerJobs } from "../scanners/scanner-jobs.js";
import { centralOf } from "./central.js";
import { checkoutFolder, policyFile, preparation, sallyport, type WorkflowInputs } from "./preparation.js";

/**
 * The workflow that scans the default branch and every image again without a push, because what is known about them grows:
 * new findings become issues, what was fixed closes them, what is overdue turns the run red, and a newer base image becomes
 * a pull request.
 */
export function scheduledWorkflow(inputs: WorkflowInputs): Workflow {
  const { policy, repository } = inputs;
  const found = scannerJobs(inputs);
  const scanners = { ...found, jobs: orchestrate(found.jobs, policy.scanning.schedulingPolicy, found.stages) };
  const isCalled = centralOf(policy) !== undefined;
  const baseImages = baseImagesJob(inputs);
  return {
    name: isCalled ? `sallyport scheduled scan ${repository.name}` : "sallyport scheduled scan",
    about:
      "Scans the default branch and every image again, without a push: new findings become issues, what is overdue turns the run red, newer base images become a pull request.",
    on: isCalled ? { workflow_call: null } : { schedule: [{ cron: policy.scanning.scanSchedule }] },
    permissions: {},
    ...(isCalled ? {} : { concurrency: oneAtATime() }),
    jobs: {
      ...scanners.jobs,
      gate: gateJob({ ...inputs, scanners }),
      issues: issuesJob(inputs),
      deadlines: deadlinesJob(),
      ...(baseImages && { "base-images": baseImages }),
    },
  };
}

/** A later scan knows more than one that still runs. */
export function oneAtATime() {
  return { group: "sallyport-scheduled-scan", "cancel-in-progress": true };
}

/** Keeps one issue for each finding, after the verdict; without a verdict it changes none. */
function issuesJob(inputs: WorkflowInputs): Job {
  return {
    name: "Issues",
    needs: ["gate"],
    if: "!cancelled()",
    "runs-on": "ubuntu-24.04",
    permissions: {
      contents: "read",
      issues: {
        access: "write",
        why: "opens an issue for each new finding, updates it, and closes it when it is fixed",
      },
    },
    "timeout-minutes": 15,
    steps: [
      ...preparation(inputs),
      bringFiles("verdict", "verdict", { name: "Fetch the verdict" }),
      script(
        {
          name: "Bring the issues up to date",
          env: {
            GITHUB_TOKEN: expression("github.token"),
            POLICY: policyFile(inputs),
            REPOSITORY: inputs.repository.name,
          },
        },
        [
          "if [ ! -f verdict/verdict.json ]; then",
          '  echo "::error::There is no verdict, so no issue was changed. The job Gate says why."',
          "  exit 2",
          "fi",
          'set -- --policy "$POLICY" --verdict verdict/verdict.json --repository "$REPOSITORY"',
          'if [ -s verdict/seen.json ]; then set -- "$@" --seen verdict/seen.json; fi',
          `${sallyport(inputs)} issues sync "$@"`,
        ],
      ),
    ],
  };
}

/** Ends with 1 when the time to fix a finding has passed (`slas`) and no exception excuses it, and names each. */
function deadlinesJob(): Job {
  return {
    name: "Deadlines",
    needs: ["gate"],
    if: "!cancelled()",
    "runs-on": "ubuntu-24.04",
    permissions: {},
    "timeout-minutes": 5,
    steps: [
      bringFiles("verdict", "verdict", { name: "Fetch the verdict" }),
      script({ name: "Say what is overdue" }, [
        "if [ ! -f verdict/verdict.json ]; then",
        '  echo "::error::There is no verdict, so nobody knows what is overdue. The job Gate says why."',
        "  exit 2",
        "fi",
        "node -e '",
        '  const { findings } = JSON.parse(require("node:fs").readFileSync("verdict/verdict.json", "utf8"));',
        "  const late = findings.filter(({ overdue, exception }) => overdue && !exception);",
        '  const plain = (text) => String(text).replace(/[^\\w .,:;@/()+-]/gu, " ");',
        "  for (const { ids, severity, dueAt } of late)",
        '    console.log("::error::" + plain(ids.join(", ")) + " (" + severity + ") was to be fixed by " + plain(dueAt) + ".");',
        "  process.exitCode = late.length > 0 ? 1 : 0;",
        "'",
      ]),
    ],
  };
}

/** Looks for newer base images; with `registry.baseImages.updates` it brings them in a pull request. */
function baseImagesJob(inputs: WorkflowInputs): Job | undefined {
  if (!inputs.repository.images.some(({ base }) => base !== undefined)) return undefined;
  const { updates } = inputs.policy.registry.baseImages;
  const rights: Permissions = updates
    ? {
        contents: { access: "write", why: "commits the new digest to a branch of its own" },
        "pull-requests": { access: "write", why: "opens one pull request with the new digests" },
      }
    : { contents: "read" };
  return {
    name: "Base images",
    "runs-on": "ubuntu-24.04",
    permissions: rights,
    "timeout-minutes": 10,
    steps: [
      ...preparation(inputs),
      script(
        {
          name: updates ? "Bring newer base images" : "Look for newer base images",
          env: {
            GITHUB_TOKEN: expression("github.token"),
            POLICY: policyFile(inputs),
            REPOSITORY: inputs.repository.name,
          },
        },
        [
          `${sallyport(inputs)} base-images --policy "$POLICY" --repository "$REPOSITORY" --source ${checkoutFolder}${updates ? " --pull-request" : ""}`,
        ],
      ),
    ],
  };
}
