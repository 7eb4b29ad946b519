/** Tools that workflow jobs install, each at one version. */
export const toolVersions = {
  /**
   * Known good. 0.69.4, 0.69.5 and 0.69.6 were made by attackers.
   *
   * @see https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23
   */
  trivy: "v0.70.0",
  node: "24",
  /** Of the image below. */
  zap: "2.17.0",
  /** Its tag `stable` moves; this is its image for all platforms of that version. */
  zapImage: "ghcr.io/zaproxy/zaproxy@sha256:781a2bdaea47324e7bab583e2263f21d257b0aee61ed51521a5be45f5f5081ef",
  /** `@sallyport/cli`, released together with this package. */
  sallyport: "0.1.0",
} as const;
