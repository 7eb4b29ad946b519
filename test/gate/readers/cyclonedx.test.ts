import { rate } from "@sallyport/gate";
import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"a".repeat(64)}`;
const purl = "pkg:npm/left-pad@1.0.0";

function weakness(fields: Fields = {}): Fields {
  return { id: "CVE-2026-1", affects: [{ ref: purl }], ratings: [{ severity: "high" }], ...fields };
}

function bom(vulnerabilities: readonly Fields[] | undefined, fields: Fields = {}): Fields {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: "urn:uuid:11111111-1111-4111-8111-111111111111",
    metadata: {
      timestamp: "2026-05-04T11:00:00Z",
      tools: { components: [{ name: "trivy" }] },
      component: { "bom-ref": "root", type: "application", name: "shop", version: "1.0.0" },
    },
    components: [{ "bom-ref": purl, type: "library", name: "left-pad", version: "1.0.0", purl }],
    vulnerabilities,
    ...fields,
  };
}

function only(fields: Fields = {}, document: Fields = {}) {
  const { findings, suppressed } = read(bom([weakness(fields)], document));
  const [finding, ...others] = [...findings, ...suppressed];
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${others.length + 1}`);
  return finding;
}

test("a vulnerability is read with ids, package, kind of weakness, times and links", () => {
  const finding = only({
    references: [{ id: "GHSA-aaaa-bbbb-cccc" }],
    cwes: [79],
    published: "2026-05-01T00:00:00Z",
    recommendation: "Upgrade to 1.0.1",
    source: { name: "NVD", url: "https://nvd.example/CVE-2026-1" },
    advisories: [{ url: "javascript:alert(1)" }],
  });

  expect(finding).toMatchObject({
    ids: ["CVE-2026-1", "GHSA-aaaa-bbbb-cccc"],
    category: "dependency",
    package: { name: "left-pad", version: "1.0.0", purl },
    cwes: ["CWE-79"],
    publishedAt: "2026-05-01T00:00:00Z",
    remedy: "Upgrade to 1.0.1",
    links: ["https://nvd.example/CVE-2026-1"],
    scanner: "trivy",
  });
});

test.each([
  ["a list, as up to 1.4", [{ vendor: "aquasecurity", name: "trivy" }], "trivy"],
  ["components, as since 1.5", { components: [{ name: "grype" }] }, "grype"],
  ["services", { services: [{ name: "Amazon Inspector Scan SBOM API" }] }, "awsInspector"],
  ["a library that only writes the format", [{ name: "cyclonedx-python-lib" }], "cyclonedx"],
  ["nothing", undefined, "cyclonedx"],
])("the scanner is found in %s", (_, tools, scanner) => {
  const report = read(bom([weakness()], { metadata: { tools } }));

  expect([report.tool, report.findings[0]?.scanner]).toEqual([scanner, scanner]);
});

test("of many ratings the gravest word is the label, and every CVSS score keeps its source", () => {
  const finding = only({
    ratings: [
      { source: { name: "NVD" }, severity: "high", score: 7.5, method: "CVSSv31", vector: "CVSS:3.1/AV:N" },
      { source: { name: "vendor" }, severity: "critical", score: 9.1, method: "CVSSv4" },
      { source: { name: "EPSS" }, severity: "none", score: 0.4, method: "other" },
    ],
  });

  expect(finding).toMatchObject({ label: "critical", labelSource: "vendor" });
  expect(finding.scores).toEqual([
    { source: "nvd", version: "3", score: 7.5, vector: "CVSS:3.1/AV:N" },
    { source: "vendor", version: "4", score: 9.1 },
  ]);
  expect(rate(finding, ["nvd", "vendor"]).rung).toBe("high");
});

test("words of CycloneDX count, whichever scanner wrote them; unknown and none are no severity", () => {
  const rungOf = (severity: string) => rate(only({ ratings: [{ severity }] }), ["nvd"]).rung;

  expect(["critical", "high", "medium", "low", "info"].map(rungOf)).toEqual([
    "critical",
    "high",
    "medium",
    "low",
    "info",
  ]);
  expect(["unknown", "none", "dire"].map(rungOf)).toEqual(["unscored", "unscored", "unscored"]);
});

test("without any rating it is unscored", () => {
  expect(rate(only({ ratings: undefined }), ["nvd"]).rung).toBe("unscored");
});

