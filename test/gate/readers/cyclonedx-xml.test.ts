import { rate, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";

const purl = "pkg:npm/left-pad@1.0.0";
const v14 = 'xmlns="http://cyclonedx.org/schema/bom/1.4"';
const v12 = 'xmlns="http://cyclonedx.org/schema/bom/1.2" xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0"';
const library = `<component type="library" bom-ref="${purl}"><name>left-pad</name><version>1.0.0</version><purl>${purl}</purl></component>`;

function read(text: string, tool?: string) {
  return readReport(Buffer.from(text), "bom.xml", tool === undefined ? {} : { tool });
}

function bom(vulnerabilities: string, { metadata = "", components = library, namespaces = v14 } = {}): string {
  return `<?xml version="1.0"?>
    <bom ${namespaces} version="1" serialNumber="urn:uuid:11111111-1111-4111-8111-111111111111">
      <metadata>${metadata}</metadata>
      <components>${components}</components>
      ${vulnerabilities}
    </bom>`;
}

function weakness(more = ""): string {
  return `<vulnerabilities><vulnerability bom-ref="x">
    <id>CVE-2026-1</id>
    <source><name>NVD</name><url>https://nvd.example/CVE-2026-1</url></source>
    <references><reference><id>GHSA-aaaa-bbbb-cccc</id></reference></references>
    <ratings><rating><source><name>NVD</name></source><score>9.8</score><severity>critical</severity>
      <method>CVSSv31</method><vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</vector></rating></ratings>
    <cwes><cwe>79</cwe><cwe>CWE-502</cwe></cwes>
    <recommendation>Upgrade to 1.0.1</recommendation>
    <published>2026-05-01T00:00:00Z</published>
    <affects><target><ref>${purl}</ref></target></affects>
    ${more}
  </vulnerability></vulnerabilities>`;
}

const legacy = `<v:vulnerabilities><v:vulnerability ref="${purl}">
  <v:id>CVE-2026-1</v:id>
  <v:source name="nvdv2:nvdv2:cves"><v:url>https://nvd.example/CVE-2026-1</v:url></v:source>
  <v:ratings>
    <v:rating><v:score><v:base>7.5</v:base></v:score><v:severity>High</v:severity><v:method>CVSSv3</v:method></v:rating>
  </v:ratings>
  <v:cwes><v:cwe>79</v:cwe></v:cwes>
  <v:recommendations><v:recommendation>Upgrade</v:recommendation></v:recommendations>
  <v:advisories><v:advisory>https://advisory.example/1</v:advisory></v:advisories>
</v:vulnerability></v:vulnerabilities>`;

test("a vulnerability is read as from the JSON of the same document", () => {
  const { findings, ...said } = read(bom(weakness()));

  expect(said).toMatchObject({ tool: "cyclonedx", format: "cyclonedx-xml", health: "ok", counts: { critical: 1 } });
  expect(findings[0]).toMatchObject({
    ids: ["CVE-2026-1", "GHSA-aaaa-bbbb-cccc"],
    package: { name: "left-pad", version: "1.0.0", purl },
    label: "critical",
    labelSource: "nvd",
    scores: [{ source: "nvd", version: "3", score: 9.8 }],
    cwes: ["CWE-79", "CWE-502"],
    remedy: "Upgrade to 1.0.1",
    publishedAt: "2026-05-01T00:00:00Z",
    links: ["https://nvd.example/CVE-2026-1"],
  });
});

test.each([
  ["inside its component", library.replace("</component>", `${legacy}</component>`), ""],
  ["beside the components", library, legacy],
])("the extension of before 1.4 is read %s", (_, components, beside) => {
  const { findings, health } = read(bom(beside, { components, namespaces: v12 }));

  expect(health).toBe("ok");
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    ids: ["CVE-2026-1"],
    package: { name: "left-pad", version: "1.0.0" },
    label: "high",
    scores: [{ source: "nvd", version: "3", score: 7.5 }],
    cwes: ["CWE-79"],
    remedy: "Upgrade",
    links: ["https://nvd.example/CVE-2026-1", "https://advisory.example/1"],
  });
});

