import { correlate } from "@sallyport/gate";
import { expect, test } from "vitest";
import { verdictOn } from "../../support/findings.ts";
import { type Draft, report } from "./sightings.ts";

/** Who is in each group, as `scanner:id`. */
function groups(...reports: ReturnType<typeof report>[]): string[][] {
  return correlate(reports).map(({ sightings }) =>
    sightings.map(({ finding }) => `${finding.scanner}:${finding.ids[0]}`),
  );
}

function pair(one: Draft, other: Draft): string[][] {
  return groups(report("grype", [one]), report("trivy", [other]));
}

const npm = (path: string): Draft => ({
  ids: ["CVE-2026-1"],
  category: "dependency",
  package: { name: "left-pad", version: "1.0.0", path },
});
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const imageOf = (name: string, letter?: string) => ({
  artifact: { name, type: "container_image", ...(letter !== undefined && { digest: digest(letter) }) },
});
const folder = (name: string) => ({ artifact: { name, type: "filesystem" } });
const line = (category: "secret" | "code" | "misconfiguration", number: number | undefined, fields = {}): Draft => ({
  ids: ["rule"],
  category,
  package: undefined,
  artifact: { name: ".", type: "repository" },
  location: { path: "app/main.py", ...(number !== undefined && { line: number }) },
  ...fields,
});

