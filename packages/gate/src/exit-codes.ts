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
  // https://github.com/securego/gosec#usage (-no-fail: 0 instead of 1)
  gosec: [0, 1],
  // https://github.com/anchore/grype#gating-on-severity-of-vulnerabilities: 2 with --fail-on
  grype: [0, 2],
  // https://github.com/hadolint/hadolint#cli (--no-fail: 0 instead of 1)
  hadolint: [0, 1],
  // https://docs.kics.io/latest/results/#results_status_code: by the gravest result; 126 and 130 are errors
  kics: [0, 20, 30, 40, 50, 60],
  // https://github.com/zegl/kube-score#usage-in-ci
  kubeScore: [0, 1],
  // https://docs.npmjs.com/cli/v11/commands/npm-audit#exit-code; yarn 2 and later the same. Yarn 1 adds 1, 2, 4, 8 and 16 for
  // the severities that it found: https://classic.yarnpkg.com/lang/en/docs/cli/audit/
  npmAudit: Array.from({ length: 32 }, (_, code) => code),
  // https://google.github.io/osv-scanner/output/#return-codes: 1 for findings, 127 and 128 for errors
  osvScanner: [0, 1],
  // https://github.com/pypa/pip-audit#exit-codes
  pipAudit: [0, 1],
  // `sallyport runtime-check`: 1 for findings, 2 where it could not look
  runtimeCheck: [0, 1],
  // https://semgrep.dev/docs/cli-reference#exit-codes: 1 for findings with --error
  semgrep: [0, 1],
  // https://docs.snyk.io/snyk-cli/commands/test#exit-codes: 1 for findings, 2 for a failure, 3 for nothing to scan
  snyk: [0, 1],
  // https://github.com/trufflesecurity/trufflehog#how-to-use-trufflehog-in-ci (--fail: 183 for findings, 1 for an error)
  trufflehog: [0, 183],
};

/** Exit codes with which a scanner did its work. */
export function exitCodesOf(tool: string): readonly number[] {
  return Object.hasOwn(workedWith, tool) ? (workedWith[tool] ?? [0]) : [0];
}

/** Exit codes in words: `0 or 1`, and `0 to 31` for many in a row. */
export function describeExitCodes(codes: readonly number[]): string {
  const [first = 0, last = first] = [codes[0], codes.at(-1)];
  const isRange = codes.length > 3 && codes.every((code, index) => code === first + index);
  return isRange ? `${first} to ${last}` : codes.join(" or ");
}