test("a score that CVSS does not have is refused", () => {
  expect(() => only({ ratings: [{ method: "CVSSv31", score: 11 }] })).toThrow("must be a CVSS score");
});

test.each(["exploitable", "in_triage", undefined, "unheard_of"])("with the state %s it is a finding", (state) => {
  expect(read(bom([weakness({ analysis: { state } })])).counts).toMatchObject({ high: 1, suppressed: 0 });
});

test.each(["not_affected", "false_positive", "resolved", "resolved_with_pedigree"])(
  "with the state %s it is suppressed, with what the analysis says",
  (state) => {
    const analysis = { state, justification: "code_not_reachable", detail: "Never called" };

    expect(only({ analysis }).suppression).toEqual({ status: state, statement: "code_not_reachable: Never called" });
  },
);

test("a rejected vulnerability, and one that spares every version in use, are suppressed", () => {
  const spared = [{ ref: purl, versions: [{ version: "1.0.0", status: "unaffected" }] }];

  expect(only({ rejected: "2026-05-01T00:00:00Z" }).suppression).toEqual({ status: "rejected" });
  expect(only({ affects: spared }).suppression).toEqual({ status: "unaffected" });
});

test("each affected component is a finding; one without any is still a finding", () => {
  const other = "pkg:npm/right-pad@2.0.0";
  const several = read(bom([weakness({ affects: [{ ref: purl }, { ref: other }] })]));

  expect(several.findings.map((finding) => finding.package?.name)).toEqual(["left-pad", "right-pad"]);
  expect(new Set(several.findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  expect(only({ affects: [] }).title).toBe("CVE-2026-1");
});

test.each([
  [`urn:cdx:11111111-1111-4111-8111-111111111111/1#${purl}`, { name: "left-pad", version: "1.0.0", purl }],
  [
    "urn:cdx:22222222-2222-4222-8222-222222222222/1#pkg:npm/%40acme/core@3.0.0",
    { name: "@acme/core", version: "3.0.0" },
  ],
  [
    "urn:cdx:22222222-2222-4222-8222-222222222222/1#root",
    { name: "urn:cdx:22222222-2222-4222-8222-222222222222/1#root" },
  ],
])("the BOM-Link %s names its package", (ref, expected) => {
  expect(only({ affects: [{ ref }] }).package).toMatchObject(expected);
});

test("a component that is missing from the document makes it partial", () => {
  expect(read(bom([weakness()])).health).toBe("ok");
  expect(read(bom([weakness({ affects: [{ ref: "gone" }] })])).health).toBe("partial");
});

test("the shortest way from the root is the dependency path, in circles too", () => {
  const dependencies = [
    { ref: "root", dependsOn: ["long", "short"] },
    { ref: "long", dependsOn: ["short", "root"] },
    { ref: "short", dependsOn: [purl] },
  ];

  expect(only({}, { dependencies }).dependencyPath).toEqual(["shop@1.0.0", "short", "left-pad@1.0.0"]);
  expect(only().dependencyPath).toBeUndefined();
});

test.each([
  ["its version", { version: digest }],
  ["its purl", { purl: `pkg:oci/api@${digest}` }],
  ["a property of Trivy", { properties: [{ name: "aquasecurity:trivy:RepoDigest", value: `acme/api@${digest}` }] }],
])("the digest of an image stands in %s", (_, fields) => {
  const component = { type: "container", name: "acme/api:1.2", ...fields };

  expect(read(bom([weakness()], { metadata: { component } })).artifact).toEqual({
    name: "acme/api:1.2",
    type: "container_image",
    digest,
  });
});

test.each([undefined, []])("a bill of materials with vulnerabilities %j says nothing, and is never clean", (none) => {
  expect(read(bom(none))).toMatchObject({ health: "empty", findings: [] });
});

test("the document of Inspector is read inside its wrapper, with the fix that a property names", () => {
  const properties = [{ name: `amazon:inspector:sbom_scanner:fixed_version:${purl}`, value: "1.0.1" }];
  const report = read({ sbom: bom([weakness({ properties })]) });

  expect(report.tool).toBe("awsInspector");
  expect(report.findings[0]).toMatchObject({ fixedVersions: ["1.0.1"], pointer: "/sbom/vulnerabilities/0" });
});
