import type { RepositoryPolicy } from "../repositories.js";
import { scannersWithSecrets } from "../scanner-secrets.js";
import type { ScannerName } from "../scanners.js";
import type { Breach, Rule } from "./rule.js";

/** What a scanner looks at: the setting that names it, and whether a repository has it. */
interface Target {
  setting: string;
  has(repository: RepositoryPolicy): boolean;
}

const images: Target = { setting: "images", has: (repository) => repository.images.length > 0 };
const manifests: Target = { setting: "manifests", has: (repository) => repository.manifests.length > 0 };

/** Scanners that can do nothing without a target. Presets name none of them. */
const targets: Partial<Record<ScannerName, Target>> = {
  bandit: { setting: "languages (python)", has: ({ languages }) => languages.includes("python") },
  clair: images,
  codeql: { setting: "languages", has: ({ languages }) => languages.length > 0 },
  dependencyCheck: manifests,
  dockerScout: images,
  kubeScore: { setting: "kubernetes", has: ({ kubernetes }) => kubernetes.length > 0 },
  zap: { setting: "staging.url", has: ({ staging }) => staging !== undefined },
};

export const scannersHaveATarget: Rule = {
  sections: ["scanning", "repositories"],
  check: ({ scanning, repositories }) =>
    Object.entries(targets)
      .filter(([name, { has }]) => scanning.scanners[name as ScannerName] && !repositories.some(has))
      .map(([name, { setting }]) => ({
        path: ["scanning", "scanners", name],
        message: `has nothing to look at: no repository sets ${setting}`,
        remedy: `Set repositories[].${setting}, or remove ${name}`,
        conflictsWith: ["repositories"],
      })),
};

/** A job gets a secret from Vault or not at all. */
export const secretsComeFromVault: Rule = {
  sections: ["scanning", "secrets"],
  check: (policy) =>
    policy.secrets
      ? []
      : scannersWithSecrets(policy).map((name) => ({
          path: ["scanning", "scanners", name],
          message: "needs a secret, and this policy has no secrets section to read it from",
          remedy: `Add \`secrets: { vault: { address: ... } }\`, or remove ${name}`,
        })),
};

export const someScannerRuns: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { scanners } }) =>
    Object.values(scanners).some((options) => options !== undefined)
      ? []
      : [
          {
            path: ["scanning", "scanners"],
            message: "names no scanner: nothing would ever be found",
            remedy: "Name one, such as `gitleaks: {}`, or take Trivy off the list `without`",
          },
        ],
};

/** Trivy comes with every preset, so this is no error. */
export const trivyHasImages: Rule = {
  sections: ["scanning", "repositories"],
  check: ({ scanning, repositories }) =>
    scanning.scanners.trivy?.scanType === "image" && !repositories.some(images.has)
      ? [
          {
            level: "warning",
            path: ["scanning", "scanners", "trivy", "scanType"],
            message: "is image, and no repository has one: Trivy scans their files instead",
            remedy: "Set it to filesystem, or name repositories[].images",
            conflictsWith: ["repositories"],
          },
        ]
      : [],
};

const labels = { CRITICAL: "critical", HIGH: "high", MEDIUM: "medium", LOW: "low", UNKNOWN: "unscored" } as const;
type Label = keyof typeof labels;

export const trivyHidesNoSeverity: Rule = {
  sections: ["scanning", "gate"],
  check: ({ scanning: { scanners }, gate: { ladder } }) =>
    (Object.keys(labels) as Label[])
      .filter((label) => scanners.trivy && !scanners.trivy.severityFilter.includes(label))
      .filter((label) => ["block", "approve"].includes(ladder[labels[label]]))
      .map((label) => ({
        level: "warning",
        path: ["scanning", "scanners", "trivy", "severityFilter"],
        message: `leaves out ${label}, for which gate.ladder.${labels[label]} says ${ladder[labels[label]]}: the gate will never see it`,
        remedy: `Add ${label} and let the gate decide`,
        conflictsWith: ["gate", "ladder", labels[label]],
      })),
};

export const trivyHidesNothingUnfixed: Rule = {
  sections: ["scanning"],
  check: ({ scanning: { scanners } }): Breach[] =>
    scanners.trivy?.ignoreUnfixed
      ? [
          {
            level: "warning",
            path: ["scanning", "scanners", "trivy", "ignoreUnfixed"],
            message: "leaves out vulnerabilities without a fix: the gate will never see them",
            remedy: "Set it to false and say in gate.withoutFix what they lead to",
          },
        ]
      : [],
};
