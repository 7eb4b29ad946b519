import { type Report, ReportError, readReport } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const alert = (name: string) =>
  `<alertitem><pluginid>10011</pluginid><alert>${name}</alert><riskcode>3</riskcode><confidence>2</confidence></alertitem>`;
const zap = `<?xml version="1.0"?>
<OWASPZAPReport version="2.16.1" created="2026-05-04T11:00:00Z">
  <site name="https://shop.example"><alerts>${alert("One &amp; two")}${alert("Other")}</alerts></site>
</OWASPZAPReport>
`;
const vulnerability = (name: string) =>
  `<vulnerability source="NVD"><name>${name}</name><severity>HIGH</severity></vulnerability>`;
const dependencyCheck = `<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.4.0.xsd">
  <scanInfo><engineVersion>12.1.1</engineVersion></scanInfo><projectInfo><name>shop</name></projectInfo>
  <dependencies><dependency><fileName>a.jar</fileName>
    <vulnerabilities>${vulnerability("CVE-2026-1")}${vulnerability("CVE-2026-2")}</vulnerabilities>
  </dependency></dependencies>
</analysis>`;

function attempt(content: string | Uint8Array): Report | ReportError {
  try {
    return readReport(Buffer.from(content), "report.xml");
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
}

function refusal(content: string | Uint8Array): string {
  const outcome = attempt(content);
  return outcome instanceof ReportError ? outcome.message : "not refused";
}

test("a report in XML is read with its own entities", () => {
  expect(attempt(zap)).toMatchObject({ tool: "zap", format: "zap-xml", findings: [{ title: "One & two" }, {}] });
});

test("a byte-order mark and white space before the first element are accepted", () => {
  expect(attempt(`\ufeff\n  ${zap.slice(zap.indexOf("<OWASP"))}`)).toMatchObject({ tool: "zap" });
});

test.each([
  ["declared entities", `<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>`, "declares entities of its own"],
  [
    "entities that grow (billion laughs)",
    `<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]><a>&d;</a>`,
    "declares entities of its own",
  ],
  [
    "an external entity",
    `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`,
    "declares entities of its own",
  ],
  ["an entity that nobody declared", "<a>&b;</a>", "is not valid XML here"],
  ["an element that is never closed", "<a>\n<b></b>", "report.xml:2:8: is cut off: the XML ends too early"],
  ["elements that are closed in the wrong order", "<a><b></a></b>", "is not valid XML here"],
  ["two roots", "<a></a><b></b>", "is"],
  ["elements without end", "<a>".repeat(5000), "is nested deeper than 200 levels"],
  ["an HTML page", "<!DOCTYPE html><html></html>", "is an HTML page, which is not a report"],
  ["XML that nobody knows", "<feed></feed>", "is XML of an unknown format (root: feed)"],
  ["a NUL byte", `${zap.slice(0, 60)}\0${zap.slice(60)}`, "is binary"],
  [
    "bytes that are not UTF-8",
    Buffer.concat([Buffer.from("<a>"), Buffer.of(0xff), Buffer.from("</a>")]),
    "is not UTF-8",
  ],
  ["UTF-16", Buffer.from(`\ufeff${zap}`, "utf16le"), "is UTF-16"],
])("%s is refused", (_, content, message) => {
  expect(refusal(content)).toContain(message);
});

test.each([
  ["ZAP", zap],
  ["Dependency-Check", dependencyCheck],
])("a report of %s that is cut off anywhere is refused", (_, content) => {
  for (let length = 0; length < content.trimEnd().length; length += 1) {
    expect(attempt(content.slice(0, length)), `cut after ${length}`).toBeInstanceOf(ReportError);
  }
});

test.each([
  ["ZAP", zap],
  ["Dependency-Check", dependencyCheck],
])("any bytes in the place of any byte of a report of %s are refused, or read without harm", (_, content) => {
  fc.assert(
    fc.property(fc.nat(content.length - 1), fc.uint8Array({ maxLength: 6 }), (at, bytes) => {
      attempt(Buffer.concat([Buffer.from(content.slice(0, at)), bytes, Buffer.from(content.slice(at + 1))]));
    }),
    { numRuns: 1000 },
  );
});

test("elements that mean the prototype are elements", () => {
  const hostile = zap.replace("<riskcode>", "<__proto__>x</__proto__><constructor>y</constructor><riskcode>");

  expect(attempt(hostile)).toMatchObject({ tool: "zap", findings: [{}, {}] });
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
