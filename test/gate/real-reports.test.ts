import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ReportError, type Rung, readReport, readVex, rungOfLabel } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import { disagreements } from "./real-report-disagreements.ts";

interface ManifestEntry {
  path: string;
  tool: string;
  format: string;
  /** OSV-Scanner: a group is one problem. */
  counted: { findings: number; groups?: number; bySeverity?: Record<string, number> | null } | null;
  /** What in the report says that the scan was not complete. */
  scanIncomplete?: string[];
}

/** Reports of real scanners, beside a checkout of this project; they are not ours to publish. */
const folder = fileURLToPath(new URL("../../../shared/reports/", import.meta.url));
const manifest: ManifestEntry[] = existsSync(`${folder}manifest.json`)
  ? JSON.parse(readFileSync(`${folder}manifest.json`, "utf8"))
  : [];
/** Formats that are read, as the list of real reports calls them. */
const formats = [
  /^trivy-/,
  /^snyk-(json|issues)/,
  /^ecr-/,
  /^inspector2-/,
  /^gitlab-json/,
  /^clair-v4-json/,
  /^clair-scanner-json/,
  /^klar-json/,
  /^sonarqube-json/,
  /^grype-json/,
  /^pip-audit-json/,
  /^osv-scanner-json/,
  /^npm-audit-v/,
  /^semgrep-json/,
  /^bandit-json/,
  /^gitleaks-v/,
  /^checkov-json/,
  /^hadolint-json/,
  /^kube-score-json/,
  /^sarif /,
  /^cyclonedx-json/,
  /^zap-/,
  /^dependency-check-/,
  /^inspector-scan-sbom/,
  /^cyclonedx-xml/,
  /^spdx/,
  /^docker-scout-sbom-json/,
  /^semgrep-api-json/,
  /^yarn1-audit/,
  /^trufflehog/,
  /^falco/,
  /^gosec-json/,
  /^kics-json/,
  /^asff-json/,
  /^junit-xml/,
];
const readable = manifest.filter(({ format }) => formats.some((known) => known.test(format)));
const agreed = readable
  .filter(isCounted)
  .filter(
    ({ path, format }) =>
      !/^(sarif |cyclonedx-|inspector-scan-sbom|spdx|docker-scout-sbom|junit-)/.test(format) &&
      !disagreements.some((disagreement) => disagreement.path === path),
  );
const refused = disagreements.filter((disagreement) => "refusedAs" in disagreement);
const recounted = disagreements.filter((disagreement) => "counts" in disagreement);
const sarifLogs = readable.filter(isSarifLog).filter(({ path }) => !disagreements.some((other) => other.path === path));
const incomplete = readable.filter(({ scanIncomplete = [] }) => scanIncomplete.length > 0);
const boms = readable.filter(isBom);
const vexDocuments = manifest.filter(isVex);
const testResults = readable.filter(isTestResult);
const csafDocuments = manifest.filter(isCsaf);
/** Documents without vulnerabilities, as far as the list says: never clean. */
const mereBoms = readable.filter(({ format }) => /^(spdx|docker-scout-sbom)/.test(format));
/** What the list calls malformed, and DefectDojo or the tool that ate it refuses: text, lists, an empty map. */
const worthless = manifest.filter(({ format }) => /^(not-json|json-empty-object|json-array)$/.test(format));
/** No report of a format: what it is stands among the disagreements. */
const settled = manifest.filter(({ path }) => refused.some((disagreement) => disagreement.path === path));
const compared = new Set([...readable, ...vexDocuments, ...csafDocuments, ...worthless, ...settled]);
const foreign = manifest.filter((entry) => !readable.includes(entry) && !settled.includes(entry));

if (manifest.length === 0) console.warn("SKIPPED: real reports. There is no ../shared/reports/manifest.json.");
else console.info(`reports compared: ${compared.size} of ${manifest.length}`);

type CountedEntry = ManifestEntry & { counted: NonNullable<ManifestEntry["counted"]> };

