/**
 * Tools that workflow jobs install, each at one version. A newer one waits a week before it comes in here, like an action.
 */
export const toolVersions = {
  /**
   * Known good. 0.69.4, 0.69.5 and 0.69.6 were made by attackers.
   *
   * @see https://github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23
   */
  trivy: "v0.70.0",
  node: "24",
  /** Builds what comes as a Go module. */
  go: "1.26.8",
  /** Runs what comes from PyPI; Snyk has its own, `pythonTargetVersion`. */
  python: "3.13",
  java: "21",
  /** https://pypi.org/project/bandit */
  bandit: "1.9.4",
  /** https://pypi.org/project/semgrep */
  semgrep: "1.182.0",
  /** https://pypi.org/project/checkov */
  checkov: "3.3.30",
  /** https://pkg.go.dev/github.com/zricethezav/gitleaks/v8 */
  gitleaks: "v8.30.1",
  /** https://pkg.go.dev/github.com/zegl/kube-score */
  kubeScore: "v1.20.0",
  /** https://www.npmjs.com/package/snyk */
  snyk: "1.1307.4",
  /** https://central.sonatype.com/artifact/org.owasp/dependency-check-maven */
  dependencyCheck: "12.2.2",
  /** https://central.sonatype.com/artifact/org.apache.maven.plugins/maven-dependency-plugin */
  mavenDependencyPlugin: "3.10.0",
  /** Comes with `docker/scout-action`. */
  dockerScout: "1.22.0",
  /** https://binaries.sonarsource.com/?prefix=Distribution/sonar-scanner-cli; its signature is checked. */
  sonarScanner: "8.1.0.6389",
  /** Of `toolImages.zap`. */
  zap: "2.17.0",
  /** `@sallyport/cli`, released together with this package. */
  sallyport: "0.1.0",
} as const;

/** Images that workflow jobs run, each by its digest. */
export const toolImages = {
  /**
   * ZAP 2.17.0 for all platforms; its tag `stable` moves.
   *
   * @see https://github.com/zaproxy/zaproxy/pkgs/container/zaproxy
   */
  zap: "ghcr.io/zaproxy/zaproxy@sha256:781a2bdaea47324e7bab583e2263f21d257b0aee61ed51521a5be45f5f5081ef",
} as const;
