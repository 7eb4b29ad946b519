import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function record(fields: Fields = {}): Fields {
  const events = [{ introduced: "0" }, { fixed: "1.0.1" }];
  return {
    id: "GHSA-aaaa-bbbb-cccc",
    aliases: ["CVE-2026-1000"],
    summary: "left-pad pads the wrong side",
    published: "2026-01-01T00:00:00Z",
    affected: [
      { package: { name: "left-pad", purl: "pkg:npm/left-pad" }, ranges: [{ type: "SEMVER", events }] },
      { package: { name: "right-pad" }, ranges: [{ type: "SEMVER", events: [{ fixed: "9.9.9" }] }] },
    ],
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N" }],
    database_specific: { severity: "MODERATE" },
    ...fields,
  };
}

function listed(fields: Fields = {}): Fields {
  return { package: { name: "left-pad", version: "1.0.0", ecosystem: "npm" }, ...fields };
}

function osv(packages: readonly Fields[], path = "package-lock.json"): Fields {
  return { results: [{ source: { path, type: "lockfile" }, packages }] };
}

function problem(fields: Fields = {}, group: Fields = {}): Fields {
  return listed({ vulnerabilities: [record(fields)], groups: [{ ids: ["GHSA-aaaa-bbbb-cccc"], ...group }] });
}

