import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { read, verdictOn } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const vulnerability = {
  source: "NVD",
  name: "CVE-2026-1",
  severity: "HIGH",
  cvssv2: { score: 7.5 },
  cvssv3: { baseScore: 8.1 },
  cvssv4: { baseScore: 6.9, vectorString: "CVSS:4.0/AV:N" },
  cwes: ["CWE-20 Improper Input Validation", "NVD-CWE-Other"],
  references: [{ url: "https://acme.example/1" }, { url: "javascript:alert(1)" }],
};

function report(dependency: Fields = {}, fields: Fields = {}): Fields {
  return {
    reportSchema: "1.1",
    scanInfo: { engineVersion: "12.1.1" },
    projectInfo: { name: "shop", reportDate: "2026-05-04T11:00:00Z" },
    dependencies: [
      {
        fileName: "core-1.2.jar",
        filePath: "/home/runner/work/shop/shop/lib/core-1.2.jar",
        packages: [{ id: "pkg:maven/org.example/core@1.2" }],
        vulnerabilities: [vulnerability],
        ...dependency,
      },
    ],
    ...fields,
  };
}

test("a vulnerability is read with its package, scores and place", () => {
  expect(read(report())).toMatchObject({
    tool: "dependencyCheck",
    format: "dependency-check-json",
    health: "ok",
    toolVersion: "12.1.1",
    createdAt: "2026-05-04T11:00:00Z",
    counts: { high: 1 },
    findings: [
      {
        ids: ["CVE-2026-1"],
        package: { name: "org.example:core", version: "1.2", purl: "pkg:maven/org.example/core@1.2" },
        location: { path: "lib/core-1.2.jar" },
        label: "high",
        cwes: ["CWE-20"],
        scores: [
          { source: "nvd", version: "2", score: 7.5 },
          { source: "nvd", version: "3", score: 8.1 },
          { source: "nvd", version: "4", score: 6.9 },
        ],
        links: ["https://acme.example/1"],
        pointer: "/dependencies/0/vulnerabilities/0",
      },
    ],
  });
});

test("a dependency without a package URL goes by its file", () => {
  expect(read(report({ packages: undefined })).findings[0]?.package).toMatchObject({ name: "core-1.2.jar" });
});

test("copies of the file are named: they are affected too", () => {
  const relatedDependencies = [{ filePath: "web/core-1.2.jar" }, { filePath: "app/core-1.2.jar" }];

  expect(read(report({ relatedDependencies })).findings[0]?.detail).toBe("Also in web/core-1.2.jar, app/core-1.2.jar");
});

test("what a suppression file leaves out is counted, not judged", () => {
  const { findings, suppressed } = read(report({ vulnerabilities: [], suppressedVulnerabilities: [vulnerability] }));

  expect(findings).toEqual([]);
  expect(suppressed).toMatchObject([{ ids: ["CVE-2026-1"], suppression: { status: "suppressed" } }]);
});

test.each([["text" as const], [{ message: "text" }], [{ exception: { message: "text\nat Line" } }]])(
  "an error of the analysis makes it partial: %o",
  (exception) => {
    const scanInfo = { engineVersion: "12.1.1", analysisExceptions: [exception] };

    expect(read(report({}, { scanInfo }))).toMatchObject({
      health: "partial",
      healthReasons: ["the analysis met an error: text"],
    });
  },
);

test("a report without dependencies shows that nothing was looked up", () => {
  expect(read(report({}, { dependencies: [] })).health).toBe("empty");
});

test("a fix that the format has no room for is no missing fix", () => {
  const [outcome] = verdictOn([read(report())], { gate: { withoutFix: "log" } }).findings;

  expect(outcome?.rule).not.toBe("gate.withoutFix");
});

test("the XML report says the same as the JSON report", () => {
  const document = `<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.4.0.xsd">
    <scanInfo><engineVersion>12.1.1</engineVersion></scanInfo>
    <projectInfo><name>shop</name><reportDate>2026-05-04T11:00:00Z</reportDate></projectInfo>
    <dependencies><dependency><fileName>core-1.2.jar</fileName>
      <filePath>/home/runner/work/shop/shop/lib/core-1.2.jar</filePath>
      <identifiers><package><id>pkg:maven/org.example/core@1.2</id></package></identifiers>
      <vulnerabilities><vulnerability source="NVD"><name>CVE-2026-1</name><severity>HIGH</severity>
        <cvssV2><score>7.5</score></cvssV2><cvssV3><baseScore>8.1</baseScore></cvssV3>
        <cvssV4><baseScore>6.9</baseScore><vectorString>CVSS:4.0/AV:N</vectorString></cvssV4>
        <cwes><cwe>CWE-20</cwe></cwes>
        <references><reference><url>https://acme.example/1</url></reference></references></vulnerability>
        <suppressedVulnerability source="NVD"><name>CVE-2026-2</name></suppressedVulnerability>
      </vulnerabilities></dependency></dependencies></analysis>`;
  const { findings, suppressed, ...said } = readReport(Buffer.from(document), "dependency-check.xml");

  expect(findings).toEqual(read(report()).findings);
  expect(suppressed).toMatchObject([{ ids: ["CVE-2026-2"] }]);
  expect(said).toMatchObject({ format: "dependency-check-xml", health: "ok", toolVersion: "12.1.1" });
});

test("Maven coordinates of schema 1 are a package too, and an exception is one in XML", () => {
  const document = `<analysis><scanInfo><analysisExceptions><exception><message>text</message></exception></analysisExceptions></scanInfo>
    <projectInfo><name>shop</name></projectInfo><dependencies><dependency><fileName>a.jar</fileName>
      <identifiers><identifier type="maven"><name>org.example:core:1.2</name></identifier></identifiers>
      <vulnerabilities><vulnerability><name>CVE-2026-1</name><cvssScore>7.5</cvssScore></vulnerability></vulnerabilities>
    </dependency></dependencies></analysis>`;

  expect(readReport(Buffer.from(document), "dependency-check.xml")).toMatchObject({
    health: "partial",
    findings: [{ package: { name: "org.example:core", version: "1.2" }, scores: [{ version: "2", score: 7.5 }] }],
  });
});

test("the severity words of every feed count, in any spelling", () => {
  const severities = ["CRITICAL", "High", "moderate", "Medium", "LOW", "unknown"];
  const vulnerabilities = severities.map((severity) => ({ name: "CVE-2026-1", severity }));

  expect(read(report({ vulnerabilities })).counts).toMatchObject({
    critical: 1,
    high: 1,
    medium: 2,
    low: 1,
    unscored: 1,
  });
});
