import * as documents from "./document-files.js";
import * as lists from "./line-files.js";
import { markersIn } from "./markers.js";
import type { FoundSuppression, Suppression } from "./suppression.js";

/** A file that a scanner looks for, or is given, to know what to leave out. */
interface IgnoreFile {
  scanner: string;
  /** Paths of such files. */
  path: RegExp;
  /**
   * What such a file has to hold, where its name alone says too little.
   *
   * @default - nothing
   */
  holds?: RegExp;
  read(text: string, path: string): FoundSuppression[];
}

const ignoreFiles: readonly IgnoreFile[] = [
  { scanner: "trivy", path: /(^|\/)\.trivyignore$/, read: lists.trivyIgnore },
  { scanner: "trivy", path: /(^|\/)\.trivyignore\.ya?ml$/, read: documents.trivyIgnoreYaml },
  { scanner: "grype", path: /(^|\/)\.?grype(\.ya?ml|\/config\.ya?ml)$/, read: documents.grypeYaml },
  { scanner: "snyk", path: /(^|\/)\.snyk$/, read: documents.snykPolicy },
  { scanner: "osvScanner", path: /(^|\/)osv-scanner\.toml$/, read: documents.osvScannerToml },
  { scanner: "gitleaks", path: /(^|\/)\.gitleaksignore$/, read: lists.gitleaksIgnore },
  { scanner: "gitleaks", path: /(^|\/)\.?gitleaks\.toml$/, read: documents.gitleaksToml },
  { scanner: "semgrep", path: /(^|\/)\.semgrepignore$/, read: lists.semgrepIgnore },
  { scanner: "bandit", path: /(^|\/)\.bandit$/, read: lists.banditIni },
  { scanner: "bandit", path: /(^|\/)\.?bandit\.ya?ml$/, read: documents.banditYaml },
  { scanner: "bandit", path: /(^|\/)pyproject\.toml$/, holds: /tool\.bandit/, read: documents.pyproject },
  { scanner: "checkov", path: /(^|\/)\.checkov\.ya?ml$/, read: documents.checkovYaml },
  { scanner: "hadolint", path: /(^|\/)\.?hadolint\.ya?ml$/, read: documents.hadolintYaml },
  {
    scanner: "dependencyCheck",
    path: /\.xml$/i,
    holds: /<([\w-]+:)?suppressions\b[^>]*dependency-suppression/i,
    read: documents.dependencyCheckXml,
  },
  { scanner: "npmAudit", path: /(^|\/)\.nsprc$/, read: documents.nsprc },
  { scanner: "npmAudit", path: /(^|\/)audit-ci\.jsonc?$/, read: documents.auditCi },
  { scanner: "zap", path: /(^|\/)(\.zap\/[^/]+|rules\.(tsv|conf))$/, read: lists.zapRules },
  { scanner: "sonarqube", path: /(^|\/)sonar-project\.properties$/, read: lists.sonarProperties },
  {
    scanner: "vex",
    path: /\.json$/,
    holds:
      /"@context"\s*:\s*"https:\/\/openvex\.dev\/|"bomFormat"\s*:\s*"CycloneDX"[\s\S]*"analysis"\s*:|"csaf_version"\s*:/,
    read: documents.vexDocument,
  },
];

/**
 * What a file of the source tells scanners to leave out: words beside the code, or a file of a scanner's own. A file of a
 * scanner that cannot be read is one that may leave out anything.
 *
 * @param path From the root of the source, with `/`; nothing is opened.
 */
export function suppressionsIn(text: string, path: string): Suppression[] {
  const file = ignoreFiles.find((known) => known.path.test(path) && (known.holds?.test(text) ?? true));
  const found = [...(file ? readIgnoreFile(file, text, path) : []), ...markersIn(text, path)];
  return found.map((suppression) => ({ ...suppression, path }));
}

/** A file of a scanner's own, as far as its name tells, that nobody can read: it may leave out anything. */
export function unreadableIgnoreFile(path: string, found: string): Suppression[] {
  const file = ignoreFiles.find((known) => known.holds === undefined && known.path.test(path));
  return file ? [{ scanner: file.scanner, ids: [], path, marker: found, paths: [] }] : [];
}

function readIgnoreFile({ scanner, read }: IgnoreFile, text: string, path: string): FoundSuppression[] {
  try {
    return read(text, path);
  } catch {
    return [{ scanner, ids: [], marker: "cannot be read", paths: [] }];
  }
}
