import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function vulnerability(fields: Fields = {}): Fields {
  return {
    id: "8a562c9e",
    name: "Nil pointer dereference",
    severity: "High",
    solution: "Upgrade to version 1.0.1 or above.",
    location: { file: "go.sum", dependency: { package: { name: "example.org/ssh" }, version: "v1.0.0" } },
    identifiers: [
      { type: "gemnasium", name: "Gemnasium-ffb8", value: "ffb8", url: "https://example.org/ffb8" },
      { type: "cve", name: "CVE-2026-1000", value: "CVE-2026-1000" },
      { type: "cwe", name: "CWE-476", value: "476" },
    ],
    links: [{ url: "https://example.org/fix" }],
    ...fields,
  };
}

function report(vulnerabilities: Fields[], scan: Fields = {}): Fields {
  return {
    version: "15.2.0",
    scan: {
      type: "dependency_scanning",
      status: "success",
      scanner: { id: "gemnasium", name: "Gemnasium", version: "6.0.0" },
      end_time: "2026-05-04T11:00:30",
      ...scan,
    },
    vulnerabilities,
  };
}

test("a vulnerability is read with its package, ids and advice", () => {
  const said = read(report([vulnerability()]));

  expect(said).toMatchObject({
    tool: "gitlab",
    toolVersion: "6.0.0",
    health: "ok",
    createdAt: "2026-05-04T11:00:30Z",
  });
  expect(said.findings).toMatchObject([
    {
      ids: ["ffb8", "CVE-2026-1000"],
      category: "dependency",
      title: "Nil pointer dereference",
      package: { name: "example.org/ssh", version: "v1.0.0" },
      remedy: "Upgrade to version 1.0.1 or above.",
      location: { path: "go.sum" },
      label: "High",
      labelSource: "gemnasium",
      links: ["https://example.org/ffb8", "https://example.org/fix"],
    },
  ]);
});

test.each([
  ["sast", "code"],
  ["secret_detection", "secret"],
  ["dependency_scanning", "dependency"],
  ["container_scanning", "image"],
  ["dast", "dynamic"],
])("a scan of type %s finds weaknesses of category %s", (type, category) => {
  expect(read(report([vulnerability()], { type })).findings[0]?.category).toBe(category);
});

test.each([
  ["sast", false],
  ["dependency_scanning", true],
  ["container_scanning", true],
])("a scan of type %s tells whether the database matters", (type, usesDatabase) => {
  expect(read(report([], { type })).usesDatabase).toBe(usesDatabase);
});

test("a scan of an unknown type is refused", () => {
  expect(() => read(report([], { type: "omens" }))).toThrow("#/scan/type: must be one of api_fuzzing");
});

test("a finding in an image names the image", () => {
  const location = { image: "registry.example/shop/api:1.4", dependency: { package: { name: "openssl" } } };
  const said = read(report([vulnerability({ location })], { type: "container_scanning" }));

  expect(said.artifact).toEqual({ name: "registry.example/shop/api:1.4", type: "container_image" });
  expect(said.findings[0]).toMatchObject({ artifact: said.artifact, location: { path: said.artifact.name } });
});

test("the same weakness in the next build of an image has the same fingerprint", () => {
  const [first, second] = ["1.4", "1.5"].map((tag) => {
    const location = { image: `registry.example/shop/api:${tag}`, dependency: { package: { name: "openssl" } } };
    return read(report([vulnerability({ location })], { type: "container_scanning" })).findings[0]?.fingerprint;
  });

  expect(second).toBe(first);
});

test("a secret is named by rule and place, and its value goes nowhere", () => {
  const secret = vulnerability({
    name: "Access token",
    cve: `app.env:${secretValue}:token`,
    raw_source_code_extract: secretValue,
    evidence: { summary: secretValue },
    location: { file: "app.env", start_line: 7 },
    identifiers: [{ type: "gitleaks_rule_id", name: "Gitleaks rule ID token", value: "token" }],
  });
  const said = read(report([secret], { type: "secret_detection" }));

  expect(said.findings).toMatchObject([{ ids: ["token"], location: { path: "app.env", line: 7 } }]);
  expect(JSON.stringify(said)).not.toContain(secretValue);
});

test.each([
  ["Critical", { critical: 1 }],
  ["Info", { info: 1 }],
  ["Unknown", { unscored: 1 }],
])("severity %s counts as it is meant", (severity, counts) => {
  expect(read(report([vulnerability({ severity })])).counts).toMatchObject(counts);
});

test("a finished scan without findings is clean", () => {
  const messages = [{ level: "info", value: "3 files scanned" }];

  expect(read(report([], { messages }))).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["that failed", { status: "failure" }, "failed", "the scan has status failure"],
  [
    "that ended early",
    { messages: [{ level: "fatal", value: "no go.mod" }] },
    "failed",
    "the scan ended early: no go.mod",
  ],
  ["that warns", { messages: [{ level: "warn", value: "no lock" }] }, "partial", "the scanner warns: no lock"],
  ["of what changed", { partial_scan: { mode: "differential" } }, "partial", "the scan is partial: it left out what"],
  ["without a status", { status: null }, "partial", "the scan has no status"],
])("a scan %s is not clean", (_, scan, health, reason) => {
  const said = read(report([], scan));

  expect(said.health).toBe(health);
  expect(said.healthReasons[0]).toContain(reason);
});

test.each([
  ["the identifiers", { identifiers: [] }, "/vulnerabilities/0/identifiers: must have at least one identifier"],
  ["the location", { location: null }, "/vulnerabilities/0/location: must be a map here, got nothing"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read(report([vulnerability(fields)]))).toThrow(message);
});
