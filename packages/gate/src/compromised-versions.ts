/** Releases of scanners that were made or replaced by attackers. Their reports prove nothing. */
export interface CompromisedRelease {
  tool: string;
  versions: readonly string[];
  advisory: string;
  source: string;
}

export const compromisedReleases: readonly CompromisedRelease[] = [
  {
    tool: "trivy",
    versions: ["0.69.4", "0.69.5", "0.69.6"],
    advisory: "CVE-2026-33634",
    source: "https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23",
  },
];
