import { rate, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const digest = `sha256:${"a".repeat(64)}`;

function sbom(fields: Fields = {}): Fields {
  return {
    source: { type: "image", image: { name: "acme/api", digest, tags: ["1.2"] } },
    attestations: [],
    artifacts: [{ type: "apk", name: "busybox", version: "1.37.0", purl: "pkg:apk/alpine/busybox@1.37.0" }],
    descriptor: { name: "docker-scout", version: "1.18.3", sbom_version: "11" },
    ...fields,
  };
}

test("its bill of materials lists no vulnerabilities, and is never clean", () => {
  const report = read(sbom());

  expect(report).toMatchObject({
    tool: "dockerScout",
    format: "docker-scout-sbom-json",
    toolVersion: "1.18.3",
    health: "empty",
    findings: [],
    artifact: { name: "acme/api:1.2", type: "container_image", digest },
  });
  expect(report.healthReasons[0]).toContain("cves --format sarif");
});

test("a list in it that nobody knows is named", () => {
  expect(read(sbom({ vulnerabilities: [{ id: "CVE-2026-1000" }] })).healthReasons).toContainEqual(
    "/vulnerabilities is a list that this version does not know; it may hold findings",
  );
});

test("its list for people and its usage text are refused", () => {
  expect(() => readReport(Buffer.from("Display CVEs identified in a software artifact\n"), "scout.json")).toThrow(
    "is not JSON but other text",
  );
  expect(() => readReport(Buffer.from("## Packages\n\n<details>\n"), "scout.md")).toThrow("is not JSON but other text");
});

test.each([
  ["name", { id: "scout", name: "Docker Scout" }],
  ["id", { id: "docker-scout", name: "A name" }],
])("its GitLab report is known by the %s of the scanner", (_, scanner) => {
  const finding = {
    severity: "Critical",
    location: { image: "acme/api:1.2", dependency: { package: { name: "busybox" }, version: "1.37.0" } },
    identifiers: [{ type: "cve", name: "CVE-2026-1000", value: "CVE-2026-1000" }],
  };
  const content = bytes({
    scan: { type: "container_scanning", status: "success", scanner },
    vulnerabilities: [finding],
  });
  const report = readReport(content, "gl.json", { tool: "dockerScout" });
  const [found] = report.findings;

  expect(report).toMatchObject({ tool: "dockerScout", format: "gitlab-json", health: "ok", counts: { critical: 1 } });
  expect(found?.scanner).toBe("dockerScout");
  expect(found && rate(found, ["nvd"]).rung).toBe("critical");
  expect(() => readReport(content, "gl.json", { tool: "trivy" })).toThrow("is a report of dockerScout, not of trivy");
});

test("its own words are severities", () => {
  const rung = (cvssV3_severity: string) => {
    const rules = [{ id: "CVE-2026-1000", properties: { cvssV3_severity } }];
    const run = {
      tool: { driver: { name: "docker scout", rules } },
      results: [{ ruleId: "CVE-2026-1000", ruleIndex: 0, message: { text: "a" } }],
    };
    const [finding] = read({ version: "2.1.0", runs: [run] }).findings;
    return finding && rate(finding, ["nvd"]).rung;
  };

  expect(["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNSPECIFIED"].map(rung)).toEqual([
    "critical",
    "high",
    "medium",
    "low",
    "unscored",
  ]);
});
