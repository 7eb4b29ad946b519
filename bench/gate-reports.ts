/** Generated reports, by the tool that writes such ones: what `count` entries from number `first` on look like. */
export type WriteReport = (first: number, count: number) => unknown;

const description = "An attacker who can send a request may read memory that is not theirs. ".repeat(4);
const words = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
const vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

const word = (number: number) => words[number % words.length] ?? "LOW";
const lower = (number: number) => word(number).toLowerCase();
const capital = (number: number) => word(number).charAt(0) + lower(number).slice(1);
const name = (number: number) => `package-${number % 997}`;
const version = (number: number) => `1.${number}.0`;
const purl = (number: number) => `pkg:npm/${name(number)}@${version(number)}`;
const file = (number: number) => `src/module-${number % 211}/file-${number % 1009}.py`;
const line = (number: number) => 1 + (number % 4000);

function list(first: number, count: number, entry: (number: number) => unknown): unknown[] {
  return Array.from({ length: count }, (_, index) => entry(first + index));
}

/** Vulnerabilities of the same packages: five tools list each of them under its own id, with the CVE among the aliases. */
const vulnerabilities: Record<string, WriteReport> = {
  trivy: (first, count) => ({
    SchemaVersion: 2,
    ArtifactName: ".",
    ArtifactType: "filesystem",
    Results: [
      {
        Target: "package-lock.json",
        Class: "lang-pkgs",
        Type: "npm",
        Vulnerabilities: list(first, count, (number) => ({
          VulnerabilityID: `CVE-2026-${number}`,
          PkgName: name(number),
          PkgIdentifier: { PURL: purl(number) },
          InstalledVersion: version(number),
          FixedVersion: `1.${number}.1`,
          Severity: word(number),
          Title: `Weakness ${number} of a package`,
          Description: description,
          CVSS: { nvd: { V3Score: 9.8, V3Vector: vector }, ghsa: { V3Score: 9.8, V3Vector: vector } },
          PrimaryURL: `https://avd.aquasec.com/nvd/cve-2026-${number}`,
        })),
      },
    ],
  }),
  grype: (first, count) => ({
    matches: list(first, count, (number) => ({
      vulnerability: {
        id: `GHSA-${number}`,
        severity: capital(number),
        description,
        fix: { versions: [], state: "" },
      },
      relatedVulnerabilities: [
        { id: `CVE-2026-${number}`, cvss: [{ version: "3.1", vector, metrics: { baseScore: 9.8 } }] },
      ],
      artifact: {
        name: name(number),
        version: version(number),
        type: "npm",
        purl: purl(number),
        locations: [{ path: "/package-lock.json" }],
      },
    })),
    source: { type: "directory", target: "." },
    descriptor: { name: "grype", version: "0.99.0", db: { status: { valid: true } } },
  }),
  snyk: (first, count) => ({
    ok: false,
    projectName: "shop",
    displayTargetFile: "package-lock.json",
    dependencyCount: 997,
    vulnerabilities: list(first, count, (number) => ({
      id: `SNYK-JS-${number}`,
      title: `Weakness ${number}`,
      description,
      packageName: name(number),
      version: version(number),
      severity: lower(number),
      identifiers: { CVE: [`CVE-2026-${number}`], CWE: ["CWE-125"] },
      cvssScore: 9.8,
      CVSSv3: vector,
      fixedIn: [`1.${number}.1`],
      from: ["shop@1.0.0", `${name(number)}@${version(number)}`],
    })),
  }),
  osvScanner: (first, count) => ({
    results: [
      {
        source: { path: "package-lock.json", type: "lockfile" },
        packages: list(first, count, (number) => ({
          package: { name: name(number), version: version(number), ecosystem: "npm" },
          vulnerabilities: [
            {
              id: `GHSA-${number}`,
              aliases: [`CVE-2026-${number}`],
              summary: `Weakness ${number}`,
              details: description,
              severity: [{ type: "CVSS_V3", score: vector }],
              database_specific: { severity: word(number) },
            },
          ],
          groups: [{ ids: [`GHSA-${number}`], aliases: [`CVE-2026-${number}`], max_severity: "9.8" }],
        })),
      },
    ],
  }),
  cyclonedx: (first, count) => ({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: { tools: { components: [{ name: "depscan" }] }, component: { type: "application", name: "." } },
    components: list(first, count, (number) => ({
      "bom-ref": purl(number),
      type: "library",
      name: name(number),
      version: version(number),
      purl: purl(number),
    })),
    vulnerabilities: list(first, count, (number) => ({
      id: `CVE-2026-${number}`,
      description,
      ratings: [{ source: { name: "NVD" }, method: "CVSSv31", score: 9.8, vector, severity: lower(number) }],
      affects: [{ ref: purl(number) }],
    })),
  }),
};

