/** Tools that workflow jobs install, each at one version. */
export const toolVersions = {
  /**
   * Known good. 0.69.4, 0.69.5 and 0.69.6 were made by attackers.
   *
   * @see https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23
   */
  trivy: "v0.70.0",
  node: "24",
  /** `@sallyport/cli`, released together with this package. */
  sallyport: "0.1.0",
} as const;
