import type { Policy } from "./policy.js";
import { type ScannerName, scannerNames } from "./scanners.js";

/**
 * The scanners of a policy whose jobs read a secret from Vault. Their jobs run in the environment `security-scan`, and not
 * for pull requests from forks, which have no identity.
 */
export function scannersWithSecrets({ scanning: { scanners } }: Pick<Policy, "scanning">): ScannerName[] {
  const needs: Partial<Record<ScannerName, boolean>> = {
    snyk: true,
    dockerScout: true,
    sonarqube: true,
    clair: scanners.clair?.registry !== undefined,
    dependencyCheck: scanners.dependencyCheck?.nvdApiKey === true,
  };
  return scannerNames.filter((name) => scanners[name] && needs[name]);
}