const others: Record<string, WriteReport> = {
  pipAudit: (first, count) => ({
    dependencies: list(first, count, (number) => ({
      name: name(number),
      version: version(number),
      vulns: [{ id: `PYSEC-2026-${number}`, fix_versions: [`1.${number}.1`], aliases: [], description }],
    })),
    fixes: [],
  }),
  npmAudit: (first, count) => ({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      list(first, count, (number) => number as number).map((number) => [
        `module-${number}`,
        {
          name: `module-${number}`,
          severity: "high",
          via: [{ source: number, name: `module-${number}`, title: description, url: "", severity: "high" }],
          nodes: [`node_modules/module-${number}`],
          fixAvailable: true,
        },
      ]),
    ),
    metadata: { vulnerabilities: { total: count }, dependencies: { total: count } },
  }),
  semgrep: (first, count) => ({
    version: "1.182.0",
    results: list(first, count, (number) => ({
      check_id: `rules.python.rule-${number % 300}`,
      path: file(number),
      start: { line: line(number), col: 1 },
      end: { line: line(number), col: 20 },
      extra: {
        message: description,
        metadata: { cwe: ["CWE-125: Out-of-bounds Read"] },
        severity: "WARNING",
        lines: "",
      },
    })),
    errors: [],
    paths: { scanned: ["src"] },
  }),
  bandit: (first, count) => ({
    errors: [],
    metrics: { _totals: { loc: 12 }, "src/a.py": { loc: 12 } },
    results: list(first, count, (number) => ({
      filename: file(number),
      issue_severity: "HIGH",
      issue_confidence: "HIGH",
      issue_cwe: { id: 78 },
      issue_text: description,
      line_number: line(number),
      more_info: "https://bandit.readthedocs.io/en/latest/plugins/b602.html",
      test_id: `B${600 + (number % 20)}`,
      test_name: "subprocess_popen_with_shell",
    })),
  }),
  codeql: (first, count) => ({
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "CodeQL",
            rules: list(0, 300, (number) => ({
              id: `py/rule-${number}`,
              shortDescription: { text: `Rule ${number}` },
              properties: { "security-severity": "7.5", tags: ["external/cwe/cwe-125"] },
            })),
          },
        },
        results: list(first, count, (number) => ({
          ruleId: `py/rule-${number % 300}`,
          ruleIndex: number % 300,
          message: { text: description },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file(number), uriBaseId: "%SRCROOT%" },
                region: { startLine: line(number), startColumn: 3 },
              },
            },
          ],
          partialFingerprints: { primaryLocationLineHash: `${number}:1` },
        })),
      },
    ],
  }),
  gitleaks: (first, count) =>
    list(first, count, (number) => ({
      RuleID: `rule-${number % 100}`,
      Description: description,
      StartLine: line(number),
      Match: "REDACTED",
      Secret: "REDACTED",
      File: `deploy/${file(number)}`,
      Commit: "",
    })),
  checkov: (first, count) => ({
    check_type: "terraform",
    results: {
      failed_checks: list(first, count, (number) => ({
        check_id: `CKV_AWS_${number % 400}`,
        check_name: description,
        file_path: `/terraform/${file(number)}`,
        file_line_range: [line(number), line(number) + 3],
        resource: `aws_s3_bucket.b${number}`,
        severity: "HIGH",
      })),
    },
    summary: { passed: 1, failed: count, skipped: 0, parsing_errors: 0, checkov_version: "3.3.30" },
  }),
  hadolint: (first, count) =>
    list(first, count, (number) => ({
      code: `DL3${number % 60}`,
      column: 1,
      file: `images/${number % 2003}/Dockerfile`,
      level: "warning",
      line: line(number),
      message: description,
    })),
  kubeScore: (first, count) =>
    list(first, count, (number) => ({
      object_name: `Deployment/apps/v1/shop/api-${number}`,
      type_meta: { kind: "Deployment" },
      object_meta: { name: `api-${number}` },
      checks: [
        {
          check: { name: "Container Image Tag", id: "container-image-tag", comment: "Pin it" },
          grade: 1,
          comments: [{ path: "api", summary: "Image with latest tag", description }],
        },
      ],
      file_name: `k8s/${number % 503}.yaml`,
      file_row: line(number),
    })),
  sonarqube: (first, count) => ({
    total: count,
    paging: { pageIndex: 1, pageSize: count, total: count },
    issues: list(first, count, (number) => ({
      key: `AWP-${number}`,
      rule: `python:S${number % 500}`,
      severity: "CRITICAL",
      component: `shop:${file(number)}`,
      project: "shop",
      line: line(number),
      status: "OPEN",
      message: description,
      type: "VULNERABILITY",
    })),
  }),
};

/** A report of each of 15 tools, or of Trivy alone; together they have so many entries. */
export function generatedReports(entries: number, tools: 1 | 15): { name: string; document: () => unknown }[] {
  const writers = Object.entries(tools === 1 ? { trivy: vulnerabilities.trivy } : { ...vulnerabilities, ...others });
  const each = Math.ceil(entries / writers.length);
  return writers.map(([tool, write], index) => ({
    name: `${tool}.json`,
    document: () => write?.(0, Math.min(each, entries - index * each)),
  }));
}
