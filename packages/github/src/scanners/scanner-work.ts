import type { ScannerName } from "@sallyport/policy";
import type { WorkflowInputs } from "../workflows/preparation.js";
import { codeqlLanguages } from "./codeql-job.js";
import { snykTargets } from "./snyk-targets.js";

/** Settings of a repository that give a scanner something to do, and whether it has them. */
export interface Work {
  /** `languages (python)`, as a person would look for it under `repositories[]`. */
  setting: string;
  exists: boolean;
}

/**
 * What a scanner does in a repository follows from what the policy says about it.
 *
 * @returns nothing for a scanner that finds something in any repository.
 */
export function workOf(scanner: ScannerName, { policy, repository }: WorkflowInputs): Work | undefined {
  const { images, languages, manifests, infrastructure, kubernetes } = repository;
  const { snyk } = policy.scanning.scanners;
  const work: Partial<Record<ScannerName, Work>> = {
    snyk: {
      setting: "manifests, images, infrastructure or kubernetes",
      exists: snyk !== undefined && snykTargets(snyk, repository).length > 0,
    },
    dockerScout: { setting: "images", exists: images.length > 0 },
    clair: { setting: "images", exists: images.length > 0 },
    codeql: { setting: "languages that CodeQL reads", exists: codeqlLanguages(repository).length > 0 },
    bandit: { setting: "languages (python)", exists: languages.includes("python") },
    dependencyCheck: { setting: "manifests", exists: manifests.length > 0 },
    checkov: {
      setting: "infrastructure, kubernetes or images",
      exists: infrastructure.length + kubernetes.length + images.length > 0,
    },
    kubeScore: { setting: "kubernetes", exists: kubernetes.length > 0 },
  };
  return work[scanner];
}

/** Whether a scanner finds something to do in this repository. */
export function hasWork(scanner: ScannerName, inputs: WorkflowInputs): boolean {
  return workOf(scanner, inputs)?.exists ?? true;
}
