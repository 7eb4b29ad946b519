import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function weakness(fields: Fields = {}): Fields {
  return {
    id: "SNYK-JS-LEFTPAD-1",
    title: "Pads the wrong side",
    packageName: "left-pad",
    version: "1.0.0",
    severity: "high",
    identifiers: { CVE: ["CVE-2026-1000"], GHSA: ["GHSA-aaaa-bbbb-cccc"], CWE: ["CWE-1"] },
    cvssScore: 7.5,
    CVSSv3: "CVSS:3.1/AV:N",
    fixedIn: ["1.0.1"],
    from: ["shop@1.0.0", "left-pad@1.0.0"],
    references: [{ url: "https://example.org/advisory" }, { url: "javascript:alert(1)" }],
    ...fields,
  };
}

function project(vulnerabilities: Fields[], fields: Fields = {}): Fields {
  return {
    ok: vulnerabilities.length === 0,
    projectName: "shop",
    displayTargetFile: "package-lock.json",
    dependencyCount: 12,
    vulnerabilities,
    ...fields,
  };
}

test("a weakness is read with its aliases, package, fix and scores", () => {
  const details = [{ assigner: "NVD", cvssV3BaseScore: 9.8, cvssV3Vector: "CVSS:3.1/AV:L" }];
  const report = read(project([weakness({ cvssDetails: details })]));

  expect(report).toMatchObject({ tool: "snyk", format: "snyk-json", health: "ok", usesDatabase: false });
  expect(report.findings).toMatchObject([
    {
      ids: ["SNYK-JS-LEFTPAD-1", "CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"],
      category: "dependency",
      detail: "Comes with shop@1.0.0 > left-pad@1.0.0",
      package: { name: "left-pad", version: "1.0.0" },
      fixedVersions: ["1.0.1"],
      location: { path: "package-lock.json" },
      artifact: { name: "shop", type: "project" },
      label: "high",
      scores: [
        { source: "snyk", version: "3", score: 7.5, vector: "CVSS:3.1/AV:N" },
        { source: "nvd", version: "3", score: 9.8, vector: "CVSS:3.1/AV:L" },
      ],
      links: ["https://example.org/advisory"],
      pointer: "/vulnerabilities/0",
    },
  ]);
});

test("newer reports have all scores in one list, with their version", () => {
  const sources = [
    { assigner: "Snyk", baseScore: 8.7, cvssVersion: "4.0", vector: "CVSS:4.0/AV:N" },
    { assigner: "Red Hat", baseScore: 7.1, cvssVersion: "3.1", vector: "CVSS:3.1/AV:N" },
  ];

  expect(read(project([weakness({ cvssSources: sources })])).findings[0]?.scores).toMatchObject([
    { source: "snyk", version: "4", score: 8.7 },
    { source: "redhat", version: "3", score: 7.1 },
  ]);
});

test("a score that nobody signed is a score of somebody else", () => {
  const sources = [{ baseScore: 6.1, cvssVersion: "3.1" }];

  expect(read(project([weakness({ cvssSources: sources })])).findings[0]?.scores).toEqual([
    { source: "unnamed", version: "3", score: 6.1 },
  ]);
});

test("a weakness without CVE and score keeps Snyk's id and label", () => {
  const report = read(project([weakness({ identifiers: { CVE: [] }, cvssScore: null, CVSSv3: null })]));

  expect(report.findings).toMatchObject([{ ids: ["SNYK-JS-LEFTPAD-1"], label: "high", scores: [] }]);
});

test("the paths to one package make one finding, and count each", () => {
  const other = weakness({ from: ["shop@1.0.0", "pads@2.0.0", "left-pad@1.0.0"] });
  const report = read(project([weakness(), other, weakness({ version: "0.9.0" })]));

  expect(report.counts.high).toBe(3);
  expect(report.findings).toMatchObject([
    { detail: "Comes with shop@1.0.0 > left-pad@1.0.0, and 1 more path", package: { version: "1.0.0" } },
    { package: { version: "0.9.0" } },
  ]);
});

test("paths of different severity stay apart", () => {
  expect(read(project([weakness(), weakness({ severity: "low" })])).findings).toHaveLength(2);
});

test.each([
  ["critical is taken from the field that knows it", { severityWithCritical: "critical" }, "critical"],
  ["a changed severity counts as changed", { severity: "low", originalSeverity: "high" }, "low"],
])("%s", (_, fields, label) => {
  expect(read(project([weakness(fields)])).findings[0]?.label).toBe(label);
});

test("a changed severity says what it was", () => {
  const report = read(project([weakness({ severity: "low", originalSeverity: "high" })]));

  expect(report.findings[0]?.detail).toContain("Somebody changed its severity in Snyk; it was high.");
});

test.each([
  ["a licence", { type: "license" }, "licence"],
  ["a malicious package", { malicious: true }, "malware"],
])("%s has a category of its own", (_, fields, category) => {
  expect(read(project([weakness(fields)])).findings[0]?.category).toBe(category);
});