function only(document: Fields) {
  const [finding, ...others] = read(document).findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${others.length}`);
  return finding;
}

test("a problem is read with ids, package, fix, score and place", () => {
  expect(only(osv([problem({}, { max_severity: "5.3" })]))).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1000"],
    category: "dependency",
    title: "left-pad pads the wrong side",
    package: { name: "left-pad", version: "1.0.0", purl: "pkg:npm/left-pad@1.0.0" },
    fixedVersions: ["1.0.1"],
    location: { path: "package-lock.json" },
    label: "MODERATE",
    labelSource: "ghsa",
    scores: [{ source: "osv", version: "3", score: 5.3, vector: "CVSS:3.1/AV:N" }],
    links: ["https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc"],
    pointer: "/results/0/packages/0/groups/0",
  });
});

test("records of one group are one problem, with the ids of all and the worst word", () => {
  const vulnerabilities = [record(), record({ id: "GO-2026-1", database_specific: { severity: "Critical" } })];
  const groups = [{ ids: ["GHSA-aaaa-bbbb-cccc", "GO-2026-1"], aliases: ["CVE-2026-1000"] }];

  expect(only(osv([listed({ vulnerabilities, groups })]))).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc", "GO-2026-1", "CVE-2026-1000"],
    label: "CRITICAL",
    labelSource: "osv",
  });
});

test("records that no group names are problems of their own", () => {
  const vulnerabilities = [record(), record({ id: "GO-2026-2" })];
  const groups = [{ ids: ["GHSA-aaaa-bbbb-cccc"] }];

  expect(read(osv([listed({ vulnerabilities, groups })])).findings).toHaveLength(2);
  expect(read(osv([listed({ vulnerabilities })])).findings).toHaveLength(2);
});

test("the counts follow the words of the databases; a vector alone is no score", () => {
  const words = ["CRITICAL", "HIGH", "MODERATE", "LOW", "DIRE", undefined];
  const packages = words.map((severity) => problem({ database_specific: { severity } }));

  expect(read(osv(packages)).counts).toMatchObject({ critical: 1, high: 1, medium: 1, low: 1, info: 0, unscored: 2 });
});

test.each([
  ["CVSS:4.0/AV:N", "4"],
  ["CVSS:3.1/AV:N", "3"],
  ["AV:N/AC:L", "2"],
])("the vector %s tells the version of the score", (score, version) => {
  const { scores } = only(osv([problem({ severity: [{ score }] }, { max_severity: "9.8" })]));

  expect(scores).toEqual([{ source: "osv", version, score: 9.8, vector: score }]);
});

test.each(["", "UNKNOWN"])("a group whose severity is %j has no score", (severity) => {
  expect(only(osv([problem({}, { max_severity: severity })])).scores).toEqual([]);
});

test("what a database adds of its own may have any shape", () => {
  expect(only(osv([problem({ database_specific: { severity: { level: 3 } } })]))?.label).toBeUndefined();
  expect(only(osv([problem({ database_specific: null })]))?.label).toBeUndefined();
});

test("a malicious package is malware, and is to be removed", () => {
  const vulnerabilities = [record({ id: "MAL-2026-1" })];

  expect(only(osv([listed({ vulnerabilities, groups: [{ ids: ["MAL-2026-1"] }] })]))).toMatchObject({
    category: "malware",
    fixedVersions: [],
    remedy: "Remove left-pad, and rotate every secret that it could reach.",
  });
});

test("a package of the system is an image finding", () => {
  const system = { package: { name: "curl", version: "8", ecosystem: "Debian:12" }, vulnerabilities: [record()] };

  expect(only(osv([system])).category).toBe("image");
});

test("a licence that is not allowed is a finding", () => {
  expect(only(osv([listed({ licenses: ["GPL-3.0"], license_violations: ["GPL-3.0"] })]))).toMatchObject({
    ids: ["GPL-3.0"],
    category: "licence",
    package: { name: "left-pad" },
  });
});

test.each([
  ["/home/runner/work/shop/shop/web/package-lock.json", "web/package-lock.json"],
  ["/__w/shop/shop/go.mod", "go.mod"],
  ["/github/workspace/go.mod", "go.mod"],
  ["/builds/acme/shop/go.mod", "go.mod"],
  ["file:///github/workspace/go.mod", "go.mod"],
  ["D:\\a\\shop\\shop\\web\\go.mod", "web/go.mod"],
  ["./go.mod", "go.mod"],
  ["/srv/shop/go.mod", "/srv/shop/go.mod"],
])("the path %s becomes %s", (path, expected) => {
  expect(only(osv([problem()], path)).location.path).toBe(expected);
});

test("a weakness has the same fingerprint on every runner", () => {
  const [here, there] = ["/github/workspace/go.mod", "/home/runner/work/shop/shop/go.mod"].map((path) =>
    only(osv([problem()], path)),
  );

  expect(there?.fingerprint).toBe(here?.fingerprint);
});

test("listed packages without vulnerabilities are clean", () => {
  expect(read(osv([listed(), listed({ vulnerabilities: [] })]))).toMatchObject({
    health: "ok",
    findings: [],
    usesDatabase: true,
  });
});

test.each([
  ["no results, as a run without a database writes it", { results: [] }],
  ["no results and the settings", { results: [], experimental_config: { licenses: { summary: false } } }],
  ["a source without packages", osv([])],
])("a report of %s is no proof of a scan", (_, document) => {
  const report = read(document);

  expect(report).toMatchObject({ tool: "osvScanner", health: "empty" });
  expect(report.healthReasons[0]).toContain("run osv-scanner with --all-packages");
});

test.each([
  ["the report", { ...osv([listed()]), experimental_omens: [{}] }, "/experimental_omens is a list"],
  ["a package", osv([listed({ omens: [{}] })]), "/results/0/packages/0/omens is a list"],
])("a list of an unknown kind in %s makes it partial", (_, document, reason) => {
  const report = read(document);

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain(reason);
});

test.each([
  ["packages", { results: [{ source: { path: "go.mod" }, packages: {} }] }, "#/results/0/packages: must be a list"],
  ["a path", osv([listed()], ""), "#/results/0/source/path: must be text here"],
  ["a name", osv([listed({ package: { version: "1" }, vulnerabilities: [record()] })]), "/package/name: must be text"],
  [
    "the ids of a group",
    osv([listed({ groups: [{ ids: [] }] })]),
    "groups/0/ids: must be a list of ids here, got none",
  ],
  ["a score", osv([problem({}, { max_severity: "98" })]), "must be a CVSS score from 0 to 10, got 98"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});

test("results of another scanner are not taken for these", () => {
  expect(() => read({ results: [{ check: 1 }] })).toThrow("not a report that can be judged");
});