/** A file that says nothing but that the scan failed has no counts. */
function isCounted(entry: ManifestEntry): entry is CountedEntry {
  return entry.counted !== null;
}

/** The list counts SARIF results with those that are suppressed, and by score and level apart. */
interface SarifEntry extends ManifestEntry {
  counted: ManifestEntry["counted"] & {
    suppressed: number;
    byLevel: Record<string, number>;
    bySecuritySeverity: Record<string, number>;
  };
}

function isSarifLog(entry: ManifestEntry): entry is SarifEntry {
  return entry.format.startsWith("sarif ");
}

interface VexEntry extends ManifestEntry {
  counted: ManifestEntry["counted"] & { statements: number; byStatus: Record<string, number> };
}

function isVex(entry: ManifestEntry): entry is VexEntry {
  return entry.format.startsWith("openvex ");
}

interface CsafEntry extends ManifestEntry {
  counted: ManifestEntry["counted"] & { vulnerabilities: number };
}

function isCsaf(entry: ManifestEntry): entry is CsafEntry {
  return entry.format.startsWith("csaf ");
}

/** The list counts a vulnerability once, however many components it affects. */
interface BomEntry extends ManifestEntry {
  counted: ManifestEntry["counted"] & {
    byHighestRating?: Record<string, number>;
    /** Of XML: in capitals. */
    ratingsBySeverity?: Record<string, number>;
  };
}

function isBom(entry: ManifestEntry): entry is BomEntry {
  return /^(cyclonedx-(json|xml)|inspector-scan-sbom)/.test(entry.format);
}

function inSmallLetters(counts: Record<string, number> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([word, count]) => [word.toLowerCase(), count]));
}

interface TestResultEntry extends ManifestEntry {
  counted: CountedEntry["counted"] & {
    testcases: number;
    failures: number;
    errors: number;
    skipped: number;
  };
}

function isTestResult(entry: ManifestEntry): entry is TestResultEntry {
  return entry.format.startsWith("junit-xml");
}

function read(path: string) {
  return readReport(readFileSync(folder + path), path);
}

/** How many entries each rung has, by the words of the list, which writes some of them in capitals. */
function rungsOf(tool: string, bySeverity: Record<string, number>): Partial<Record<Rung, number>> {
  const rungs: Partial<Record<Rung, number>> = {};
  for (const [word, count] of Object.entries(bySeverity)) {
    const spellings = [word, word.toLowerCase(), word.charAt(0) + word.slice(1).toLowerCase()];
    const rung = spellings.map((label) => rungOfLabel(tool, label)).find((found) => found !== "unscored") ?? "unscored";
    rungs[rung] = (rungs[rung] ?? 0) + count;
  }
  return rungs;
}

