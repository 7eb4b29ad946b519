import { suppressionsIn, unreadableIgnoreFile } from "@sallyport/gate";
import { expect, test } from "vitest";

/** A file of a scanner, and what it leaves out. */
const files: [path: string, text: string, expected: { scanner: string; ids?: string[]; paths?: string[] }[]][] = [
  [
    ".trivyignore",
    "# why\nCVE-2026-1 exp:2026-12-01\n\nDS-0002\n",
    [
      { scanner: "trivy", ids: ["CVE-2026-1"] },
      { scanner: "trivy", ids: ["DS-0002"] },
    ],
  ],
  [
    "svc/.trivyignore.yaml",
    "vulnerabilities:\n  - id: CVE-2026-1\n    paths: [api/*]\nsecrets:\n  - id: github-pat\n",
    [
      { scanner: "trivy", ids: ["CVE-2026-1"], paths: ["api/*"] },
      { scanner: "trivy", ids: ["github-pat"] },
    ],
  ],
  [
    ".grype.yaml",
    "ignore:\n  - vulnerability: CVE-2026-1\n    package: { name: left-pad, location: /app/** }\n  - fix-state: unknown\n",
    [{ scanner: "grype", ids: ["CVE-2026-1"], paths: ["/app/**"] }, { scanner: "grype" }],
  ],
  [".grype.yaml", "only-fixed: true\n", [{ scanner: "grype" }]],
  [
    ".snyk",
    "version: v1.25.0\nignore:\n  SNYK-JS-LODASH-1:\n    - '*': { reason: no }\nexclude:\n  code: [tests/**]\n",
    [
      { scanner: "snyk", ids: ["SNYK-JS-LODASH-1"] },
      { scanner: "snyk", paths: ["tests/**"] },
    ],
  ],
  [
    "svc/osv-scanner.toml",
    '[[IgnoredVulns]]\nid = "GHSA-1"\n\n[[PackageOverrides]]\nname = "x"\nignore = true\n\n[[PackageOverrides]]\nname = "y"\nlicense.ignore = true\n',
    [
      { scanner: "osvScanner", ids: ["GHSA-1"], paths: ["svc/*"] },
      { scanner: "osvScanner", paths: ["svc/*"] },
    ],
  ],
  [
    ".gitleaksignore",
    "6e6ee6596d337bb656496425fb98644eb62b4a82:test/a.txt:aws-access-token:3\napp/b.txt:generic-api-key:7\n",
    [
      { scanner: "gitleaks", ids: ["aws-access-token"], paths: ["test/a.txt"] },
      { scanner: "gitleaks", ids: ["generic-api-key"], paths: ["app/b.txt"] },
    ],
  ],
  [
    ".gitleaks.toml",
    "[extend]\ndisabledRules = [\"github-pat\"]\n[allowlist]\npaths = ['''vendor/.*''']\n[[rules]]\nid = \"own\"\n[[rules.allowlists]]\nregexes = ['''x''']\n",
    [
      { scanner: "gitleaks", paths: ["vendor/.*"] },
      { scanner: "gitleaks", ids: ["own"] },
      { scanner: "gitleaks", ids: ["github-pat"] },
    ],
  ],
  [".semgrepignore", "# why\n:include .gitignore\ntests/\n", [{ scanner: "semgrep", paths: ["tests/"] }]],
  [
    ".bandit",
    "[bandit]\nskips: B101,B102\nexclude = /tests\n",
    [
      { scanner: "bandit", ids: ["B101", "B102"] },
      { scanner: "bandit", paths: ["/tests"] },
    ],
  ],
  [".bandit", "[bandit]\nSkips =\n  B101,\n  B102\ntargets: app\n", [{ scanner: "bandit", ids: ["B101", "B102"] }]],
  ["osv-scanner.toml", '[[ignoredvulns]]\nid = "GHSA-1"\n', [{ scanner: "osvScanner", ids: ["GHSA-1"], paths: ["*"] }]],
  [
    ".grype.yaml",
    "a: &a\n  ignore:\n    - vulnerability: CVE-2026-1\n<<: *a\n",
    [{ scanner: "grype", ids: ["CVE-2026-1"] }],
  ],
  [
    "sonar-project.properties",
    "sonar.issue.ignore.allfile=1\nsonar.issue.ignore.allfile.1.fileRegexp=@Generated\n",
    [{ scanner: "sonarqube" }],
  ],
  ["bandit.yaml", "skips: [B101]\n", [{ scanner: "bandit", ids: ["B101"] }]],
  [
    "pyproject.toml",
    '[tool.bandit]\nskips = ["B101"]\nexclude_dirs = ["tests"]\n',
    [
      { scanner: "bandit", ids: ["B101"] },
      { scanner: "bandit", paths: ["tests"] },
    ],
  ],
  [
    ".checkov.yaml",
    "skip-check:\n  - CKV_AWS_20\nskip-path: [old]\n",
    [
      { scanner: "checkov", ids: ["CKV_AWS_20"] },
      { scanner: "checkov", paths: ["old"] },
    ],
  ],
  [".hadolint.yaml", "ignored:\n  - DL3008\n", [{ scanner: "hadolint", ids: ["DL3008"] }]],
  [
    "config/odc.xml",
    '<?xml version="1.0"?><suppressions xmlns="https://jeremylong.github.io/DependencyCheck/dependency-suppression.1.3.xsd"><suppress><packageUrl regex="true">^pkg:maven/a/b@.*$</packageUrl><cve>CVE-2026-1</cve></suppress></suppressions>',
    [{ scanner: "dependencyCheck", ids: ["CVE-2026-1"] }],
  ],
  [".nsprc", '{"GHSA-1": {"active": true}}', [{ scanner: "npmAudit", ids: ["GHSA-1"] }]],
  [
    "audit-ci.jsonc",
    '{\n  // why\n  "allowlist": ["GHSA-1|left-pad", {"GHSA-2": {"active": true}}]\n}',
    [
      { scanner: "npmAudit", ids: ["GHSA-1"] },
      { scanner: "npmAudit", ids: ["GHSA-2"] },
    ],
  ],
  [".zap/rules.tsv", "10011\tIGNORE\t(Cookie)\n10015\tWARN\t(Cache)\n", [{ scanner: "zap", ids: ["10011"] }]],
  [
    "sonar-project.properties",
    "sonar.issue.ignore.multicriteria=e1\nsonar.issue.ignore.multicriteria.e1.ruleKey=java:S100\nsonar.issue.ignore.multicriteria.e1.resourceKey=**/*.java\nsonar.exclusions=gen/**\n",
    [
      { scanner: "sonarqube", ids: ["java:S100"], paths: ["**/*.java"] },
      { scanner: "sonarqube", paths: ["gen/**"] },
    ],
  ],
  [
    "vex/ours.json",
    '{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://x.example/1","author":"a","timestamp":"2026-05-01T00:00:00Z","version":1,"statements":[{"vulnerability":{"name":"CVE-2026-1"},"products":[{"@id":"pkg:npm/a"}],"status":"not_affected","justification":"component_not_present"},{"vulnerability":{"name":"CVE-2026-2"},"products":[{"@id":"pkg:npm/a"}],"status":"affected","action_statement":"wait"}]}',
    [{ scanner: "vex", ids: ["CVE-2026-1"] }],
  ],
];

