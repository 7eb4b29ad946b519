import type { Finding } from "../finding.js";

/** What a driver name in a SARIF log stands for. */
export interface SarifTool {
  /** Scanner, as `scanning.scanners` calls it where the policy knows it. */
  name: string;
  /** What it finds, where neither rule nor result says more. */
  category: Finding["category"];
  /** True when what it finds depends on the age of a vulnerability database of its own. */
  usesDatabase: boolean;
}

const code = (name: string): SarifTool => ({ name, category: "code", usesDatabase: false });
const settings = (name: string): SarifTool => ({ name, category: "misconfiguration", usesDatabase: false });
const secrets = (name: string): SarifTool => ({ name, category: "secret", usesDatabase: false });
const packages = (name: string): SarifTool => ({ name, category: "dependency", usesDatabase: true });

/** By `runs[].tool.driver.name`, in lower case. */
const byDriver: ReadonlyMap<string, SarifTool> = new Map([
  ["bandit", code("bandit")],
  ["codeql", code("codeql")],
  // CodeQL before GitHub bought it.
  ["lgtm.com", code("codeql")],
  ["semgrep", code("semgrep")],
  ["semgrep oss", code("semgrep")],
  ["semgrep pro", code("semgrep")],
  ["sonarqube", code("sonarqube")],
  ["snykcode", code("snyk")],
  ["snyk code", code("snyk")],
  ["snyk iac", settings("snyk")],
  // The database of Snyk is a service: it is never older than the run.
  ["snyk open source", { name: "snyk", category: "dependency", usesDatabase: false }],
  ["snyk container", { name: "snyk", category: "image", usesDatabase: false }],
  ["docker scout", { name: "dockerScout", category: "image", usesDatabase: false }],
  ["checkov", settings("checkov")],
  ["hadolint", settings("hadolint")],
  ["kube-score", settings("kubeScore")],
  ["kics", settings("kics")],
  ["gosec", code("gosec")],
  ["gitleaks", secrets("gitleaks")],
  ["trufflehog", secrets("trufflehog")],
  ["trivy", packages("trivy")],
  ["grype", packages("grype")],
  ["osv-scanner", packages("osvScanner")],
  ["dependency-check", packages("dependencyCheck")],
  ["sallyport runtime-check", settings("runtimeCheck")],
  ["zap", { name: "zap", category: "dynamic", usesDatabase: false }],
]);

/** The scanners whose SARIF logs are known by name. */
export const sarifToolNames: readonly string[] = [...new Set([...byDriver.values()].map(({ name }) => name))];

/** What a driver name stands for; undefined for a name without a letter. A name that nobody knows is kept, in camel case. */
export function sarifTool(driverName: string): SarifTool | undefined {
  const known = byDriver.get(driverName.trim().toLowerCase());
  if (known) return known;
  const [first, ...others] = (driverName.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? []).map((word) =>
    word.toLowerCase(),
  );
  if (first === undefined) return undefined;
  return code(first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(""));
}
