import { type Policy, type RepositoryPolicy, scannerNames, type TrivyPolicy } from "@sallyport/policy";
import { requiredWorkflowFile } from "./central-files.js";
import type { WorkflowInputs } from "./preparation.js";

/** Something about a workflow that its reader should know before relying on it. */
export interface WorkflowNote {
  level: "info" | "warning";
  message: string;
}

/** Where the workflow of a repository does something else than a reader of the policy may expect, one note each. */
export function workflowNotes({ policy, repository }: WorkflowInputs): WorkflowNote[] {
  const { trivy } = policy.scanning.scanners;
  return [
    ...placeNotes(policy, repository),
    ...codeScanningNotes(policy, repository),
    ...evidenceNotes(policy, repository),
    ...baseImageNotes(policy, repository),
    ...scannersWithoutJob(policy),
    ...(trivy ? trivyNotes(trivy, repository) : []),
    ...retentionNotes(policy, repository),
  ];
}

/** What guards the judge, and what must be so on GitHub for it to run. */
function placeNotes({ delivery, organization }: Policy, { name, visibility }: RepositoryPolicy): WorkflowNote[] {
  if (delivery.mode !== "central" || !delivery.central) {
    return [
      {
        level: "warning",
        message: `The workflow and the policy of ${name} lie in the repository that they judge: code owners and locked paths guard them, and nothing guards them from those on protection.bypass.`,
      },
    ];
  }
  const central = `${organization.login}/${delivery.central.repository}`;
  return [
    {
      level: "info",
      message: `${name} is judged by ${central}: an organisation ruleset must require .github/workflows/${requiredWorkflowFile(name)} of it for ${name}, and its Actions access level must let the repositories of ${organization.login} use its actions and workflows (\`gh api -X PUT repos/${central}/actions/permissions/access -f access_level=organization\`).`,
    },
    {
      level: "info",
      message: `${name}: on a push and by schedule its own security.yml and scheduled-scan.yml call ${central}; what changes them changes no required check.`,
    },
    ...(!seesCentral(visibility, delivery.central.visibility)
      ? [
          {
            level: "warning" as const,
            message: `delivery.central.visibility: ${central} is ${delivery.central.visibility}, and ${name} does not see its workflows: GitHub requires workflows only of a repository that those it guards may see.`,
          },
        ]
      : []),
  ];
}

type Visibility = RepositoryPolicy["visibility"];

/** @see https://docs.github.com/en/organizations/managing-organization-settings/managing-rulesets-for-repositories-in-your-organization */
function seesCentral(judged: Visibility, central: Visibility): boolean {
  const allowed: Record<Visibility, readonly Visibility[]> = {
    public: ["public", "internal", "private"],
    internal: ["internal", "private"],
    private: ["private"],
  };
  return allowed[central].includes(judged);
}

function codeScanningNotes({ scanning }: Policy, { name, visibility }: RepositoryPolicy): WorkflowNote[] {
  if (visibility === "public") return [];
  return {
    public: [
      {
        level: "info" as const,
        message: `scanning.codeScanning: ${name} is ${visibility}, so its findings stand in the comment and the artifacts, not under code scanning.`,
      },
    ],
    all: [
      {
        level: "warning" as const,
        message: `scanning.codeScanning: ${name} is ${visibility} and needs GitHub Code Security; without it the job Code scanning fails, which the required check does not count.`,
      },
    ],
    none: [],
  }[scanning.codeScanning];
}

/** What a judgement rests on that an earlier run must have left. */
function evidenceNotes({ gate, slas }: Policy, { name }: RepositoryPolicy): WorkflowNote[] {
  const notes: [boolean, string][] = [
    [
      gate.newOnly,
      `gate.newOnly: ${name} is compared with the verdict on the push of its base. The first run, and one whose base is still being judged, is undecided.`,
    ],
    [
      slas.overdue !== undefined,
      "slas.overdue: first sights are kept as artifacts of the default branch, for scanning.retentionDays. Without a run in that time every clock begins anew.",
    ],
  ];
  return notes.filter(([applies]) => applies).map(([, message]) => ({ level: "info", message }));
}

/** @see https://docs.github.com/en/actions/concepts/security/github_token#when-github_token-triggers-workflow-runs */
function baseImageNotes({ registry }: Policy, { name, images }: RepositoryPolicy): WorkflowNote[] {
  if (!registry.baseImages.updates || !images.some(({ base }) => base !== undefined)) return [];
  return [
    {
      level: "info",
      message: `registry.baseImages.updates: ${name} must let Actions create pull requests (Settings, Actions, General). GitHub starts no workflow for a pull request of a workflow: close it and open it again, and its checks run.`,
    },
  ];
}

function scannersWithoutJob({ scanning }: Policy): WorkflowNote[] {
  return scannerNames
    .filter((name) => name !== "trivy" && scanning.scanners[name])
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
