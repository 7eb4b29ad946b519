/**
 * `npx` that runs the command line of this checkout, and nothing else. Keeps what that says, because act may lose the last
 * line of a short process.
 */
export const npx = `case "$*" in
  "--yes @sallyport/cli@"*) shift 2 ;;
  "--yes --package @sallyport/cli@"*" --package @sallyport/pipeline@"*" -- sallyport "*) shift 7 ;;
  *) echo "npx: $* is not to be had here" >&2; exit 127 ;;
esac
errors="$(mktemp)" status=0
node "$SALLYPORT_CLI" "$@" 2> "$errors" || status=$?
cat "$errors" >> "$SALLYPORT_ACT/record/said"
cat "$errors" >&2
exit "$status"`;

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

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** The registry that {@link deployPrograms} push to, and what they make. */
export const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
export const builtImage = digest("1");
export const pushedImage = digest("2");
export const goodImage = digest("3");

/**
 * Stand-ins for what builds, signs, deploys and tests an image. `ship` is what the deploy script of the repository calls.
 *
 * @param alerts What ZAP finds in staging.
 */
export function deployPrograms(alerts: readonly object[] = []): Record<string, string> {
  const zap = { "@version": "2.17.0", site: [{ "@name": "https://staging.example", alerts }] };
  return {
    docker: `case "$1 $2" in
  "save --output") echo "an image" > "$3" ;;
  "load --quiet") echo "Loaded image: payments-api:built" ;;
  "image inspect") if [[ "$4" == *RepoDigests* ]]; then echo "${registry}/payments-api@${pushedImage}"; else echo ${builtImage}; fi ;;
  "buildx imagetools") echo '{"config":{"digest":"${builtImage}"}}' ;;
  "run --rm") printf '%s' '${JSON.stringify(zap)}' > zap/zap.json ;;
esac`,
    cosign: "exit 0",
    ship: "exit 0",
    gh: `case "$1 $2" in "attestation verify" | "issue create") exit 0 ;; esac\n${gh}`,
    // Nothing answers at the address of the example, so what is looked at there is a file.
    npx: `if [ "$3 $4" = "runtime-check --url" ]; then
  printf '%s' '${JSON.stringify(soundWorkload)}' > seen.json
  set -- "$1" "$2" runtime-check --workloads seen.json --out "$7"
fi
${npx}`,
  };
}

const soundWorkload = {
  kind: "Deployment",
  metadata: { name: "payments-api" },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: "payments-api",
            image: `${registry}/payments-api@${pushedImage}`,
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
              capabilities: { drop: ["ALL"] },
              seccompProfile: { type: "RuntimeDefault" },
            },
          },
        ],
      },
    },
  },
};

/** What a stand-in for a scanner does. */
export interface ScannerRun {
  /** What it writes where it is told to; nothing by default, as after a crash. */
  report?: object;
  /** @default 0 */
  ends?: number;
}

const now = "$(date -u +%Y-%m-%dT%H:%M:%SZ)";

/** A stand-in for Trivy, with a database of this moment. Its report names the image or the folder that it was given. */
export function trivy({ report, ends = 0 }: ScannerRun): string {
  const write = `cat > "$2" <<'REPORT'\n${JSON.stringify(report)}\nREPORT`;
  return `if [ "$1" = version ]; then
  printf '{"Version":"0.70.0","VulnerabilityDB":{"UpdatedAt":"%s"}}' "${now}"
  exit
fi
kind="$1" target="\${@: -1}"
while [ $# -gt 0 ]; do
  if [ "$1" = --output ]; then ${report === undefined ? ":" : write}
    if [ "$kind" = image ] && [ -e "$2" ]; then
      sed -i "s|\\"source\\"|\\"$target\\"|; s|\\"filesystem\\"|\\"container_image\\"|" "$2"
    fi
  fi
  shift
done
exit ${ends}`;
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