test("components without a reference keep their vulnerabilities apart, nested ones too", () => {
  const one = (name: string, inner = "") =>
    `<component type="library"><name>${name}</name>${legacy}<components>${inner}</components></component>`;
  const { findings, health } = read(bom("", { components: one("a", one("b")) + one("c"), namespaces: v12 }));

  expect(health).toBe("ok");
  expect(findings.map((finding) => finding.package?.name)).toEqual(["a", "b", "c"]);
});

test("a component inside the one that the document describes is not taken for another", () => {
  const one = (name: string, inner: string) => `<component type="library"><name>${name}</name>${inner}</component>`;
  const metadata = one("root", `<components>${one("inner", legacy)}</components>`);
  const { findings } = read(bom("", { metadata, components: one("first", legacy), namespaces: v12 }));

  expect(findings.map((finding) => finding.package?.name)).toEqual(["inner", "first"]);
});

test("an empty list before the vulnerabilities does not hide them", () => {
  expect(read(bom(`<vulnerabilities/>${weakness()}`)).findings).toHaveLength(1);
  expect(read(bom(weakness() + legacy, { namespaces: v12 })).findings).toHaveLength(2);
});

test.each([
  ["tools of before 1.5", "<tools><tool><vendor>anchore</vendor><name>grype</name></tool></tools>"],
  ["components", "<tools><components><component><name>grype</name></component></components></tools>"],
])("the scanner is found in %s, and must be the one that was named", (_, metadata) => {
  const text = bom(weakness(), { metadata });

  expect(read(text).tool).toBe("grype");
  expect(read(text, "grype").findings[0]?.scanner).toBe("grype");
  expect(() => read(text, "trivy")).toThrow("is a report of grype, not of trivy");
});

test("without a scanner in it, it is a report of the one that was named", () => {
  expect(read(bom(weakness()), "trivy").tool).toBe("trivy");
});

test("the analysis, a rejection and spared versions suppress", () => {
  const analysis = "<analysis><state>not_affected</state><justification>code_not_reachable</justification></analysis>";
  const [finding] = read(bom(weakness(analysis))).suppressed;

  expect(finding?.suppression).toEqual({ status: "not_affected", statement: "code_not_reachable" });
  expect(read(bom(weakness("<rejected>2026-05-01T00:00:00Z</rejected>"))).counts.suppressed).toBe(1);
  expect(read(bom(weakness("<analysis><state>exploitable</state></analysis>"))).counts).toMatchObject({ critical: 1 });
});

test("a rating without a severity, and none at all, leave it to the score or unscored", () => {
  const [scored] = read(bom(weakness().replace("<severity>critical</severity>", ""))).findings;
  const [unscored] = read(bom(weakness().replace(/<ratings>.*<\/ratings>/s, ""))).findings;

  expect(scored && rate(scored, ["nvd"])).toMatchObject({ rung: "critical", decidedBy: "score" });
  expect(unscored && rate(unscored, ["nvd"]).rung).toBe("unscored");
});

test("a score that is no number is refused", () => {
  expect(() => read(bom(weakness().replace("<score>9.8<", "<score>high<")))).toThrow("must be a number here");
});

test("a document without vulnerabilities says nothing, and is never clean", () => {
  expect(read(bom("")).health).toBe("empty");
  expect(read(bom("<vulnerabilities/>")).health).toBe("empty");
});

test("a component that is missing from the document makes it partial", () => {
  expect(read(bom(weakness().replace(`<ref>${purl}<`, "<ref>gone<"))).health).toBe("partial");
});

test("another document whose root is a bom is foreign", () => {
  expect(() => read('<bom xmlns="http://acme.example/bom"/>')).toThrow("is XML of an unknown format (root: bom)");
});

test("the dependency path leads from the root, and the image keeps its digest", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const metadata = `<component type="container" bom-ref="root"><name>acme/api:1</name><version>${digest}</version></component>`;
  const dependencies = `<dependencies><dependency ref="root"><dependency ref="${purl}"/></dependency></dependencies>`;
  const report = read(bom(dependencies + weakness(), { metadata }));

  expect(report.artifact).toEqual({ name: "acme/api:1", type: "container_image", digest });
  expect(report.findings[0]?.dependencyPath).toEqual([`acme/api:1@${digest}`, "left-pad@1.0.0"]);
});
