/** `npx` that runs the command line of this checkout, and nothing else. */
export const npx = `case "$*" in
  "--yes @sallyport/cli@"*) shift 2 ;;
  "--yes --package @sallyport/cli@"*" --package @sallyport/pipeline@"*" -- sallyport "*) shift 7 ;;
  *) echo "npx: $* is not to be had here" >&2; exit 127 ;;
esac
exec node "$SALLYPORT_CLI" "$@"`;

/**
 * `gh` in a repository in which no run was before: it keeps no artifact, so nothing can be downloaded. The filters are those
 * of the workflow, on real answers.
 */
export const gh = `case "$1 $2" in
  "api repos/acme/payments-api/actions/artifacts?"*) answer='{"total_count":0,"artifacts":[]}' ;;
  "api repos/acme/payments-api/actions/runs?"*) answer='{"total_count":0,"workflow_runs":[]}' ;;
  *) echo "gh: $* is not to be had here" >&2; exit 1 ;;
esac
[ "$3" = --jq ]
jq --raw-output "$4" <<< "$answer"`;

/** What a stand-in for a scanner does. */
export interface ScannerRun {
  /** What it writes where it is told to; nothing by default, as after a crash. */
  report?: object;
  /** @default 0 */
  ends?: number;
}

const now = "$(date -u +%Y-%m-%dT%H:%M:%SZ)";

/** A stand-in for Trivy, with a database of this moment. */
export function trivy({ report, ends = 0 }: ScannerRun): string {
  return `if [ "$1" = version ]; then
  printf '{"Version":"0.70.0","VulnerabilityDB":{"UpdatedAt":"%s"}}' "${now}"
  exit
fi
${writeAfter("--output", report)}
exit ${ends}`;
}

/** Writes the report into the file that follows an option. */
function writeAfter(option: string, report: object | undefined): string {
  if (report === undefined) return "";
  return `while [ $# -gt 0 ]; do
  if [ "$1" = ${option} ]; then cat > "$2" <<'REPORT'
${JSON.stringify(report)}
REPORT
  fi
  shift
done`;
}

/** A report of Trivy on the checkout, with these vulnerabilities. */
export function trivyReport(vulnerabilities: readonly object[] = []) {
  return {
    SchemaVersion: 2,
    Trivy: { Version: "0.70.0" },
    CreatedAt: new Date().toISOString(),
    ArtifactName: "source",
    ArtifactType: "filesystem",
    Results: [
      {
        Target: "package-lock.json",
        Class: "lang-pkgs",
        Type: "npm",
        Packages: [{ ID: "left-pad@1.0.0", Name: "left-pad", Version: "1.0.0" }],
        Vulnerabilities: vulnerabilities,
      },
    ],
  };
}
