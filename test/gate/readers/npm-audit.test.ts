import type { Finding } from "@sallyport/gate";
import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function advisory(fields: Fields = {}): Fields {
  return {
    source: 1001,
    name: "left-pad",
    title: "left-pad pads the wrong side",
    url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
    severity: "high",
    cvss: { score: 7.5, vectorString: "CVSS:3.1/AV:N" },
    ...fields,
  };
}

function vulnerable(name: string, via: readonly unknown[], fields: Fields = {}): Fields {
  return {
    name,
    severity: "high",
    via,
    range: "<1.0.1",
    nodes: [`node_modules/${name}`],
    fixAvailable: true,
    ...fields,
  };
}

function npm(packages: readonly Fields[], { total = packages.length, dependencies = 12 } = {}): Fields {
  return {
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(packages.map((entry) => [entry.name, entry])),
    metadata: { vulnerabilities: { total }, dependencies: { total: dependencies } },
  };
}

function only(findings: readonly Finding[]): Finding {
  const [finding, ...others] = findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${findings.length}`);
  return finding;
}

test("an advisory is read with id, package, score and place", () => {
  expect(only(read(npm([vulnerable("left-pad", [advisory()])])).findings)).toMatchObject({
    ids: ["GHSA-aaaa-bbbb-cccc"],
    category: "dependency",
    title: "left-pad pads the wrong side",
    package: { name: "left-pad", path: "node_modules/left-pad" },
    label: "high",
    scores: [{ source: "ghsa", version: "3", score: 7.5, vector: "CVSS:3.1/AV:N" }],
    links: ["https://github.com/advisories/GHSA-aaaa-bbbb-cccc"],
    scanner: "npmAudit",
    pointer: "/vulnerabilities/left-pad",
  });
});

test("a name in via leads to the advisories of that package, through circles too", () => {
  const report = read(
    npm([vulnerable("shop", ["web"]), vulnerable("web", ["left-pad", "shop"]), vulnerable("left-pad", [advisory()])]),
  );

  expect(report.health).toBe("ok");
  expect(report.findings.map(({ ids, package: affected }) => [affected?.name, ...ids])).toEqual([
    ["shop", "GHSA-aaaa-bbbb-cccc"],
    ["web", "GHSA-aaaa-bbbb-cccc"],
    ["left-pad", "GHSA-aaaa-bbbb-cccc"],
  ]);
  expect(report.findings[0]?.title).toBe("shop depends on a vulnerable left-pad: left-pad pads the wrong side");
});

test("a package with two advisories is counted once, as npm counts it, and judged by each of them", () => {
  const other = advisory({ source: 1002, url: "https://github.com/advisories/GHSA-dddd-eeee-ffff", severity: "low" });
  const report = read(npm([vulnerable("left-pad", [advisory(), other])]));

  expect(report.counts).toMatchObject({ high: 1, low: 0 });
  expect(report.findings.map(({ ids, label }) => [ids[0], label])).toEqual([
    ["GHSA-aaaa-bbbb-cccc", "high"],
    ["GHSA-dddd-eeee-ffff", "low"],
  ]);
});

test("the counts follow npm's words", () => {
  const words = ["critical", "high", "moderate", "low", "info", "none"];
  const report = read(npm(words.map((severity) => vulnerable(severity, [advisory({ severity })], { severity }))));

  expect(report.counts).toEqual({ critical: 1, high: 1, medium: 1, low: 1, info: 1, unscored: 1, suppressed: 0 });
});

test.each([
  ["is there", true, ["a version outside <1.0.1"]],
  ["is none", false, []],
  ["is the package itself", { name: "left-pad", version: "1.0.1" }, ["1.0.1"]],
  ["is another package", { name: "shop", version: "3.0.0", isSemVerMajor: true }, ["the one that shop 3.0.0 brings"]],
])("a fix that %s is told", (_, fixAvailable, expected) => {
  const { findings } = read(npm([vulnerable("left-pad", [advisory()], { fixAvailable })]));

  expect(only(findings).fixedVersions).toEqual(expected);
});

test("a score of 0 without a vector is no score", () => {
  const unrated = advisory({ cvss: { score: 0, vectorString: null } });

  expect(only(read(npm([vulnerable("left-pad", [unrated])])).findings).scores).toEqual([]);
});

test("an advisory without a GitHub id is named by npm's number", () => {
  const old = advisory({ source: undefined, id: 1084, url: "https://npmjs.com/advisories/1084" });

  expect(only(read(npm([vulnerable("left-pad", [old])])).findings).ids).toEqual(["npm:1084"]);
});

test("a report without vulnerable packages is clean", () => {
  expect(read(npm([]))).toMatchObject({ health: "ok", findings: [], usesDatabase: false });
});

test("a report without dependencies audited nothing", () => {
  expect(read(npm([], { dependencies: 0 })).health).toBe("empty");
});

test.each([
  ["a package via one that is not listed", npm([vulnerable("shop", ["left-pad"])]), "vulnerable via left-pad"],
  ["a package via nothing", npm([vulnerable("shop", [])]), "vulnerable via nothing"],
  ["more vulnerabilities in the metadata", npm([], { total: 3 }), "counts 3 vulnerabilities, but it lists 0"],
])("%s makes the report partial", (_, document, reason) => {
  const report = read(document);

  expect(report.health).toBe("partial");
  expect(report.healthReasons.join()).toContain(reason);
});

test("a vulnerable package whose advisory is missing is a finding all the same", () => {
  expect(only(read(npm([vulnerable("shop", ["left-pad"])])).findings)).toMatchObject({
    ids: ["npm:shop"],
    label: "high",
  });
});

test.each([
  ["npm", { message: "405 Method Not Allowed", statusCode: 405, error: { summary: "", detail: "" } }, "405 Method"],
  ["npm without a lock file", { error: { code: "ENOLOCK", summary: "needs a lockfile" } }, "ENOLOCK: needs a lockfile"],
  ["pnpm", { error: { code: "ERR_PNPM_AUDIT_NO_LOCKFILE", message: "No lock file" } }, "NO_LOCKFILE: No lock file"],
  ["an unknown cause", { error: { summary: "", detail: "" } }, "it does not say why"],
])("an error of %s is a failed audit, not a clean one", (_, document, reason) => {
  const report = read(document);

  expect(report).toMatchObject({ tool: "npmAudit", health: "failed", findings: [] });
  expect(report.healthReasons.join()).toContain(reason);
});

test("a password in the address of the registry goes nowhere", () => {
  const report = read({ error: { code: "E401", summary: "GET https://ci:hunter2@npm.example/ failed" } });

  expect(report.healthReasons).toEqual(["the audit failed: E401: GET https://npm.example/ failed"]);
});

test("a later version of the report is refused", () => {
  expect(() => read({ ...npm([]), auditReportVersion: 3 })).toThrow("npm report of version 3; version 2 is known");
});

test.each([
  ["vulnerabilities", { ...npm([]), vulnerabilities: [] }, "#/vulnerabilities: must be a map here, got a list"],
  ["metadata", { ...npm([]), metadata: null }, "#/metadata: must be a map here, got nothing"],
  ["via", npm([vulnerable("left-pad", [7])]), "#/vulnerabilities/left-pad/via/0: must be a map here, got a number"],
  ["fixAvailable", npm([vulnerable("left-pad", [], { fixAvailable: "no" })]), "must be true or false here"],
  ["a score", npm([vulnerable("left-pad", [advisory({ cvss: { score: 11 } })])]), "from 0 to 10, got 11"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});