test.each([
  ["the same id", { ids: ["CVE-2026-1"] }, { ids: ["CVE-2026-1"] }],
  ["ids in another case", { ids: ["cve-2026-1"] }, { ids: ["CVE-2026-1"] }],
  ["an alias", { ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1"] }, { ids: ["CVE-2026-1"] }],
  ["a vendor id beside the CVE", { ids: ["CVE-2026-1", "DSA-5000-1"] }, { ids: ["CVE-2026-1"] }],
  [
    "a Maven package as group and as purl",
    { ids: ["CVE-2026-1"], package: { name: "log4j-core", version: "2", purl: "pkg:maven/org.apache/log4j-core@2" } },
    { ids: ["CVE-2026-1"], package: { name: "org.apache:log4j-core", version: "2" } },
  ],
  [
    "a Debian package with and without its distribution",
    { ids: ["CVE-2026-1"], package: { name: "openssl", version: "3", purl: "pkg:deb/debian/openssl@3" } },
    { ids: ["CVE-2026-1"], package: { name: "openssl", version: "3" } },
  ],
  [
    "a Python package in two spellings",
    { ids: ["CVE-2026-1"], package: { name: "Ruamel_Yaml", version: "1" } },
    { ids: ["CVE-2026-1"], package: { name: "ruamel.yaml", version: "1" } },
  ],
  [
    "a Go version with and without v",
    { ids: ["CVE-2026-1"], package: { name: "example.com/m", version: "v1.2.0" } },
    { ids: ["CVE-2026-1"], package: { name: "example.com/m", version: "1.2.0" } },
  ],
  [
    "a purl that is none",
    { ids: ["CVE-2026-1"], package: { name: "openssl", purl: "pkg:%%" } },
    { ids: ["CVE-2026-1"] },
  ],
  ["a path from the root and one without", npm("/app/package-lock.json"), npm("app/package-lock.json")],
  [
    "an image with and without digest",
    { ids: ["CVE-2026-1"], ...imageOf("api:1", "b") },
    { ids: ["CVE-2026-1"], ...imageOf("api:1") },
  ],
  [
    "a folder and the folder the scanner ran in",
    { ...npm("a.json"), ...folder("dir:source") },
    { ...npm("a.json"), ...folder(".") },
  ],
  [
    "a version that one scanner leaves out",
    { ids: ["CVE-2026-1"], package: { name: "openssl" } },
    { ids: ["CVE-2026-1"] },
  ],
  [
    "a lock file and the folder that npm installs in",
    { ...npm("package-lock.json"), ...folder(".") },
    { ...npm("node_modules/left-pad"), ...folder(".") },
  ],
  [
    "a full path and the path in the folder that the other scanner names",
    { ...npm("/src/web/package-lock.json"), ...folder(".") },
    { ...npm("web/package-lock.json"), ...folder("/src") },
  ],
  ["secrets on one line", line("secret", 7, { ids: ["aws-key"] }), line("secret", 7, { ids: ["generic-token"] })],
  [
    "code on one line of one CWE",
    line("code", 7, { ids: ["a"], cwes: ["CWE-89"] }),
    line("code", 7, { ids: ["b"], cwes: ["CWE-89"] }),
  ],
  ["a misconfiguration of one rule", line("misconfiguration", 3), line("misconfiguration", 3)],
])("two scanners list one weakness: %s", (_, one: Draft, other: Draft) => {
  expect(pair(one, other)).toHaveLength(1);
});

test.each([
  ["another id", { ids: ["CVE-2026-1"] }, { ids: ["CVE-2026-2"] }],
  ["only an advisory in common", { ids: ["CVE-2026-1", "RHSA-2026:1"] }, { ids: ["CVE-2026-2", "RHSA-2026:1"] }],
  ["a bundle of CVEs", { ids: ["ELSA-2026-1", "CVE-2026-1", "CVE-2026-2"] }, { ids: ["CVE-2026-1"] }],
  ["another package", { ids: ["CVE-2026-1"], package: { name: "libssl", version: "3.0.1" } }, { ids: ["CVE-2026-1"] }],
  ["another version", { ids: ["CVE-2026-1"], package: { name: "openssl", version: "1.1" } }, { ids: ["CVE-2026-1"] }],
  [
    "another digest under one name",
    { ids: ["CVE-2026-1"], ...imageOf("api:1", "b") },
    { ids: ["CVE-2026-1"], ...imageOf("api:1", "c") },
  ],
  ["another tag", { ids: ["CVE-2026-1"], ...imageOf("api:1") }, { ids: ["CVE-2026-1"], ...imageOf("api:2") }],
  ["another lock file", npm("a/package-lock.json"), npm("b/package-lock.json")],
  ["two folders inside an image", npm("node_modules/a"), npm("node_modules/b")],
  [
    "a full path where nobody names the folder",
    { ...npm("/src/web/package-lock.json"), ...folder(".") },
    { ...npm("web/package-lock.json"), ...folder(".") },
  ],
  [
    "a full path into a neighbour of the folder",
    { ...npm("/src-old/package-lock.json"), ...folder(".") },
    { ...npm("old/package-lock.json"), ...folder("/src") },
  ],
  [
    "a full path into another folder of the tree",
    { ...npm("/src/web/package-lock.json"), ...folder(".") },
    { ...npm("package-lock.json"), ...folder("/src") },
  ],
  ["an install folder of another scanner", npm("web/node_modules/left-pad"), npm("web/package-lock.json")],
  ["another folder", { ...npm("a.json"), ...folder("web") }, { ...npm("a.json"), ...folder("shop") }],
  ["secrets on two lines", line("secret", 7), line("secret", 8)],
  ["secrets without a line", line("secret", undefined), line("secret", undefined)],
  [
    "code of another kind",
    line("code", 7, { ids: ["a"], cwes: ["CWE-89"] }),
    line("code", 7, { ids: ["b"], cwes: ["CWE-79"] }),
  ],
])("two scanners list two weaknesses: %s", (_, one: Draft, other: Draft) => {
  expect(pair(one, other)).toHaveLength(2);
});

test("the folder that npm installs in for a workspace is no place of its own beside one lock file, and beside two it stays", () => {
  const audited = report("npmAudit", [{ ...npm("web/node_modules/left-pad"), ...folder(".") }]);
  const lock = (path: string) => ({ ...npm(path), ...folder(".") });

  expect(groups(audited, report("trivy", [lock("package-lock.json")]))).toHaveLength(1);
  expect(groups(audited, report("trivy", [lock("a/package-lock.json"), lock("b/package-lock.json")]))).toHaveLength(3);
});

test("reports of two folders leave full paths as they are", () => {
  const full = report("osvScanner", [{ ...npm("/src/web/a.json"), ...folder(".") }]);
  const trees = ["/src", "/other"].map((name) => report("trivy", [{ ...npm("web/a.json"), ...folder(name) }]));

  expect(groups(full, ...trees)).toHaveLength(3);
});

test("an alias that a third report knows joins the other two", () => {
  const reports = [
    report("grype", [{ ids: ["GHSA-aaaa-bbbb-cccc"] }]),
    report("trivy", [{ ids: ["CVE-2026-1"] }]),
    report("osvScanner", [{ ids: ["PYSEC-2026-1", "GHSA-aaaa-bbbb-cccc", "CVE-2026-1"] }]),
  ];

  expect(groups(...reports)).toHaveLength(1);
  expect(groups(...reports.slice(0, 2))).toHaveLength(2);
});

test("twins of one report, one under each alias, are one", () => {
  const twins = report("osvScanner", [{ ids: ["CVE-2026-1", "GO-2026-1"] }, { ids: ["GO-2026-1"] }]);

  expect(groups(twins)).toEqual([["osvScanner:CVE-2026-1", "osvScanner:GO-2026-1"]]);
});

test("two secrets that one report has on a line stay two, whoever else sees one", () => {
  const two = report("gitleaks", [line("secret", 7, { ids: ["a"] }), line("secret", 7, { ids: ["b"] })]);

  expect(groups(two, report("trivy", [line("secret", 7)]))).toHaveLength(2);
});

test("seven images with one weakness are seven findings", () => {
  const images = [..."1234567"].map((tag) => ({ ids: ["CVE-2026-1"], ...imageOf(`api:${tag}`) }));

  expect(groups(report("grype", images), report("trivy", images))).toHaveLength(7);
});

test("a scanner that leaves the place out joins no place when there are two", () => {
  const two = report("trivy", [npm("a/package-lock.json"), npm("b/package-lock.json")]);

  expect(groups(two, report("npmAudit", [npm("")]))).toHaveLength(3);
});

test("what one scanner leaves unsaid joins one place and never ties two together", () => {
  const versionless: Draft = { ...npm("x.json"), package: { name: "left-pad", path: "x.json" } };
  const placeless: Draft = { ...npm(""), location: { path: "shop/api:1.4" } };
  const joined = groups(report("a", [versionless]), report("b", [placeless]), report("c", [npm("y.json")]));

  expect(joined).toEqual([["b:CVE-2026-1", "a:CVE-2026-1"], ["c:CVE-2026-1"]]);
});

test("the scanners that looked at the same image and did not see it are named", () => {
  const [weakness] = correlate([
    report("grype", [{ ids: ["CVE-2026-1"] }]),
    report("trivy", []),
    report("clair", [], { health: "partial" }),
    report("gitleaks", [], { usesDatabase: false }),
    report("snyk", [], imageOf("other:1", "d")),
  ]);

  expect(weakness?.missedBy).toEqual(["trivy"]);
});

test("the strictest judgement decides, and who disagrees is said", () => {
  const [outcome, ...others] = verdictOn([
    report("grype", [{ ids: ["CVE-2026-1"], label: "Critical", fixedVersions: [] }]),
    report("trivy", [{ ids: ["CVE-2026-1"], label: "LOW", fixedVersions: ["3.0.2"] }]),
  ]).findings;

  expect(others).toEqual([]);
  expect(outcome).toMatchObject({ severity: "critical", outcome: "block" });
  expect(outcome?.rating.disputed).toBe("grype says Critical, trivy says LOW: the stricter judgement decides.");
  expect(outcome?.fix).toBe("Upgrade openssl from 3.0.1 to 3.0.2.");
  expect(outcome?.sightings.map(({ scanner, severity }) => [scanner, severity])).toEqual([
    ["grype", "critical"],
    ["trivy", "low"],
  ]);
});

test("a milder rung for one scanner does not soften what another one says", () => {
  const reports = [
    report("semgrep", [{ ids: ["CVE-2026-1"], label: "HIGH" }]),
    report("trivy", [{ ids: ["CVE-2026-1"], label: "HIGH" }]),
  ];

  expect(verdictOn(reports, { gate: { scanners: { semgrep: { any: "log" } } } }).findings[0]?.outcome).toBe("approve");
});

test("a score that one scanner has counts for all, and its fact under an alias too", () => {
  const scores = [{ source: "nvd", version: "3" as const, score: 9.8 }];
  const reports = [
    report("grype", [{ ids: ["GHSA-aaaa-bbbb-cccc", "CVE-2026-1"], scores }]),
    report("trivy", [{ ids: ["CVE-2026-1"] }]),
  ];
  const [outcome] = verdictOn(reports, { facts: { kev: { date: "2026-05-04", ids: ["CVE-2026-1"] } } }).findings;

  expect(outcome).toMatchObject({ severity: "critical", exploited: true });
  expect(outcome?.sightings.map(({ severity }) => severity)).toEqual(["critical", "critical"]);
});

test("a score that one scanner has does not soften the label of another", () => {
  const scores = [{ source: "nvd", version: "3" as const, score: 5 }];
  const reports = [
    report("grype", [{ ids: ["CVE-2026-1"], label: "Critical" }]),
    report("trivy", [{ ids: ["CVE-2026-1"], scores, label: "MEDIUM" }]),
  ];
  const [outcome] = verdictOn(reports).findings;

  expect(outcome).toMatchObject({ severity: "critical", outcome: "block" });
  expect(outcome?.sightings.map(({ severity }) => severity)).toEqual(["critical", "medium"]);
});

test("a weakness is in the baseline when any of its sightings is: a new scanner makes nothing new", () => {
  const old = report("grype", [{ ids: ["CVE-2026-1"], label: "High" }]);
  const baseline = old.findings.map(({ fingerprint }) => fingerprint);
  const reports = [
    old,
    report("trivy", [
      { ids: ["CVE-2026-1"], label: "HIGH" },
      { ids: ["CVE-2026-2"], label: "HIGH" },
    ]),
  ];
  const outcomes = verdictOn(reports, { gate: { newOnly: true }, baseline }).findings;

  expect(outcomes.map(({ ids, rule }) => [ids[0], rule])).toEqual([
    ["CVE-2026-2", "gate.ladder.high"],
    ["CVE-2026-1", "gate.newOnly"],
  ]);
});

test("tens of thousands of entries about one weakness, in one line or along a chain of aliases are told in time", () => {
  const many = <T>(draft: (number: number) => T) => Array.from({ length: 30_000 }, (_, number) => draft(number));
  const same = report(
    "trivy",
    many((number) => ({ ...npm("package-lock.json"), links: [`https://acme.example/${number}`] })),
  );
  const places = report(
    "trivy",
    many((number) => npm(`app-${number}/package-lock.json`)),
  );
  const chain = report(
    "trivy",
    many((number) => ({ ...npm("package-lock.json"), ids: [`X-${number}`, `X-${number + 1}`] })),
  );
  const inLine = (scanner: string) =>
    report(
      scanner,
      many((number) => line("secret", 7, { ids: [`rule-${number}`] })),
    );

  expect(correlate([same])).toHaveLength(1);
  expect(correlate([places])).toHaveLength(30_000);
  expect(correlate([chain])).toHaveLength(1);
  expect(correlate([inLine("gitleaks"), inLine("trufflehog")])).toHaveLength(30_000);
  expect(verdictOn([same]).findings).toHaveLength(1);
});
