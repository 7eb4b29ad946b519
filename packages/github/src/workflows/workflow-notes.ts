import {
  manifestKind,
  type Policy,
  type RepositoryPolicy,
  type ScannerName,
  scannerNames,
  scannersWithSecrets,
  type TrivyPolicy,
} from "@sallyport/policy";
import { deployNotes } from "../deploy/deploy-notes.js";
import { rotationNotes } from "../rotation/rotation-notes.js";
import { languagesWithoutCodeql } from "../scanners/codeql-job.js";
import { workOf } from "../scanners/scanner-work.js";
import { requiredWorkflowFile } from "./central-files.js";
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
    ...placeNotes(policy, repository),
    ...codeScanningNotes(policy, repository),
    ...evidenceNotes(policy, repository),
    ...baseImageNotes(policy, repository),
    ...scannersWithoutJob(inputs),
    ...frequencyNotes(policy),
    ...forkNotes(policy),
    ...(trivy ? trivyNotes(trivy, repository) : []),
    ...scannerNotes(inputs),
    ...retentionNotes(policy, repository),
    ...deployNotes(inputs),
    ...rotationNotes(inputs),
  ];
}

function scannersWithoutJob(inputs: WorkflowInputs): WorkflowNote[] {
  const { scanners } = inputs.policy.scanning;
  return scannerNames.flatMap((name) => {
    // Tests of what runs are a part of the deployment, which has its own notes.
    const reason = scanners[name] && name !== "zap" && reasonWithoutJob(name, inputs);
    if (!reason) return [];
    const required = scanners[name]?.required;
    const effect = required ? "the gate stays undecided without its report" : "the gate judges without it";
    return { level: required ? "warning" : "info", message: `scanning.scanners.${name}: ${reason}; ${effect}.` };
  });
}

function reasonWithoutJob(name: ScannerName, inputs: WorkflowInputs): string | undefined {
  const { policy, repository } = inputs;
  // Where it runs is said with the deployments.
  if (name === "zap") return undefined;
  if (name === "clair" && policy.scanning.scanners.clair?.registry === undefined) {
    return "Clair fetches images from a registry, and `registry` does not say from which, so it has no job";
  }
  const work = workOf(name, inputs);
  return work && !work.exists
    ? `it has nothing to scan in ${repository.name}, whose entry sets no ${work.setting}, so it has no job`
    : undefined;
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

/** One note for each frequency that is not that of the workflow. */
function frequencyNotes({ scanning: { scanners } }: Policy): WorkflowNote[] {
  return scannerNames.flatMap((name) => {
    const frequency = scanners[name]?.frequency ?? "push";
    if (frequency === "push" || name === "zap") return [];
    const message = `scanning.scanners.${name}.frequency: the gate judges each commit by a report of that commit, so ${name} runs on every pull request and push, and at scanning.scanSchedule, not just ${frequency}.`;
    return { level: "info", message };
  });
}

/** A pull request from a fork has no secrets, whatever the policy says; without a secret a scanner can run at once. */
function forkNotes(policy: Policy): WorkflowNote[] {
  const { scanners } = policy.scanning;
  const secret = scannersWithSecrets(policy);
  return scannerNames.flatMap((name): WorkflowNote[] => {
    const setting = `scanning.scanners.${name}.fork`;
    const fork = scanners[name]?.fork;
    if (fork === "run" && secret.includes(name)) {
      const effect = scanners[name]?.required ? "its gate stays undecided" : "its gate judges without it";
      const message = `${setting}: ${name} reads a secret, which no pull request from a fork gets: there it is skipped, and ${effect}. With \`defer\` it runs before anything is deployed.`;
      return [{ level: "warning", message }];
    }
    if (fork === "defer" && !secret.includes(name) && name !== "zap") {
      const message = `${setting}: ${name} needs no secret, so it runs on pull requests from forks at once.`;
      return [{ level: "info", message }];
    }
    return [];
  });
}

type Notes = [applies: boolean, level: WorkflowNote["level"], message: string][];

function thoseThatApply(notes: Notes): WorkflowNote[] {
  return notes.filter(([applies]) => applies).map(([, level, message]) => ({ level, message }));
}

function trivyNotes(trivy: TrivyPolicy, repository: RepositoryPolicy): WorkflowNote[] {
  const setting = "scanning.scanners.trivy";
  return thoseThatApply([
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
      trivy.skipUpdate,
      "warning",
      `${setting}.skipUpdate: Trivy then has the database of the cache or none, fails without one, and the gate stays undecided.`,
    ],
    [
      true,
      "info",
      `${setting}.cacheTTL: Trivy has such an option for a Redis cache only; here the gate refuses a report made with a database older than ${trivy.cacheTTL}.`,
    ],
  ]);
}

function scannerNotes({ policy, repository }: WorkflowInputs): WorkflowNote[] {
  const { codeql, dependencyCheck, gitleaks, snyk } = policy.scanning.scanners;
  const unread = languagesWithoutCodeql(repository);
  const builds = manifestKinds(repository).filter((kind) => kind === "maven" || kind === "golang");
  const setting = "scanning.scanners";
  return thoseThatApply([
    [
      codeql !== undefined && unread.length > 0,
      "warning",
      `${setting}.codeql: it does not read ${unread.join(", ")} in ${repository.name}: PHP not at all, Swift only on runners with macOS.`,
    ],
    [
      snyk !== undefined && builds.length > 0,
      "warning",
      `${setting}.snyk: for ${builds.join(" and ")} it runs the build tool on the project, which could then read the token of Snyk: give it one that may do nothing but test.`,
    ],
    [
      dependencyCheck !== undefined && !dependencyCheck.nvdApiKey,
      "warning",
      `${setting}.dependencyCheck.nvdApiKey: without a key the database takes longer to fetch than scanning.budget.total allows, until a run on schedule has put it into the cache.`,
    ],
    [
      gitleaks?.config !== undefined,
      "info",
      `${setting}.gitleaks.config: ${gitleaks?.config} lies in the repository that it judges: put it under protection.lockedPaths.`,
    ],
    [
      repository.manifests.length > 0 && repository.visibility !== "public",
      "info",
      `Dependency review of ${repository.name}: GitHub has it for private repositories with Code Security only; without that its job fails, which the gate does not mind.`,
    ],
  ]);
}

function manifestKinds({ manifests }: RepositoryPolicy) {
  const kinds = manifests.map((manifest) => (typeof manifest === "string" ? manifestKind(manifest) : manifest.kind));
  return [...new Set(kinds)];
}

/** @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/remove-workflow-artifacts */
function retentionNotes({ scanning }: Policy, { visibility }: RepositoryPolicy): WorkflowNote[] {
  if (visibility !== "public" || scanning.retentionDays <= 90) return [];
  const message = `scanning.retentionDays: GitHub keeps artifacts of a public repository for 90 days at most, not ${scanning.retentionDays}.`;
  return [{ level: "warning", message }];
}
