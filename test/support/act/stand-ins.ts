/** `npx` that runs the command line of this checkout, and nothing else. */
export const npx = `case "$2" in
  @sallyport/cli@*) shift 2; exec node "$SALLYPORT_CLI" "$@" ;;
  *) echo "npx: $* is not to be had here" >&2; exit 127 ;;
esac`;

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