describe.skipIf(manifest.length === 0)("real reports", () => {
  test.each(agreed)("$path is counted as its list says", ({ path, format, counted }) => {
    const { counts, ...report } = read(path);
    const { suppressed, ...rungs } = counts;

    expect(format.startsWith(report.format)).toBe(true);
    expect(Object.values(rungs).reduce((sum, count) => sum + count)).toBe(counted.findings ?? counted.groups);
    expect(rungs).toMatchObject(rungsOf(report.tool, counted.bySeverity ?? {}));
  });

  test.each(sarifLogs)("$path has all results of its list, by score, else by level", ({ path, format, counted }) => {
    const { counts, ...report } = read(path);
    const { suppressed, ...rungs } = counts;
    const scored = !Object.hasOwn(counted.bySecuritySeverity, "absent");

    expect(report.format).toBe(format);
    expect(Object.values(rungs).reduce((sum, count) => sum + count)).toBe(counted.findings - counted.suppressed);
    expect(suppressed).toBe(counted.suppressed);
    if (counted.suppressed > 0) return;
    expect(rungs).toMatchObject(scored ? counted.bySecuritySeverity : rungsOf("sarif", counted.byLevel));
  });

  test.each(boms)("$path has all vulnerabilities of its list, by their gravest rating", ({ path, format, counted }) => {
    const report = read(path);
    const labels = new Map(
      [...report.findings, ...report.suppressed].map(({ pointer, label }) => [pointer, label ?? "absent"]),
    );
    const byLabel = Object.groupBy(labels.values(), (label) => label);

    expect(format.startsWith(report.format)).toBe(true);
    expect(labels.size).toBe(counted.findings);
    expect(Object.fromEntries(Object.entries(byLabel).map(([label, all]) => [label, all?.length]))).toEqual(
      counted.byHighestRating ?? inSmallLetters(counted.ratingsBySeverity),
    );
    expect(report.health === "empty").toBe(counted.findings === 0);
  });

  test.each(vexDocuments)("$path has all statements of its list, by status", ({ path, counted }) => {
    const { statements } = readVex(readFileSync(folder + path), path);
    const byStatus = Object.groupBy(statements, ({ status }) => status);

    expect(statements).toHaveLength(counted.statements);
    expect(Object.fromEntries(Object.entries(byStatus).map(([status, all]) => [status, all.length]))).toEqual(
      counted.byStatus,
    );
  });

  test.each(csafDocuments)("$path states something of all vulnerabilities of its list", ({ path, counted }) => {
    const { format, statements } = readVex(readFileSync(folder + path), path);

    expect(format).toBe("csaf");
    expect(new Set(statements.map(({ pointer }) => pointer)).size).toBe(counted.vulnerabilities);
    expect(() => read(path)).toThrow("is a CSAF advisory");
  });

  test.each(mereBoms)("$path is a bill of materials, and never clean", ({ path, format }) => {
    const { format: readAs, findings, health } = read(path);

    expect(format.startsWith(readAs)).toBe(true);
    expect(health).toBe(findings.length === 0 ? "empty" : "partial");
  });

  test("the one advisory that an SPDX document refers to is found, as DefectDojo finds it", () => {
    expect(read("spdx/spdx_one_vuln.spdx").counts).toMatchObject({ unscored: 1 });
  });

  test.each(worthless)("$path is no report, and is refused", ({ path }) => {
    expect(() => read(path)).toThrow(ReportError);
  });

  test.each(testResults)("$path has all failures of its list", ({ path, counted }) => {
    const { format, findings, health, suppressed } = read(path);

    expect(format).toBe("junit-xml");
    expect(findings).toHaveLength(counted.failures + counted.errors);
    expect(suppressed).toHaveLength(counted.skipped);
    expect(health === "empty").toBe(counted.testcases === 0);
  });

  test("a report of TruffleHog shows no secret", () => {
    const path = "trufflehog/issue_6999.json";
    const [{ secret }] = JSON.parse(readFileSync(folder + path, "utf8"));

    expect(JSON.stringify(read(path))).not.toContain(secret);
  });

  test.each(incomplete)("$path says that its scan was not complete, and is doubted", ({ path }) => {
    expect(read(path).health).not.toBe("ok");
  });

  test.each(refused)("$path is refused: $reason", ({ path, refusedAs }) => {
    expect(() => read(path)).toThrow(refusedAs);
  });

  test.each(recounted)("$path is counted otherwise: $reason", ({ path, counts }) => {
    expect(read(path).counts).toMatchObject(counts);
  });

  test.each(foreign)("$path, of a format that is not read yet, is refused and not misread", ({ path }) => {
    expect(() => read(path)).toThrow(ReportError);
  });

  test("a cluster in which resources could not be scanned is partial", () => {
    expect(read("trivy/trivy--k8s-scan-results.json").health).toBe("partial");
  });

  test("the null of Gitleaks is clean once it is named, and refused until then", () => {
    const path = "gitleaks/no_findings.json";
    const report = readReport(readFileSync(folder + path), path, { tool: "gitleaks" });

    expect(report).toMatchObject({ health: "ok", findings: [] });
    expect(() => read(path)).toThrow("is null, which is not a report");
  });
});
