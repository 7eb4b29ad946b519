import { rate, readReport } from "@sallyport/gate";
import { describe, expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const purl = "pkg:deb/debian/curl@7.88.1";
const digest = `sha256:${"a".repeat(64)}`;
const advisory = {
  referenceCategory: "SECURITY",
  referenceType: "advisory",
  referenceLocator: "https://advisories.example/CVE-2026-1001",
};

function curl(...externalRefs: Fields[]): Fields {
  return { SPDXID: "SPDXRef-curl", name: "curl", versionInfo: "7.88.1", licenseDeclared: "curl", externalRefs };
}

function document(fields: Fields = {}): Fields {
  return {
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "acme/api",
    creationInfo: { created: "2026-05-04T11:00:00Z", creators: ["Organization: Acme", "Tool: syft-1.18.1"] },
    packages: [curl()],
    ...fields,
  };
}

describe("SPDX 2", () => {
  test.each(["SPDX-2.2", "SPDX-2.3"])(
    "%s without advisories says nothing of vulnerabilities, and is never clean",
    (it) => {
      expect(read(document({ spdxVersion: it }))).toMatchObject({
        tool: "spdx",
        format: "spdx SPDX-2",
        health: "empty",
        findings: [],
        createdAt: "2026-05-04T11:00:00Z",
      });
      expect(read(document({ packages: [] })).health).toBe("empty");
    },
  );

  test("an advisory of a package is a finding that nobody rated, and the document stays partial", () => {
    const reference = { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl };
    const report = read(document({ packages: [curl(reference, advisory)] }));

    expect(report).toMatchObject({ health: "partial", counts: { unscored: 1 } });
    expect(report.findings[0]).toMatchObject({
      ids: ["CVE-2026-1001"],
      package: { name: "curl", version: "7.88.1", purl },
      links: ["https://advisories.example/CVE-2026-1001"],
    });
  });

  test.each([
    ["the address of the type", { referenceType: "http://spdx.org/rdf/references/advisory" }, 1],
    ["a CPE", { referenceType: "cpe23Type" }, 0],
    ["another category", { referenceCategory: "OTHER" }, 0],
    ["a declared licence only", { referenceType: "swid" }, 0],
  ])("a reference with %s", (_, fields, count) => {
    expect(read(document({ packages: [curl({ ...advisory, ...fields })] })).findings).toHaveLength(count);
  });

  test("an advisory without an id in it keeps its address as its id", () => {
    const locator = "https://advisories.example/7";
    const [finding] = read(document({ packages: [curl({ ...advisory, referenceLocator: locator })] })).findings;

    expect(finding?.ids).toEqual([locator]);
    expect(finding && rate(finding, ["nvd"]).rung).toBe("unscored");
  });

  test("the scanner that wrote it must be the one that was named, and has found nothing all the same", () => {
    const trivy = document({ creationInfo: { creators: ["Tool: trivy-0.50.1"] } });

    expect(readReport(bytes(trivy), "a.json", { tool: "trivy" })).toMatchObject({ tool: "trivy", health: "empty" });
    expect(readReport(bytes(document()), "a.json", { tool: "grype" }).health).toBe("empty");
    expect(() => readReport(bytes(trivy), "a.json", { tool: "grype" })).toThrow("is a report of trivy, not of grype");
  });

  test.each([
    ["documentDescribes", { documentDescribes: ["SPDXRef-image"] }],
    [
      "a relationship",
      {
        relationships: [
          { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-image" },
        ],
      },
    ],
  ])("the image that it describes is found by %s", (_, fields) => {
    const image = {
      SPDXID: "SPDXRef-image",
      name: "acme/api",
      primaryPackagePurpose: "CONTAINER",
      externalRefs: [{ referenceType: "purl", referenceLocator: `pkg:oci/api@${digest.replace(":", "%3A")}` }],
    };

    expect(read(document({ ...fields, packages: [image] })).artifact).toEqual({
      name: "acme/api",
      type: "container_image",
      digest,
    });
  });

  test("a damaged list is refused with its place; another version is foreign", () => {
    expect(() => read(document({ packages: {} }))).toThrow("#/packages: must be a list here");
    expect(() => read(document({ spdxVersion: "SPDX-9" }))).toThrow("is an SPDX document of an unknown version");
  });
});

describe("SPDX tag-value", () => {
  const text = [
    "# made by hand",
    "SPDXVersion: SPDX-2.3",
    "DocumentName: acme/api",
    "Creator: Tool: syft-1.18.1",
    "Created: 2026-05-04T11:00:00Z",
    "DocumentComment: <text>Two lines:",
    "PackageName: not-a-package</text>",
    "",
    "PackageName: curl",
    "SPDXID: SPDXRef-curl",
    "PackageVersion: 7.88.1",
    `ExternalRef: PACKAGE-MANAGER purl ${purl}`,
    "ExternalRef: SECURITY advisory https://advisories.example/CVE-2026-1001",
    "",
    "FileName: ./curl",
    "SPDXID: SPDXRef-file",
    "",
  ].join("\n");
  const readText = (content: string) => readReport(Buffer.from(content), "bom.spdx");

  test("packages and advisories are read as from the JSON of the same document", () => {
    const report = readText(text);

    expect(report).toMatchObject({ tool: "spdx", format: "spdx-tag-value", health: "partial" });
    expect(report.createdAt).toBe("2026-05-04T11:00:00Z");
    expect(report.findings).toMatchObject([
      { ids: ["CVE-2026-1001"], package: { name: "curl", version: "7.88.1", purl } },
    ]);
  });

  test("Windows line ends and a byte-order mark change nothing", () => {
    expect(readText(`\uFEFF${text.replaceAll("\n", "\r\n")}`).findings).toHaveLength(1);
  });

  test("without an advisory it is empty", () => {
    expect(readText(text.replace("SECURITY advisory", "SECURITY cpe23Type")).health).toBe("empty");
  });

  test("a line without a tag and a text that does not end are refused with their line", () => {
    expect(() => readText(`${text}nonsense\n`)).toThrow("bom.spdx:17:1: has a line without a tag here");
    expect(() => readText(text.replace("</text>", ""))).toThrow("is cut off: a text does not end");
  });

  test("cut off anywhere it is refused, or doubted: never clean", () => {
    for (let length = 0; length < text.length; length += 1) {
      let health = "refused";
      try {
        ({ health } = readText(text.slice(0, length)));
      } catch {}
      expect(health, `cut after ${length} characters`).not.toBe("ok");
    }
  });

  test("another version is foreign", () => {
    expect(() => readText("SPDXVersion: SPDX-9\n")).toThrow("is an SPDX document of an unknown version");
  });
});

describe("SPDX 3", () => {
  const element = { type: "software_Package", spdxId: "urn:curl", name: "curl", software_packageVersion: "7.88.1" };
  const weakness = {
    type: "security_Vulnerability",
    spdxId: "urn:cve",
    externalIdentifier: [{ externalIdentifierType: "cve", identifier: "CVE-2026-1001" }],
  };
  const tie = {
    type: "Relationship",
    relationshipType: "hasAssociatedVulnerability",
    from: "urn:curl",
    to: ["urn:cve"],
  };
  const score = {
    type: "security_CvssV3VulnAssessmentRelationship",
    relationshipType: "hasAssessmentFor",
    from: "urn:cve",
    to: ["urn:curl"],
    security_score: 9.8,
    security_severity: "critical",
  };
  const graph = (...elements: Fields[]) => ({
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": elements,
  });

  test("packages alone say nothing of vulnerabilities, and are never clean", () => {
    expect(read(graph(element))).toMatchObject({ tool: "spdx", format: "spdx SPDX-3", health: "empty", findings: [] });
    expect(read(graph(element, weakness)).health).toBe("empty");
  });

  test("a vulnerability that is tied to a package is a finding, with its score", () => {
    const report = read(graph(element, weakness, tie, score));

    expect(report).toMatchObject({ health: "partial", counts: { critical: 1 } });
    expect(report.findings[0]).toMatchObject({
      ids: ["CVE-2026-1001"],
      package: { name: "curl", version: "7.88.1" },
      scores: [{ version: "3", score: 9.8 }],
    });
  });

  test("a VEX relationship that says affects ties too, and one that says otherwise excuses nothing", () => {
    const vex = { type: "security_VexAffectedVulnAssessmentRelationship", from: "urn:cve", to: ["urn:curl"] };
    const spared = { ...vex, type: "security_VexNotAffectedVulnAssessmentRelationship" };

    expect(read(graph(element, weakness, { ...vex, relationshipType: "affects" })).findings).toHaveLength(1);
    expect(read(graph(element, weakness, tie, { ...spared, relationshipType: "doesNotAffect" })).counts).toMatchObject({
      unscored: 1,
      suppressed: 0,
    });
  });

  test("a reference to an advisory is a finding", () => {
    const reference = { externalRefType: "securityAdvisory", locator: ["https://advisories.example/CVE-2026-1001"] };

    expect(read(graph({ ...element, externalRef: [reference] })).findings[0]?.ids).toEqual(["CVE-2026-1001"]);
  });

  test("without its graph it is refused", () => {
    expect(() => read({ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld" })).toThrow(
      "#/@graph: must be a list here",
    );
  });
});
