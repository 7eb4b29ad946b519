import { type Report, ReportError, readReport } from "@sallyport/gate";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, licence, misconfiguration, result, secret, trivy, vulnerability } from "../support/findings.ts";

const findings = result({
  Vulnerabilities: [
    vulnerability({ CVSS: { nvd: { V3Score: 9.8 } } }),
    vulnerability({ VulnerabilityID: "CVE-2026-2" }),
  ],
  Misconfigurations: [misconfiguration()],
  Secrets: [secret()],
  Licenses: [licence()],
});
const customResource = {
  apiVersion: "aquasecurity.github.io/v1alpha1",
  kind: "VulnerabilityReport",
  metadata: { namespace: "shop", name: "api" },
  report: { vulnerabilities: [{ vulnerabilityID: "CVE-2026-1", resource: "curl", severity: "HIGH" }] },
};
const documents: [string, Buffer][] = [
  ["a Trivy report", bytes(trivy([findings, result({ Target: "more/package-lock.json" })]))],
  ["an old Trivy report", bytes([findings])],
  [
    "a Kubernetes report",
    bytes({ ClusterName: "staging", Resources: [{ Kind: "Pod", Name: "a", Results: [findings] }] }),
  ],
  ["an operator report", bytes({ kind: "List", items: [customResource] })],
];

/** What became of it: a report, or the refusal; any other exception fails the test. */
function attempt(content: Uint8Array): Report | ReportError {
  try {
    return readReport(content, "report.json");
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
}

test.each(documents)("%s that is cut off anywhere is refused", (_, content) => {
  for (let length = 0; length < content.length; length += 1) {
    expect(attempt(content.subarray(0, length)), `cut after ${length} bytes`).toBeInstanceOf(ReportError);
  }
});

test.each(documents)("%s with one byte changed is refused, doubted, or says no less than before", (_, content) => {
  const whole = readReport(content, "report.json").findings.length;
  const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('{}[]:,"\\0 \n')));
  fc.assert(
    fc.property(fc.nat(content.length - 1), byte, (at, value) => {
      const changed = Buffer.from(content);
      changed[at] = value;
      const outcome = attempt(changed);
      return outcome instanceof ReportError || outcome.health !== "ok" || outcome.findings.length >= whole;
    }),
    { numRuns: 1500 },
  );
});

test("any bytes at all are refused, or read without harm", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      attempt(content);
    }),
    { numRuns: 500 },
  );
});

test("any JSON at all in the place of any field is refused, or read without harm", () => {
  const field = fc.constantFrom(...Object.keys(findings), ...Object.keys(vulnerability()), "CVSS", "PublishedDate");
  fc.assert(
    fc.property(field, fc.jsonValue(), (name, value) => {
      attempt(bytes(trivy([{ ...findings, [name]: value }])));
      attempt(bytes(trivy([result({ Vulnerabilities: [vulnerability({ [name]: value })] })])));
    }),
    { numRuns: 500 },
  );
});
