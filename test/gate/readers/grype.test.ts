import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function match(vulnerability: Fields = {}, fields: Fields = {}): Fields {
  return {
    vulnerability: {
      id: "GHSA-aaaa-bbbb-cccc",
      dataSource: "https://github.example/advisories/GHSA-aaaa-bbbb-cccc",
      namespace: "github:language:javascript",
      severity: "High",
      cvss: [],
      fix: { versions: ["1.0.1"], state: "fixed" },
      ...vulnerability,
    },
    relatedVulnerabilities: [],
    artifact: {
      name: "left-pad",
      version: "1.0.0",
      type: "npm",
      purl: "pkg:npm/left-pad@1.0.0",
      locations: [{ path: "/app/package-lock.json" }],
    },
    ...fields,
  };
}

const debianPackage = { name: "libc6", version: "2.28", type: "deb", locations: [{ path: "/var/lib/dpkg/status" }] };

function cvss(score: number, fields: Fields = {}): Fields {
  return { version: "3.1", vector: "CVSS:3.1/AV:N", metrics: { baseScore: score }, ...fields };
}

function grype(matches: readonly Fields[] | null, fields: Fields = {}): Fields {
  return {
    matches,
    source: { type: "directory", target: "." },
    descriptor: {
      name: "grype",
      version: "0.99.0",
      timestamp: "2026-05-04T11:00:00Z",
      db: { status: { valid: true } },
    },
    ...fields,
  };
}

function only(...matches: Fields[]) {
  const [finding, ...others] = read(grype(matches)).findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${others.length + 1}`);
  return finding;
}

test("a match is read with ids, package, fix, place and source", () => {
  const related = [{ id: "CVE-2026-1000", namespace: "nvd:cpe", cvss: [cvss(9.8)] }];

  expect(only(match({}, { relatedVulnerabilities: related }))).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1000"],
    category: "dependency",
    package: { name: "left-pad", version: "1.0.0", purl: "pkg:npm/left-pad@1.0.0" },
    fixedVersions: ["1.0.1"],
    status: "fixed",
    location: { path: "app/package-lock.json" },
    label: "High",
    labelSource: "ghsa",
    scores: [{ source: "nvd", version: "3", score: 9.8, vector: "CVSS:3.1/AV:N" }],
    links: ["https://github.example/advisories/GHSA-aaaa-bbbb-cccc"],
    scanner: "grype",
    pointer: "/matches/0",
  });
});

test("the counts follow Grype's words: Negligible is information, Unknown is no severity", () => {
  const severities = ["Critical", "High", "Medium", "Low", "Negligible", "Unknown", "", "Grave"];
  const report = read(grype(severities.map((severity) => match({ severity }))));

  expect(report.counts).toEqual({ critical: 1, high: 1, medium: 1, low: 1, info: 1, unscored: 3, suppressed: 0 });
});

test("who scored is told by the score, else by the record", () => {
  const { scores } = only(
    match({
      cvss: [
        cvss(7.5, { source: "nvd@nist.gov" }),
        cvss(8.1, { source: "security-advisories@github.com" }),
        cvss(6.5, { source: "cna@vendor.example" }),
        cvss(5, { version: "4.0", vector: "" }),
      ],
    }),
  );

  expect(scores.map(({ source, version, score }) => `${source} ${version} ${score}`)).toEqual([
    "nvd 3 7.5",
    "ghsa 3 8.1",
    "cna@vendor.example 3 6.5",
    "ghsa 4 5",
  ]);
});

test("a score that the related record repeats is read once", () => {
  const record = { namespace: "nvd:cpe", cvss: [cvss(7.5)] };

  expect(only(match(record, { relatedVulnerabilities: [{ id: "CVE-2026-1000", ...record }] })).scores).toHaveLength(1);
});

test("the fields of Grype before 0.9 are read", () => {
  const vulnerability = { id: "CVE-2026-1", severity: "Low", fixedInVersion: "2.1", links: ["https://a.example/1"] };
  const old = match({}, { vulnerability: { ...vulnerability, cvssV2: { baseScore: 5, vector: "AV:N" } } });

  expect(only(old)).toMatchObject({
    fixedVersions: ["2.1"],
    scores: [{ source: "grype", version: "2", score: 5 }],
    links: ["https://a.example/1"],
  });
});

test("packages of the system are image findings, and so is a bare program in an image", () => {
  const program = match({}, { artifact: { name: "busybox", type: "binary" } });
  const matches = [match({}, { artifact: debianPackage }), program, match()];
  const image = { type: "image", target: { userInput: "api:1", repoDigests: ["registry.example/api@sha256:1"] } };
  const inImage = read(grype(matches, { source: image }));

  expect(inImage.findings.map(({ category }) => category)).toEqual(["image", "image", "dependency"]);
  expect(inImage.artifact).toEqual({ name: "api:1", type: "container_image", digest: "sha256:1" });
  expect(only(program).category).toBe("dependency");
});

test("an ignored match is suppressed with the reason of its rule", () => {
  const rules = [{ vulnerability: "GHSA-aaaa-bbbb-cccc", reason: "not reachable", "vex-status": "not_affected" }];
  const report = read(grype([], { ignoredMatches: [match({}, { appliedIgnoreRules: rules }), match()] }));

  expect(report.counts).toMatchObject({ high: 0, suppressed: 2 });
  expect(report.suppressed.map(({ suppression }) => suppression)).toEqual([
    { status: "not_affected", statement: "not reachable" },
    { status: "ignored", statement: undefined },
  ]);
});

test.each([
  ["an empty list", []],
  ["null", null],
])("matches that are %s are clean", (_, matches) => {
  expect(read(grype(matches))).toMatchObject({ health: "ok", findings: [], usesDatabase: true });
});

test.each([
  ["an invalid database", { descriptor: { name: "grype", db: { status: { valid: false } } } }, "to be invalid"],
  ["a database error", { descriptor: { name: "grype", db: { error: "too old" } } }, "to be invalid"],
  ["an unknown source", { source: { type: "unknown", target: "unknown" } }, "does not say what was scanned"],
  ["no source", { source: undefined }, "does not say what was scanned"],
  ["an unknown list", { alertsByPackage: [{}] }, "/alertsByPackage is a list that this version does not know"],
])("%s makes the report partial", (_, fields, reason) => {
  const report = read(grype([], fields));

  expect(report.health).toBe("partial");
  expect(report.healthReasons.join()).toContain(reason);
});

test.each([
  ["matches", { matches: {} }, "#/matches: must be a list here, got a map"],
  ["an id", { matches: [match({ id: "" })] }, "#/matches/0/vulnerability/id: must be text here"],
  ["a package", { matches: [match({}, { artifact: null })] }, "#/matches/0/artifact: must be a map here"],
  ["a score", { matches: [match({ cvss: [cvss(11)] })] }, "must be a CVSS score from 0 to 10, got 11"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read(grype([], fields))).toThrow(message);
});

test("a weakness keeps its fingerprint when its package rises", () => {
  const [before, after] = ["2.28", "2.29"].map((version) =>
    only(match({}, { artifact: { ...debianPackage, version } })),
  );

  expect(after?.fingerprint).toBe(before?.fingerprint);
});
