import { type Policy, type RepositoryPolicy, scannerNames, type TrivyPolicy } from "@sallyport/policy";
import { deployNotes } from "./deploy-notes.js";
import type { WorkflowInputs } from "./preparation.js";

/** Something about a workflow that its reader should know before relying on it. */
export interface WorkflowNote {
  level: "info" | "warning";
  message: string;
}

/** Where the workflow of a repository does something else than a reader of the policy may expect, one note each. */
export function workflowNotes(inputs: WorkflowInputs): WorkflowNote[] {
  const { policy, repository } = inputs;
  const { trivy } = policy.scanning.scanners;
  return [
    {
      level: "warning",
      message: `The workflow and the policy of ${repository.name} lie in the repository that they judge: code owners and locked paths guard them, and nothing guards them from those on protection.bypass.`,
    },
    ...scannersWithoutJob(policy),
    ...(trivy ? trivyNotes(trivy, repository) : []),
    ...retentionNotes(policy, repository),
    ...deployNotes(inputs),
  ];
}

function scannersWithoutJob({ scanning }: Policy): WorkflowNote[] {
  return scannerNames
    .filter((name) => name !== "trivy" && name !== "zap" && scanning.scanners[name])
    .map((name) => {
      const required = scanning.scanners[name]?.required;
      const effect = required ? "the gate stays undecided without its report" : "the gate judges without it";
      return {
        level: required ? "warning" : "info",
        message: `scanning.scanners.${name}: the workflow has no job for it yet; ${effect}.`,
      };
    });
}

const setting = "scanning.scanners.trivy";

function trivyNotes(trivy: TrivyPolicy, repository: RepositoryPolicy): WorkflowNote[] {
  const notes: [boolean, WorkflowNote["level"], string][] = [
    [
      trivy.scanType === "image" && repository.images.length === 0,
      "info",
      `${setting}.scanType: ${repository.name} has no image, so Trivy scans its files.`,
    ],
    [
      trivy.scope === "all-clusters",
      "warning",
      `${setting}.scope: a workflow does not reach clusters; Trivy scans what ${repository.name} builds.`,
    ],
    [
      trivy.frequency !== "push",
      "info",
      `${setting}.frequency: the gate judges each commit by a report of that commit, so Trivy runs on every pull request and push, and at scanning.scanSchedule, not just ${trivy.frequency}.`,
    ],
    [
      trivy.fork === "defer",
      "info",
      `${setting}.fork: Trivy needs no secret, so it runs on pull requests from forks at once.`,
    ],
    [
      trivy.skipUpdate,
      "warning",
      `${setting}.skipUpdate: a runner of GitHub has no vulnerability database of its own, so Trivy fails there and the gate stays undecided.`,
    ],
    [
      true,
      "info",
      `${setting}.cacheTTL: Trivy has such an option for a Redis cache only; here the gate refuses a report made with a database older than ${trivy.cacheTTL}.`,
    ],
  ];
  return notes.filter(([applies]) => applies).map(([, level, message]) => ({ level, message }));
}

/** @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/remove-workflow-artifacts */
function retentionNotes({ scanning }: Policy, { visibility }: RepositoryPolicy): WorkflowNote[] {
  if (visibility !== "public" || scanning.retentionDays <= 90) return [];
  const message = `scanning.retentionDays: GitHub keeps artifacts of a public repository for 90 days at most, not ${scanning.retentionDays}.`;
  return [{ level: "warning", message }];
}
