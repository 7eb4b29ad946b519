import type { Rung } from "./rung.js";

/** Lowest CVSS base score of each rung (https://www.first.org/cvss/v4.0/specification-document, section 6). */
export const lowestScores: ReadonlyArray<readonly [number, Rung]> = [
  [9, "critical"],
  [7, "high"],
  [4, "medium"],
  [0.1, "low"],
  [0, "info"],
];

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html; UNTRIAGED and UNDEFINED are no severity. */
const awsRungs = new Map<string, Rung>([
  ["CRITICAL", "critical"],
  ["HIGH", "high"],
  ["MEDIUM", "medium"],
  ["LOW", "low"],
  ["INFORMATIONAL", "info"],
]);

/** What each scanner's own words mean. A word that is not here means nothing: the finding is unscored unless CVSS rates it. */
export const labelRungs: ReadonlyMap<string, ReadonlyMap<string, Rung>> = new Map([
  [
    // https://trivy.dev/latest/docs/scanner/vulnerability/#severity-selection; UNKNOWN is no severity.
    "trivy",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // https://docs.snyk.io/manage-risk/prioritize-issues-for-fixing/severity-levels
    "snyk",
    new Map<string, Rung>([
      ["critical", "critical"],
      ["high", "high"],
      ["medium", "medium"],
      ["low", "low"],
      ["info", "info"],
      ["none", "info"],
    ]),
  ],
  [
    // https://oss.anchore.com/docs/guides/vulnerability/interpreting-results/; Negligible is below Low, Unknown is no severity.
    "grype",
    new Map<string, Rung>([
      ["Critical", "critical"],
      ["High", "high"],
      ["Medium", "medium"],
      ["Low", "low"],
      ["Negligible", "info"],
    ]),
  ],
  [
    // https://semgrep.dev/docs/writing-rules/rule-syntax/#required; EXPERIMENT and INVENTORY are no severities.
    "semgrep",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
      ["ERROR", "high"],
      ["WARNING", "medium"],
      ["INFO", "low"],
    ]),
  ],
  [
    // https://bandit.readthedocs.io/en/latest/man/bandit.html; UNDEFINED is no severity.
    "bandit",
    new Map<string, Rung>([
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // https://github.com/bridgecrewio/checkov/blob/main/checkov/common/bridgecrew/severities.py; NONE is no severity.
    "checkov",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["IMPORTANT", "high"],
      ["MEDIUM", "medium"],
      ["MODERATE", "medium"],
      ["LOW", "low"],
      ["INFO", "info"],
    ]),
  ],
  [
    // https://github.com/hadolint/hadolint#configure; style is about taste.
    "hadolint",
    new Map<string, Rung>([
      ["error", "high"],
      ["warning", "medium"],
      ["info", "low"],
      ["style", "info"],
    ]),
  ],
  [
    // https://github.com/zegl/kube-score/blob/v1.20.0/scorecard/scorecard.go
    "kubeScore",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["WARNING", "medium"],
    ]),
  ],
  [
    // https://quay.github.io/claircore/concepts/severity_mapping.html; Negligible is below Low, Unknown is no severity.
    // Defcon1 was for the critical ones that a team had marked by hand, before Clair 4.
    "clair",
    new Map<string, Rung>([
      ["Defcon1", "critical"],
      ["Critical", "critical"],
      ["High", "high"],
      ["Medium", "medium"],
      ["Low", "low"],
      ["Negligible", "info"],
    ]),
  ],
  [
    // https://www.zaproxy.org/docs/desktop/start/features/alerts/: the risk codes 0 to 3 in words.
    "zap",
    new Map<string, Rung>([
      ["High", "high"],
      ["Medium", "medium"],
      ["Low", "low"],
      ["Informational", "info"],
    ]),
  ],
  [
    // The words of the feeds that it repeats (NVD, OSS Index, RetireJS, NPM), in small letters.
    "dependencyCheck",
    new Map<string, Rung>([
      ["critical", "critical"],
      ["high", "high"],
      ["medium", "medium"],
      ["moderate", "medium"],
      ["low", "low"],
    ]),
  ],
  ["awsEcr", awsRungs],
  ["awsInspector", awsRungs],
  // https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html has the same words.
  ["awsSecurityHub", awsRungs],
  [
    // https://falco.org/docs/concepts/rules/basic-elements/#priority, the severities of syslog; Info is how rules write Informational.
    "falco",
    new Map<string, Rung>([
      ["Emergency", "critical"],
      ["Alert", "critical"],
      ["Critical", "critical"],
      ["Error", "high"],
      ["Warning", "medium"],
      ["Notice", "low"],
      ["Informational", "info"],
      ["Info", "info"],
      ["Debug", "info"],
    ]),
  ],
  [
    // https://github.com/securego/gosec#usage; UNDEFINED is no severity.
    "gosec",
    new Map<string, Rung>([
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // https://docs.kics.io/latest/queries/; TRACE is for queries that only list something.
    "kics",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
      ["INFO", "info"],
      ["TRACE", "info"],
    ]),
  ],
  [
    // https://github.com/trufflesecurity/trufflehog#readme: verified is a secret that its service accepted; unverified is no
    // severity. The words in capitals are those of https://github.com/feeltheajf/trufflehog3#readme.
    "trufflehog",
    new Map<string, Rung>([
      ["verified", "critical"],
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // Levels of any scanner (SARIF 2.1.0, section 3.27.10), after
    // https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/importing-issues-from-sarif-reports.
    // error is high: it is the gravest level there is, so scanners write it for high and for critical, and nobody can tell
    // which. none is no severity.
    "sarif",
    new Map<string, Rung>([
      ["error", "high"],
      ["warning", "medium"],
      ["note", "low"],
    ]),
  ],
  [
    // https://docs.docker.com/reference/cli/docker/scout/cves/ (--only-severity); UNSPECIFIED is no severity.
    "dockerScout",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // Words of GitLab's report of any scanner: https://docs.gitlab.com/user/application_security/vulnerabilities/severities/;
    // Unknown is no severity.
    "gitlab",
    new Map<string, Rung>([
      ["Critical", "critical"],
      ["High", "high"],
      ["Medium", "medium"],
      ["Low", "low"],
      ["Info", "info"],
    ]),
  ],
  [
    // The words of both modes: https://docs.sonarsource.com/sonarqube-server/2026.1/instance-administration/analysis-functions/instance-mode/mqr-mode
    "sonarqube",
    new Map<string, Rung>([
      ["BLOCKER", "critical"],
      ["CRITICAL", "high"],
      ["HIGH", "high"],
      ["MAJOR", "medium"],
      ["MEDIUM", "medium"],
      ["MINOR", "low"],
      ["LOW", "low"],
      ["INFO", "info"],
    ]),
  ],
  [
    // Words of the databases behind OSV, GitHub's above all: https://docs.github.com/en/code-security/security-advisories/working-with-global-security-advisories-from-the-github-advisory-database/about-the-github-advisory-database#about-cvss-levels
    "osvScanner",
    new Map<string, Rung>([
      ["CRITICAL", "critical"],
      ["HIGH", "high"],
      ["MODERATE", "medium"],
      ["MEDIUM", "medium"],
      ["LOW", "low"],
    ]),
  ],
  [
    // https://docs.npmjs.com/about-audit-reports#severity
    "npmAudit",
    new Map<string, Rung>([
      ["critical", "critical"],
      ["high", "high"],
      ["moderate", "medium"],
      ["low", "low"],
      ["info", "info"],
    ]),
  ],
  [
    // Words of a CycloneDX document of any scanner: https://cyclonedx.org/docs/1.7/json/#vulnerabilities_items_ratings_items_severity;
    // unknown is no severity, and none means in SARIF that there is none.
    "cyclonedx",
    new Map<string, Rung>([
      ["critical", "critical"],
      ["high", "high"],
      ["medium", "medium"],
      ["low", "low"],
      ["info", "info"],
    ]),
  ],
]);
