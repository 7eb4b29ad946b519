import { asff, inspectorAsff } from "./asff.js";
import { awsEcr } from "./aws-ecr.js";
import { awsInspector } from "./aws-inspector.js";
import { bandit } from "./bandit.js";
import { checkov } from "./checkov.js";
import { clair } from "./clair.js";
import { clairLayer } from "./clair-layer.js";
import { clairScanner } from "./clair-scanner.js";
import { cyclonedx, inspectorSbom } from "./cyclonedx.js";
import { cyclonedxXml } from "./cyclonedx-xml.js";
import { dependencyCheck } from "./dependency-check.js";
import { dependencyCheckXml } from "./dependency-check-xml.js";
import { dockerScoutSbom } from "./docker-scout-sbom.js";
import { falco } from "./falco.js";
import { gitlab } from "./gitlab.js";
import { gitleaks, gitleaksLegacy } from "./gitleaks.js";
import { gosec } from "./gosec.js";
import { grype } from "./grype.js";
import { hadolint } from "./hadolint.js";
import { junit } from "./junit.js";
import { kics } from "./kics.js";
import { klar } from "./klar.js";
import { kubeScore } from "./kube-score.js";
import { npmAdvisories } from "./npm-advisories.js";
import { npmAudit, npmAuditError } from "./npm-audit.js";
import { osvScanner } from "./osv-scanner.js";
import { pipAudit, pipAuditLegacy } from "./pip-audit.js";
import type { ReportReader } from "./reader.js";
import { sarif } from "./sarif.js";
import { sarifToolNames } from "./sarif-tools.js";
import { semgrep } from "./semgrep.js";
import { semgrepApi } from "./semgrep-api.js";
import { snykProject, snykProjects } from "./snyk.js";
import { snykIssues } from "./snyk-issues.js";
import { sonarqube, sonarqubeHotspots } from "./sonarqube.js";
import { spdx, spdxTagValue } from "./spdx.js";
import { spdxGraph } from "./spdx-graph.js";
import { trivyKubernetes } from "./trivy-kubernetes.js";
import { trivyOperator } from "./trivy-operator.js";
import { trivyLegacy, trivyReport } from "./trivy-report.js";
import { trufflehog, trufflehog3, trufflehogLegacy } from "./trufflehog.js";
import { yarnAudit } from "./yarn-audit.js";
import { yarnNpmAudit } from "./yarn-npm-audit.js";
import { zap } from "./zap.js";
import { zapXml } from "./zap-xml.js";

/** Every format that is read. */
export const readers: readonly ReportReader[] = [
  trivyReport,
  trivyKubernetes,
  trivyOperator,
  trivyLegacy,
  snykProject,
  snykProjects,
  snykIssues,
  awsEcr,
  awsInspector,
  clair,
  clairLayer,
  clairScanner,
  klar,
  dependencyCheck,
  dependencyCheckXml,
  zap,
  zapXml,
  dockerScoutSbom,
  gitlab,
  sonarqube,
  sonarqubeHotspots,
  grype,
  semgrep,
  bandit,
  gitleaks,
  gitleaksLegacy,
  checkov,
  hadolint,
  kubeScore,
  sarif,
  cyclonedx,
  cyclonedxXml,
  inspectorSbom,
  spdx,
  spdxTagValue,
  spdxGraph,
  pipAudit,
  pipAuditLegacy,
  osvScanner,
  npmAudit,
  npmAuditError,
  npmAdvisories,
  yarnAudit,
  yarnNpmAudit,
  trufflehog,
  trufflehogLegacy,
  trufflehog3,
  falco,
  gosec,
  kics,
  junit,
  asff,
  inspectorAsff,
  semgrepApi,
];

/** The scanners whose reports are read in one format at least. SARIF logs of scanners that are not named here are read too. */
export const readableTools: readonly string[] = [
  ...new Set([...readers.filter((reader) => !reader.toolOf).map(({ tool }) => tool), ...sarifToolNames]),
];