test.each(files)("%s is a list of what is left out: %j", (path, text, expected) => {
  const found = suppressionsIn(text, path);

  expect(found.map(({ scanner, ids, paths }) => ({ scanner, ids, paths }))).toEqual(
    expected.map((one) => ({ ids: [], paths: [], ...one })),
  );
  expect(found.every((one) => one.path === path)).toBe(true);
});

test("a CSAF document is one that may clear findings", () => {
  const csaf = '{"document":{"category":"csaf_vex","csaf_version":"2.0"}}';

  expect(suppressionsIn(csaf, "vex/theirs.json")).toMatchObject([{ scanner: "vex" }]);
});

/** Files of the same names or kinds that leave nothing out. */
const harmless: [path: string, text: string][] = [
  [".trivyignore", "# nothing\n"],
  [".trivyignore.yaml", "vulnerabilities: []\n"],
  [".grype.yaml", "output: json\nonly-fixed: false\n"],
  [".snyk", "version: v1.25.0\nignore: {}\npatch: {}\n"],
  ["osv-scanner.toml", 'GoVersionOverride = "1.26"\n'],
  [".gitleaks.toml", "[extend]\nuseDefault = true\n"],
  [".semgrepignore", "# nothing\n!kept/\n"],
  [".bandit", "[bandit]\ntargets: app\n"],
  ["pyproject.toml", "[tool.ruff]\nline-length = 100\n"],
  [".checkov.yaml", "framework: all\n"],
  [".hadolint.yaml", "trustedRegistries: [docker.io]\n"],
  ["pom.xml", "<project><suppressions/></project>"],
  ["audit-ci.json", '{"critical": true}'],
  [".zap/rules.tsv", "10015\tWARN\t(Cache)\n"],
  ["sonar-project.properties", "sonar.sources=src\n"],
  ["bom.json", '{"bomFormat":"CycloneDX","components":[]}'],
];

test.each(harmless)("%s leaves nothing out with %j", (path, text) => {
  expect(suppressionsIn(text, path)).toEqual([]);
});

test.each([".trivyignore.yaml", ".grype.yaml", ".snyk", "osv-scanner.toml", ".hadolint.yaml"])(
  "a %s that nobody can read may leave out anything",
  (path) => {
    expect(suppressionsIn("a: [b\n= c", path)).toEqual([
      expect.objectContaining({ ids: [], marker: "cannot be read" }),
    ]);
  },
);

test("an ignore file that is too large may leave out anything, a large file of code is only not searched", () => {
  expect(unreadableIgnoreFile("svc/.trivyignore", "is too large")).toMatchObject([{ scanner: "trivy", ids: [] }]);
  expect(unreadableIgnoreFile("src/data.json", "is too large")).toEqual([]);
});
