import type { ReportCounts } from "@sallyport/gate";

/** A real report that we read otherwise than the list of real reports counts it. */
export type Disagreement = {
  /** Path in the folder of real reports. */
  path: string;
  /** Why we are right. */
  reason: string;
} & (
  | {
      /** What our refusal says. */
      refusedAs: string;
    }
  | {
      /** What we count, where it differs. */
      counts: Partial<ReportCounts>;
    }
);

export const disagreements: readonly Disagreement[] = [
  {
    path: "trivy/summary-ids.json.golden",
    refusedAs: "is a list of ids without severities",
    reason: "Ids without severity, package or place cannot be judged or fixed; the full report can.",
  },
  {
    path: "snyk/all_projects_issue4277.json",
    counts: { critical: 7, high: 30, medium: 42, low: 3 },
    reason: "Its `severity` stops at high; `severityWithCritical` says which of them are critical.",
  },
  {
    path: "snyk/ap-dev.json",
    counts: { critical: 1, high: 6, medium: 10, low: 0 },
    reason: "Its `severity` stops at high; `severityWithCritical` says which of them are critical.",
  },
  {
    path: "snyk/snyk-no-results.json",
    refusedAs: "is JSON of an unknown format",
    reason: "It is a report in the format of Heimdall, not of Snyk.",
  },
  {
    path: "clair/clair-unusual.json",
    refusedAs: "/vulnerabilities/5: must be a map here",
    reason: "Its entries name no vulnerability, one is mere text: nobody can judge or fix them.",
  },
  {
    path: "clair/quay_v3_4.json",
    counts: { critical: 10, high: 53, medium: 182, low: 47, unscored: 9 },
    reason: "Of its 56 entries of severity Unknown, 47 have a CVSS score among the enrichments.",
  },
  {
    path: "codeql/invalid-sarif.sarif",
    refusedAs: "/runs/0/results: must be a list here",
    reason: "Its results are a number; the list does not count it.",
  },
  {
    path: "sarif-generic/example-3-13-5-01.json",
    refusedAs: "is a SARIF log of another version than 2.1.0",
    reason: "It is an example for SARIF 2.2, which is a draft.",
  },
  {
    path: "sarif-generic/NewAndOldResults.sarif",
    counts: { high: 4, suppressed: 0 },
    reason: "One of its five results is there no longer (baselineState: absent).",
  },
  {
    path: "sarif-generic/issue_10191.json",
    counts: { critical: 34, high: 1, medium: 42 },
    reason: "Its security-severity is a word, which the list counts as absent; DefectDojo counts as we do.",
  },
  {
    path: "grype/nginx-grype.sarif.json",
    counts: { critical: 4, high: 24, medium: 66, low: 5 },
    reason: "A score of 0.0 stands for none, so the level of these three counts: a warning, because none is given.",
  },
  {
    path: "sonarqube/many_vulns.json",
    counts: { high: 1, medium: 1, unscored: 0 },
    reason: "The list looks for a severity; hotspots have a probability.",
  },
  {
    path: "semgrep/results.out",
    refusedAs: "#/scan/end_time: must be a time here",
    reason: "It is a GitLab report from a test of Semgrep, in which the times are masked.",
  },
  {
    path: "snyk/empty.json",
    refusedAs: "is JSON of an unknown format",
    reason: "An empty answer does not say what it is an answer to.",
  },
  {
    path: "snyk/snyk_code_scan_api_many_vuln.json",
    counts: { high: 1, medium: 0, low: 1, suppressed: 1 },
    reason: "The medium issue is ignored in Snyk.",
  },
  {
    path: "osv-scanner/multi_cwe_fabricated.json",
    counts: { unscored: 1 },
    reason: "It has a record and no groups: the record is a problem of its own.",
  },
  {
    path: "npm-audit/pnpm-audit.json",
    counts: { high: 7, medium: 5, low: 2, unscored: 0 },
    reason: "One advisory has a CVSS score and no word; its own metadata count five moderate ones.",
  },
  {
    path: "osv-scanner/no_findings.json",
    refusedAs: "is empty (0 bytes)",
    reason: "OSV-Scanner writes a map with results when it finds nothing; no byte at all is a run that failed.",
  },
  {
    path: "aws-inspector/empty_with_error.json",
    refusedAs: "is an empty map",
    reason: "An empty answer does not say what it is an answer to; DefectDojo refuses it too.",
  },
  {
    path: "sonarqube/no_vuln.json",
    refusedAs: "is an empty list",
    reason:
      "SonarQube answers with paging beside its lists; a bare list does not say who wrote it, nor what was scanned.",
  },
  {
    path: "sonarqube/findings_over_api.zip",
    refusedAs: "is compressed. Unpack it first",
    reason: "An archive of several reports: each of them is a report of its own, with a run record of its own.",
  },
  {
    path: "gitleaks/no_findings.json",
    refusedAs: "is null, which is not a report that can be judged. Some scanners write this",
    reason: "Null does not say who wrote it; named as a report of Gitleaks it is clean.",
  },
  {
    path: "other/wrong_format.json",
    refusedAs: "is not JSON but other text",
    reason: "It is a table of Azure's recommendations in CSV.",
  },
  {
    path: "docker-scout/docker-scout-cves.json",
    refusedAs: "is not JSON but other text",
    reason: "It is the usage text that Docker Scout printed instead of a report.",
  },
  {
    path: "junit/corrupt-xml.xml",
    refusedAs: "is cut off: the XML ends too early",
    reason: "It ends in the middle of a test.",
  },
];
