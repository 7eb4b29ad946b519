/**
 * Exit codes with which a scanner did its work, by tool; any other is a failure. A tool that is not here works with 0 only.
 * Where 1 stands for findings and for errors alike, a report without findings is doubted.
 */
const workedWith: Readonly<Record<string, readonly number[]>> = {
  // https://bandit.readthedocs.io/en/latest/man/bandit.html: 1 when it finds something, 2 for an error
  bandit: [0, 1],
  // https://www.checkov.io/2.Basics/CLI%20Command%20Reference.html (--soft-fail: 0 instead of 1)
  checkov: [0, 1],
  // https://github.com/gitleaks/gitleaks#usage (--exit-code, 1 unless set)
  gitleaks: [0, 1],
  // https://github.com/anchore/grype#gating-on-severity-of-vulnerabilities: 2 with --fail-on
  grype: [0, 2],
  // https://github.com/hadolint/hadolint#cli (--no-fail: 0 instead of 1)
  hadolint: [0, 1],
  // https://github.com/zegl/kube-score#usage-in-ci
  kubeScore: [0, 1],
  // https://docs.npmjs.com/cli/v11/commands/npm-audit#exit-code
  npmAudit: [0, 1],
  // https://google.github.io/osv-scanner/output/#return-codes: 1 for findings, 127 and 128 for errors
  osvScanner: [0, 1],
  // https://github.com/pypa/pip-audit#exit-codes
  pipAudit: [0, 1],
  // https://semgrep.dev/docs/cli-reference#exit-codes: 1 for findings with --error
  semgrep: [0, 1],
  // https://docs.snyk.io/snyk-cli/commands/test#exit-codes: 1 for findings, 2 for a failure, 3 for nothing to scan
  snyk: [0, 1],
};

/** Exit codes with which a scanner did its work. */
export function exitCodesOf(tool: string): readonly number[] {
  return Object.hasOwn(workedWith, tool) ? (workedWith[tool] ?? [0]) : [0];
}
