import type { ScannerName } from "@sallyport/policy";

/**
 * A small tree in which every scanner has something to find: old packages, a file that looks like a key, a container that
 * runs as root, a privileged pod, an `eval` of what a stranger sends. Nothing in it is ever built or run.
 */
export const canaryFiles: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "README.md": `# A canary

Seeded with known weaknesses, so that a scanner can show that it is not blind. Scan this folder with the tools that scan the
project, and give the reports to \`sallyport gate --canary TOOL=REPORT\`. Never build it, never deploy it, never fix it.
`,
    "node/package.json": json({
      name: "sallyport-canary",
      version: "1.0.0",
      private: true,
      dependencies: { lodash: "4.17.4", minimist: "0.0.8" },
    }),
    "node/package-lock.json": json({
      name: "sallyport-canary",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "sallyport-canary", version: "1.0.0", dependencies: { lodash: "4.17.4", minimist: "0.0.8" } },
        "node_modules/lodash": { version: "4.17.4" },
        "node_modules/minimist": { version: "0.0.8" },
      },
    }),
    "python/app.py": `import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    subprocess.call(request.args["command"], shell=True)
    return str(eval(request.args["expression"]))
`,
    "secrets/key.pem": notAKey(),
    "docker/Dockerfile": `FROM debian:latest
RUN apt-get update && apt-get install -y curl
CMD ["sh"]
`,
    "kubernetes/pod.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: canary
spec:
  containers:
    - name: canary
      image: debian:latest
      securityContext:
        privileged: true
`,
  }),
);

const packages = ["CVE-2019-10744", "CVE-2021-23337", "CVE-2020-8203", "CVE-2021-44906", "CVE-2020-7598"];

/** What each scanner finds in the fixture; a scanner that looks at none of it is not here. */
export const canaryIds: Readonly<Partial<Record<ScannerName, readonly string[]>>> = {
  trivy: packages,
  snyk: packages,
  dependencyCheck: packages,
  codeql: ["py/code-injection", "py/command-line-injection"],
  semgrep: [
    "python.lang.security.audit.eval-detected.eval-detected",
    "python.flask.security.injection.user-eval.eval-injection",
    "python.lang.security.audit.subprocess-shell-true.subprocess-shell-true",
  ],
  bandit: ["B307", "B602"],
  gitleaks: ["private-key"],
  checkov: ["CKV_DOCKER_3", "CKV_DOCKER_7", "CKV_K8S_16"],
  kubeScore: ["container-security-context-privileged"],
};

/** Looks like a key to a scanner and like a joke to people. In parts, so that this file does not look like one. */
function notAKey(): string {
  const line = (word: string) =>
    ["-----", word, "PRIVATE", "KEY", "-----"].join(" ").replaceAll(/(-----) | (-----)/g, "$1$2");
  const body = "THISisNOTaKEYitISaCANARYforSECRETscannersAndOpensNothingAtAll000";
  return `${[line("BEGIN"), body, body, line("END")].join("\n")}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
