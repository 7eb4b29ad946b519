import type { Finding } from "@sallyport/gate";
import { expect, test } from "vitest";
import {
  bytes,
  licence,
  misconfiguration,
  read,
  reportOf,
  result,
  secret,
  secretValue,
  trivy,
  trivyImage,
  vulnerability,
} from "../../support/findings.ts";

function only(findings: readonly Finding[]): Finding {
  const [finding, ...others] = findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${findings.length}`);
  return finding;
}

test("a vulnerability is read with package, fix, scores, place and source", () => {
  const finding = only(
    reportOf(
      vulnerability({
        VendorIDs: ["DSA-1-1"],
        FixedVersion: "1.0.1, 2.0.0",
        PkgIdentifier: { PURL: "pkg:npm/left-pad@1.0.0" },
        PkgPath: "web/package.json",
        Status: "fixed",
        SeveritySource: "ghsa",
        CVSS: { nvd: { V3Score: 7.5, V3Vector: "CVSS:3.1/AV:N" } },
        PublishedDate: "2026-01-01T00:00:00Z",
        PrimaryURL: "https://avd.example/CVE-2026-1000",
      }),
    ).findings,
  );

  expect(finding).toMatchObject({
    ids: ["CVE-2026-1000", "DSA-1-1"],
    category: "dependency",
    package: { name: "left-pad", version: "1.0.0", purl: "pkg:npm/left-pad@1.0.0" },
    fixedVersions: ["1.0.1", "2.0.0"],
    location: { path: "web/package.json" },
    artifact: { name: "service", type: "filesystem" },
    label: "HIGH",
    labelSource: "ghsa",
    scores: [{ source: "nvd", version: "3", score: 7.5, vector: "CVSS:3.1/AV:N" }],
    links: ["https://avd.example/CVE-2026-1000"],
    pointer: "/Results/0/Vulnerabilities/0",
  });
});

test("packages of the system are image findings, packages of a language are dependencies", () => {
  const report = read(
    trivyImage("api:1", [
      { Target: "api:1 (debian 12)", Class: "os-pkgs", Type: "debian", Vulnerabilities: [vulnerability()] },
      result({ Vulnerabilities: [vulnerability()] }),
    ]),
  );

  expect(report.findings.map(({ category }) => category)).toEqual(["image", "dependency"]);
});

test("a failed check is a finding, a passed one is not, an excepted one is suppressed", () => {
  const report = read(
    trivy([
      {
        Target: "Dockerfile",
        Class: "config",
        Type: "dockerfile",
        Misconfigurations: [
          misconfiguration(),
          misconfiguration({ ID: "DS-0001", Status: "PASS" }),
          misconfiguration({ ID: "DS-0026", Status: "EXCEPTION" }),
        ],
      },
    ]),
  );

  expect(only(report.findings)).toMatchObject({
    ids: ["DS-0002"],
    category: "misconfiguration",
    detail: "Name a user that is not root",
    remedy: "Add a USER instruction",
    location: { path: "Dockerfile", line: 4 },
  });
  expect(report.suppressed.map(({ ids }) => ids[0])).toEqual(["DS-0026"]);
  expect(report.counts).toMatchObject({ high: 1, suppressed: 1 });
});

test("a check with a status that nobody knows is a finding", () => {
  const check = misconfiguration({ Status: "PERHAPS" });

  expect(read(trivy([{ Target: "Dockerfile", Misconfigurations: [check] }])).findings).toHaveLength(1);
});

test("a secret is named by rule and place, and its value goes nowhere", () => {
  const report = read(trivy([{ Target: "app.env", Class: "secret", Secrets: [secret()] }]));

  expect(only(report.findings)).toMatchObject({
    ids: ["generic-token"],
    category: "secret",
    location: { path: "app.env", line: 7 },
  });
  expect(JSON.stringify(report)).not.toContain(secretValue);
});

test("a licence is a finding with its package", () => {
  const report = read(trivy([{ Target: "OS Packages", Class: "license", Licenses: [licence()] }]));

  expect(only(report.findings)).toMatchObject({
    ids: ["GPL-3.0"],
    category: "licence",
    title: "Licence GPL-3.0 (restricted)",
    package: { name: "left-pad" },
  });
});

test.each(["ModifiedFindings", "ExperimentalModifiedFindings"])(
  "what %s leaves out is counted as suppressed",
  (key) => {
    const modified = { Type: "vulnerability", Status: "not_affected", Statement: "not reachable", Source: "vex.json" };
    const report = read(trivy([result({ [key]: [{ ...modified, Finding: vulnerability() }] })]));

    expect(report.findings).toEqual([]);
    expect(report.counts).toMatchObject({ high: 0, suppressed: 1 });
    expect(only(report.suppressed)).toMatchObject({
      ids: ["CVE-2026-1000"],
      suppression: { status: "not_affected", statement: "not reachable", source: "vex.json" },
    });
  },
);

test("a suppressed finding of an unknown type is refused, not skipped", () => {
  const odd = result({ ModifiedFindings: [{ Type: "omen", Finding: {} }] });

  expect(() => read(trivy([odd]))).toThrow("trivy.json#/Results/0/ModifiedFindings/0: must be a suppressed");
});

test("a target without findings is clean", () => {
  const report = read(trivy([result()]));

  expect(report).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["absent", undefined],
  ["null", null],
  ["an empty list", []],
])("a report whose Results are %s scanned nothing", (_, Results) => {
  const report = read({ ...trivy([]), Results });

  expect(report.health).toBe("empty");
  expect(report.healthReasons).toEqual(["it has no results: Trivy recognised nothing to scan"]);
});

test("a list of an unknown kind makes the report partial: it may hold findings", () => {
  const report = read(trivy([result({ Omens: [{}] })]));

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain("/Results/0/Omens is a list that this version does not know");
});

test("a later schema version is refused", () => {
  expect(() => read(trivy([], { SchemaVersion: 3 }))).toThrow(
    "is a Trivy report of schema version 3; version 2 is known",
  );
});

test("the list of Trivy before 0.20 is read", () => {
  const report = read([{ Target: "jenkins (centos 8)", Type: "centos", Vulnerabilities: [vulnerability()] }]);

  expect(report).toMatchObject({ format: "trivy-json-legacy-array", health: "ok", usesDatabase: true });
  expect(only(report.findings).category).toBe("image");
});

test.each([
  ["Target", { Results: [{}] }, "trivy.json#/Results/0/Target: must be text here, got nothing"],
  ["Results", { Results: "none" }, "trivy.json#/Results: must be a list here, got other text"],
  ["a result", { Results: [null] }, "trivy.json#/Results/0: must be a map here, got nothing"],
  [
    "Vulnerabilities",
    { Results: [result({ Vulnerabilities: {} })] },
    "/Vulnerabilities: must be a list here, got a map",
  ],
  ["an id", { Results: [result({ Vulnerabilities: [vulnerability({ VulnerabilityID: "" })] })] }, "must be text here"],
  [
    "a score",
    { Results: [result({ Vulnerabilities: [vulnerability({ CVSS: { nvd: { V3Score: 11 } } })] })] },
    "got 11",
  ],
  ["a date", { CreatedAt: "yesterday" }, "trivy.json#/CreatedAt: must be a time here"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read({ ...trivy([]), ...fields })).toThrow(message);
});

test("keys of the prototype are plain data", () => {
  const text = bytes(trivy([result({ Vulnerabilities: [vulnerability()] })]))
    .toString()
    .replace('"Class"', '"__proto__": {"Vulnerabilities": []}, "constructor": [], "Class"');

  expect(read(JSON.parse(text)).findings).toHaveLength(1);
  expect({}).not.toHaveProperty("Vulnerabilities");
});

test("a broken surrogate in a text does not break what is written later", () => {
  const report = reportOf(vulnerability({ Title: "half \ud83d of a pair" }));

  expect(only(report.findings).title).toBe("half \ufffd of a pair");
});

test("only web links are kept", () => {
  const report = reportOf(vulnerability({ References: ["javascript:alert(1)", "https://example.org/advisory"] }));

  expect(only(report.findings).links).toEqual(["https://example.org/advisory"]);
});

test("the counts follow the scanner's labels, and a label is not needed where there is a score", () => {
  const report = reportOf(
    vulnerability({ Severity: "LOW", CVSS: { nvd: { V3Score: 9.8 } } }),
    vulnerability({ Severity: "UNKNOWN", CVSS: { nvd: { V3Score: 9.8 } } }),
    vulnerability({ Severity: "UNKNOWN" }),
  );

  expect(report.counts).toEqual({ critical: 1, high: 0, medium: 0, low: 1, info: 0, unscored: 1, suppressed: 0 });
});

test.each([
  ["system packages", { Class: "os-pkgs" }, true],
  ["language packages", { Class: "lang-pkgs" }, true],
  ["configuration", { Class: "config" }, false],
  ["secrets", { Class: "secret" }, false],
])("a result of %s tells whether the database matters", (_, fields, usesDatabase) => {
  expect(read(trivy([result(fields)])).usesDatabase).toBe(usesDatabase);
});