test("an image has packages of its system, and applications inside", () => {
  const application = project([weakness()], { displayTargetFile: "/app/package.json" });
  const image = project([weakness({ name: "zlib/zlib1g" })], { docker: {}, path: "api:1", displayTargetFile: null });

  expect(read({ ...image, applications: [application] }).findings).toMatchObject([
    { category: "image", artifact: { name: "api:1", type: "container_image" }, package: { name: "zlib/zlib1g" } },
    { category: "dependency", artifact: { name: "api:1" }, location: { path: "/app/package.json" } },
  ]);
});

test("what was ignored or patched is suppressed, with its reason", () => {
  const ignored = weakness({ filtered: { ignored: [{ reason: "not reachable", source: "cli" }] } });
  const filtered = { ignore: [ignored, ignored], patch: [weakness({ id: "SNYK-JS-LEFTPAD-2" })] };
  const report = read(project([], { filtered }));

  expect(report.findings).toEqual([]);
  expect(report.suppressed).toMatchObject([
    { ids: ["SNYK-JS-LEFTPAD-1", "CVE-2026-1000", "GHSA-aaaa-bbbb-cccc"], suppression: { statement: "not reachable" } },
    { suppression: { status: "patched" } },
  ]);
});

test("a clean project is clean", () => {
  expect(read(project([], { uniqueCount: 0 }))).toMatchObject({ health: "ok", findings: [] });
});

test("several projects are one report", () => {
  const report = read([project([weakness()]), project([weakness()], { displayTargetFile: "web/package-lock.json" })]);

  expect(report).toMatchObject({ format: "snyk-json-multi", health: "ok" });
  expect(report.findings.map(({ location }) => location.path)).toEqual(["package-lock.json", "web/package-lock.json"]);
});

const failure = { ok: false, error: "Could not detect supported target files", path: "shop" };

test("a project that could not be tested has failed", () => {
  expect(read(failure)).toMatchObject({
    health: "failed",
    healthReasons: ["Snyk could not test shop: Could not detect supported target files"],
  });
});

test("a failed project among others makes the report partial", () => {
  expect(read([project([]), failure])).toMatchObject({
    health: "partial",
    healthReasons: ["/1 could not test shop: Could not detect supported target files"],
  });
});

test.each([
  ["more than it lists", project([weakness()], { uniqueCount: 9 }), "found 9 weaknesses or more, and lists 1"],
  ["something, and lists nothing", project([], { ok: false }), "found 1 weaknesses or more, and lists 0"],
  ["an unknown list", project([], { omens: [{}] }), "/omens is a list that this version does not know"],
])("a report that says %s is partial", (_, document, reason) => {
  const report = read(document);

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain(reason);
});

test("a project without any dependency is empty, not clean", () => {
  expect(read(project([], { dependencyCount: 0 })).health).toBe("empty");
  expect(read([project([], { dependencyCount: 0 }), project([])]).health).toBe("ok");
});

test("a bare ok is no report", () => {
  expect(() => read({ ok: true })).toThrow("is JSON of an unknown format");
});

function issue(fields: Fields = {}): Fields {
  return {
    id: "SNYK-CC-1",
    title: "Open to the world",
    severity: "medium",
    impact: "Anybody may connect",
    resolve: "Close it",
    lineNumber: 16,
    path: ["resource", "aws_security_group[web]"],
    ...fields,
  };
}

test("an issue of infrastructure code is a misconfiguration; an ignored one is suppressed", () => {
  const infrastructureAsCodeIssues = [issue(), issue({ isIgnored: true }), issue({ id: "SNYK-CC-2", lineNumber: -1 })];
  const report = read(
    project([], { ok: false, targetFile: "main.tf", displayTargetFile: null, infrastructureAsCodeIssues }),
  );

  expect(report.findings).toMatchObject([
    {
      ids: ["SNYK-CC-1"],
      category: "misconfiguration",
      remedy: "Close it",
      location: { path: "main.tf", line: 16, resource: "resource.aws_security_group[web]" },
    },
    { ids: ["SNYK-CC-2"], location: { line: undefined } },
  ]);
  expect(report.suppressed).toHaveLength(1);
});

test("infrastructure code without issues is clean, though it has no dependencies", () => {
  const fields = { meta: {}, dependencyCount: 0, infrastructureAsCodeIssues: [] };

  expect(read(project([], fields)).health).toBe("ok");
});

test.each([
  ["an id", weakness({ id: "" }), "/vulnerabilities/0/id: must be text here"],
  ["a score", weakness({ cvssScore: 11 }), "/vulnerabilities/0/cvssScore: must be a CVSS score from 0 to 10, got 11"],
  ["a path", weakness({ from: "shop" }), "/vulnerabilities/0/from: must be a list here"],
])("damage at %s is refused with its place", (_, entry, message) => {
  expect(() => read(project([entry]))).toThrow(message);
});
