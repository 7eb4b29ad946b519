import { type Finding, type LargeReport, ReportError, readLargeReport, readReport } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import {
  bytes,
  licence,
  misconfiguration,
  result,
  secret,
  secretValue,
  trivy,
  vulnerability,
} from "../../support/findings.ts";

/** A report in pieces of a few bytes. */
function source(content: Uint8Array, size: number, path = "report.json") {
  return {
    path,
    *chunks() {
      for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
    },
  };
}

function readInParts(content: Uint8Array, size = 7, tool?: string): LargeReport {
  return readLargeReport(source(content, size), { entriesAtOnce: 1, ...(tool !== undefined && { tool }) });
}

function refusal(content: Uint8Array, size = 7): string {
  try {
    readInParts(content, size);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return "";
}

/** In a form that can be compared, with every key that has a value. What stands outside of the lists comes earlier in parts. */
function plain({ index, findings, suppressed, ...report }: LargeReport) {
  const byPointer = (a: Finding, b: Finding) => (a.pointer < b.pointer ? -1 : 1);
  return JSON.parse(
    JSON.stringify({
      ...report,
      findings: [...findings].toSorted(byPointer),
      suppressed: [...suppressed].toSorted(byPointer),
    }),
  );
}

const sarifResult = (rule: number, line: number, fields = {}) => ({
  ruleId: `rule-${rule}`,
  ruleIndex: rule,
  message: { text: `Überlauf "${rule}" 🛑` },
  locations: [{ physicalLocation: { artifactLocation: { uri: `src/${rule}.c` }, region: { startLine: line } } }],
  ...fields,
});
const rule = (number: number) => ({ id: `rule-${number}`, properties: { "security-severity": `${number + 1}.0` } });
const rulesAfterResults = {
  version: "2.1.0",
  runs: [
    {
      results: [
        sarifResult(0, 1),
        sarifResult(8, 2),
        sarifResult(8, 2),
        sarifResult(3, 3, { suppressions: [{ kind: "inSource" }] }),
        sarifResult(3, 4, { kind: "pass" }),
      ],
      tool: { driver: { name: "CodeQL", rules: [0, 1, 2, 3, 4, 5, 6, 7, 8].map(rule) } },
      invocations: [{ executionSuccessful: true }],
    },
    { results: [], tool: { driver: { name: "CodeQL" } } },
  ],
};
const osvPackage = {
  package: { name: "left-pad", version: "1.0.0", ecosystem: "npm" },
  vulnerabilities: [{ id: "GHSA-aaaa-bbbb-cccc", database_specific: { severity: "HIGH" } }],
  groups: [{ ids: ["GHSA-aaaa-bbbb-cccc"], max_severity: "7.5" }],
};
const pythonPackage = { name: "tidy", version: "1.0", vulns: [{ id: "PYSEC-2026-1", fix_versions: ["2.0"] }] };
const leak = { RuleID: "generic-api-key", Description: "A key", File: "app.env", StartLine: 3, Commit: "", Match: "" };
const match = {
  check_id: "weak-hash",
  path: "app.py",
  start: { line: 7 },
  extra: { severity: "ERROR", message: "MD5" },
};
const grypeMatch = {
  vulnerability: { id: "GHSA-aaaa-bbbb-cccc", severity: "High", fix: { versions: ["1.0.1"], state: "fixed" } },
  relatedVulnerabilities: [{ id: "CVE-2026-1", cvss: [{ version: "3.1", metrics: { baseScore: 7.5 } }] }],
  artifact: { name: "left-pad", version: "1.0.0", type: "npm", locations: [{ path: "/package-lock.json" }] },
};

const documents: [string, unknown][] = [
  ["a SARIF log with its rules behind its results", rulesAfterResults],
  ["a SARIF log without results", { version: "2.1.0", runs: [{ results: [], tool: { driver: { name: "CodeQL" } } }] }],
  [
    "a SARIF log whose scan did not get to results",
    { version: "2.1.0", runs: [{ tool: { driver: { name: "CodeQL" } } }] },
  ],
  [
    "a Trivy report",
    trivy([
      result({
        Vulnerabilities: [vulnerability(), vulnerability({ VulnerabilityID: "CVE-2026-2" }), vulnerability()],
        Misconfigurations: [
          misconfiguration(),
          misconfiguration({ Status: "PASS" }),
          misconfiguration({ Status: "EXCEPTION" }),
        ],
        Secrets: [secret()],
        Licenses: [licence()],
        ExperimentalModifiedFindings: [{ Type: "vulnerability", Status: "not_affected", Finding: vulnerability() }],
      }),
      result({
        Target: "more/package-lock.json",
        Vulnerabilities: [vulnerability({ CVSS: { nvd: { V3Score: 9.8 } } })],
      }),
    ]),
  ],
  [
    "a Grype report",
    {
      matches: [grypeMatch, { ...grypeMatch, artifact: { ...grypeMatch.artifact, name: "right-pad" } }],
      ignoredMatches: [{ ...grypeMatch, appliedIgnoreRules: [{ reason: "not used" }] }],
      source: { type: "directory", target: "." },
      descriptor: { name: "grype", db: { status: { valid: true } } },
    },
  ],
  ["a Semgrep report", { results: [match, match], errors: [], paths: { scanned: ["app.py"] } }],
  ["a Semgrep report of nothing", { results: [], errors: [], paths: { scanned: [] } }],
  ["a Gitleaks report", [leak, leak, { ...leak, RuleID: "aws-key" }]],
  ["a pip-audit report", { dependencies: [pythonPackage, pythonPackage], fixes: [] }],
  ["an OSV-Scanner report", { results: [{ source: { path: "a.lock" }, packages: [osvPackage, osvPackage] }] }],
  [
    "a CycloneDX document",
    {
      bomFormat: "CycloneDX",
      components: [{ "bom-ref": "a", name: "left-pad" }],
      vulnerabilities: [
        { id: "CVE-2026-1", affects: [{ ref: "a" }], ratings: [{ severity: "high", method: "CVSSv31", score: 7 }] },
        { id: "CVE-2026-2", affects: [{ ref: "gone" }] },
      ],
    },
  ],
  [
    "a Dependency-Check report",
    {
      reportSchema: "1.1",
      scanInfo: { engineVersion: "12.1.1" },
      projectInfo: { name: "shop" },
      dependencies: [{ fileName: "a.jar", vulnerabilities: [{ name: "CVE-2026-1" }] }, { fileName: "b.jar" }],
    },
  ],
  [
    "a ZAP report",
    {
      "@version": "2.16.0",
      site: [
        {
          "@name": "https://shop.example",
          alerts: [
            { pluginid: "1", name: "a" },
            { pluginid: "2", name: "b" },
          ],
        },
        { "@name": "https://pay.example", alerts: [{ pluginid: "1", name: "a" }] },
      ],
    },
  ],
];

const alert = (name: string) =>
  `<alertitem><pluginid>10011</pluginid><alert>${name}</alert><riskcode>3</riskcode><confidence>2</confidence></alertitem>`;
const zapXml = `\ufeff\n<?xml version="1.0"?>
<OWASPZAPReport version="2.16.1" created="2026-05-04T11:00:00Z">
  <site name="https://shop.example"><alerts>${alert("One &amp; zwölf")}${alert("Other")}</alerts></site>
  <site name="https://pay.example"><alerts>${alert("Other")}</alerts></site>
</OWASPZAPReport>`;
const cve = (name: string) =>
  `<vulnerability source="NVD"><name>${name}</name><severity>HIGH</severity></vulnerability>`;
const dependencyCheckXml = `<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.4.0.xsd">
  <scanInfo><engineVersion>12.1.1</engineVersion></scanInfo><projectInfo><name>shop</name></projectInfo>
  <dependencies>
    <dependency><fileName>a.jar</fileName><vulnerabilities>${cve("CVE-2026-1")}${cve("CVE-2026-2")}</vulnerabilities></dependency>
    <dependency><fileName>b.jar</fileName></dependency>
    <dependency><fileName>c.jar</fileName><vulnerabilities>${cve("CVE-2026-1")}</vulnerabilities></dependency>
  </dependencies>
</analysis>`;

const contents: [string, Uint8Array][] = [
  ...documents.map(([name, document]): [string, Uint8Array] => [name, bytes(document)]),
  ["a ZAP report in XML", Buffer.from(zapXml)],
  ["a Dependency-Check report in XML", Buffer.from(dependencyCheckXml)],
];

describe.each(contents)("%s", (_, content) => {
  test.each([5, 64, 1_000_000])("says the same in parts as in one, in pieces of %i bytes", (size) => {
    const whole = readReport(content, "report.json");

    expect(plain(readInParts(content, size))).toEqual(plain(whole));
    expect(plain(readLargeReport(source(content, size)))).toEqual(plain(whole));
  });

  test("is refused when it is cut off anywhere", () => {
    for (let length = 0; length < content.length; length += 1) {
      expect(refusal(content.subarray(0, length), 50), `cut after ${length} bytes`).not.toBe("");
    }
  });
});

const log = (text: string) => Buffer.from(text);

test.each([
  ["nothing", "", "(byte 0): is cut off"],
  ["white space", " \n ", "(byte 3): is cut off"],
  ["text that is no JSON", "scan failed", "(byte 0): is not valid JSON here"],
  ["something behind the end", '{"version":"2.1.0","runs":[]} {}', "(byte 30): has more behind the end of its JSON"],
  ["a comma too many", '{"version":"2.1.0","runs":[],}', "(byte 29): is not valid JSON here"],
  ["UTF-16", "\ufeff{}", "is UTF-16 text"],
  ["XML with entities of its own", '<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>', "declares entities of its own"],
  ["XML that is broken", "<a>\n<b></a>", ":2:8: is not valid XML here"],
  ["XML that nobody knows", "<feed></feed>", "is XML of an unknown format"],
  ["an unknown format", '{"hello":[1,2,3]}', "is JSON of an unknown format"],
])("%s is refused with its place", (name, text, expected) => {
  const content = name === "UTF-16" ? Buffer.from(text, "utf16le") : log(text);

  expect(refusal(content)).toContain(expected);
});

test("a NUL byte, broken UTF-8 and deep nesting are refused with their place", () => {
  const whole = bytes(rulesAfterResults);
  const at = whole.indexOf("Überlauf");
  const broken = Buffer.from(whole);
  broken[at] = 0xff;
  const nul = Buffer.from(whole);
  nul[at] = 0;

  expect(refusal(broken)).toMatch(/\(byte \d+\): is not UTF-8 text/);
  expect(refusal(nul)).toContain(`(byte ${at}): is binary: it holds a NUL byte`);
  expect(refusal(log(`{"runs":${"[".repeat(300)}`))).toContain("is nested deeper than 200 levels");
});

test("keys that mean something to JavaScript are keys like others", () => {
  const text = JSON.stringify(rulesAfterResults).replace(
    '"ruleId"',
    '"__proto__":{"ruleId":"x"},"constructor":1,"ruleId"',
  );
  const whole = readReport(log(text), "report.json");

  expect(plain(readInParts(log(text)))).toEqual(plain(whole));
  expect({}).not.toHaveProperty("ruleId");
});

test("what is wrong in an entry is named with its place in the whole report", () => {
  const [first, second] = rulesAfterResults.runs;
  const results = [...(first?.results ?? []), { ruleIndex: 77 }];

  expect(refusal(bytes({ ...rulesAfterResults, runs: [{ ...first, results }, second] }))).toContain(
    "report.json#/runs/0/results/5: points to rule 77 of 9, which does not exist",
  );
});

test("a report of another scanner than the one named is refused", () => {
  expect(() => readInParts(bytes(rulesAfterResults), 50, "trivy")).toThrow("is a report of codeql, not of trivy");
});

test("a format that cannot be read in parts is refused, never read as less", () => {
  const project = { ok: false, uniqueCount: 0, vulnerabilities: [] };

  expect(refusal(bytes(project))).toContain("is too large for its format: snyk-json cannot be read in parts");
});

test("a file that changes between the two readings is refused", () => {
  let readings = 0;
  const changing = {
    path: "report.json",
    *chunks() {
      readings += 1;
      yield bytes({ ...rulesAfterResults, note: readings });
    },
  };

  expect(() => readLargeReport(changing)).toThrow("report.json: changed while it was read");
});

test("no secret of a report that is refused is repeated", () => {
  const broken = `{"version":"2.1.0","runs":[{"note":"${secretValue}" "${secretValue}"}]}`;

  expect(refusal(log(broken))).toContain("is not valid JSON here");
  expect(refusal(log(broken))).not.toContain(secretValue);
});
