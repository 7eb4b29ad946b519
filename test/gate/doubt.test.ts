import { doubtsAbout, type Expectations, type Report, type RunRecord } from "@sallyport/gate";
import { expect, test } from "vitest";
import {
  commit,
  now,
  read,
  recordOf,
  reportOf,
  result,
  trivy,
  trivyImage,
  vulnerability,
} from "../support/findings.ts";

const expected: Expectations = {
  now,
  maxReportAge: "24h",
  maxDatabaseAge: { age: "24h", setting: "scanning.scanners.trivy.cacheTTL" },
  exitCodes: [0],
  commit,
};
const good = reportOf(vulnerability());
const otherCommit = "9".repeat(40);
const digest = `sha256:${"a".repeat(64)}`;
const otherDigest = `sha256:${"b".repeat(64)}`;

function found(report: Report, record: RunRecord | undefined, more: Partial<Expectations> = {}): string[] {
  return doubtsAbout(report, record, { ...expected, ...more }).map(({ about, found: what }) => `${about} ${what}`);
}

test("a fresh report with its own record leaves no doubt", () => {
  expect(found(good, recordOf(good))).toEqual([]);
});

test("every doubt names the file, what was found and the remedy", () => {
  expect(doubtsAbout(good, undefined, expected)).toEqual([
    {
      about: "reports/trivy.json",
      found: "has no run record (trivy.json.run.json)",
      remedy: "Write one with `sallyport record` where the scanner runs.",
    },
  ]);
});

const record = recordOf(good);
const target = record.target;

test.each<[string, Partial<RunRecord>, string]>([
  ["of another content", { report: { ...record.report, sha256: "0".repeat(64) } }, "a run record of another content"],
  ["of another file", { report: { ...record.report, file: "old.json" } }, "a run record of another file (old.json)"],
  ["of another size", { report: { ...record.report, bytes: 1 } }, "has a run record of 1 bytes"],
  [
    "of another scanner",
    { tool: { name: "grype", version: "0.76.0" } },
    "is a report of trivy, its run record is of grype",
  ],
  [
    "of another version",
    { tool: { name: "trivy", version: "0.75.0" } },
    "was written by trivy 0.76.0, its run record says",
  ],
  ["older than the policy allows", { endedAt: "2026-05-03T11:59:59Z" }, "is stale: the scan ended 2026-05-03T11:59:59"],
  ["from the future", { endedAt: "2026-05-04T12:05:01Z" }, "comes from the future"],
  ["ended before it started", { startedAt: "2026-05-04T11:01:01Z" }, "ends (2026-05-04T11:01:00Z) before it starts"],
  [
    "of another time than the report",
    { startedAt: "2026-05-04T11:06:00Z", endedAt: "2026-05-04T11:07:00Z" },
    "was created 2026-05-04T11:00:30Z, outside",
  ],
  ["of a failed run", { exitCode: 1 }, "a run of trivy that failed: exit code 1, not 0"],
  [
    "of another commit",
    { target: { ...target, commit: otherCommit } },
    "is of commit 999999999999; commit 1f0c5e2d1f0c is judged",
  ],
  ["of no commit", { target: { kind: "filesystem", name: "." } }, "does not say which commit was scanned"],
  [
    "of an old database",
    { database: { updatedAt: "2026-05-03T10:59:59Z" } },
    "24 hours old at the scan; scanning.scanners.trivy.cacheTTL is 24h",
  ],
  ["of no database", { database: null }, "lists packages, but its run record names no vulnerability database"],
  ["of a database from the future", { database: { updatedAt: "2026-05-04T11:06:01Z" } }, "is younger than the run"],
])("a record %s is doubt", (_, fields, message) => {
  expect(found(good, recordOf(good, fields)).join("\n")).toContain(message);
});

test.each<[string, Partial<RunRecord>, Partial<Expectations>]>([
  ["just young enough", {}, { now: "2026-05-05T11:01:00Z" }],
  ["ahead by the skew of a clock", {}, { now: "2026-05-04T10:56:00Z" }],
  ["with a v before the version", { tool: { name: "trivy", version: "v0.76.0" } }, {}],
  ["with an exit code that the policy asked for", { exitCode: 7 }, { exitCodes: [0, 7] }],
  ["of a database just young enough", { database: { updatedAt: "2026-05-03T11:00:00Z" } }, {}],
  ["of any commit, where none is judged", { target: { ...target, commit: otherCommit } }, { commit: undefined }],
])("a record %s leaves no doubt", (_, fields, more) => {
  expect(found(good, recordOf(good, fields), more)).toEqual([]);
});

test("the database does not matter where nothing was looked up in it", () => {
  const report = read(trivy([{ Target: "Dockerfile", Class: "config" }]));

  expect(found(report, recordOf(report, { database: null }))).toEqual([]);
});

test.each(["0.69.4", "0.69.5", "v0.69.6"])("a report of the compromised Trivy %s is doubt", (version) => {
  const report = read(trivy([result()], { Trivy: { Version: version } }));

  expect(found(report, recordOf(report))).toEqual([
    `reports/trivy.json comes from trivy ${version}, a release made by attackers (CVE-2026-33634)`,
  ]);
});

test("a compromised version counts from the record alone, too", () => {
  const report = read(trivy([result()], { Trivy: undefined }));

  expect(found(report, recordOf(report, { tool: { name: "trivy", version: "0.69.4" } }))).toHaveLength(1);
  expect(found(report, recordOf(report, { tool: { name: "trivy", version: "0.69.3" } }))).toEqual([]);
});

test("a report that names its commit must agree with the record and with what is judged", () => {
  const report = read(trivy([result()], { Metadata: { Commit: otherCommit } }));

  expect(found(report, recordOf(report))[0]).toContain("is of commit 999999999999, its run record of 1f0c5e2d1f0c");
  expect(
    found(report, recordOf(report, { target: { ...target, commit: otherCommit } }), { commit: otherCommit }),
  ).toEqual([]);
});

test.each([
  ["empty", trivy([]), "shows that nothing was scanned: it has no results"],
  ["partial", trivy([result({ Omens: [1] })]), "is incomplete: /Results/0/Omens is a list"],
])("a report whose health is %s is doubt", (_, document, message) => {
  const report = read(document);

  expect(found(report, recordOf(report))[0]).toContain(message);
});

test("a report whose scan failed is doubt", () => {
  expect(found({ ...good, health: "failed", healthReasons: ["out of memory"] }, record)).toEqual([
    "reports/trivy.json says that the scan failed: out of memory",
  ]);
});

test("a long list of reasons is shortened by count", () => {
  const healthReasons = ["a", "b", "c", "d", "e"];

  expect(found({ ...good, health: "partial", healthReasons }, record)).toEqual([
    "reports/trivy.json is incomplete: a; b; c; and 2 more",
  ]);
});

test("a report of several scans is as old as the oldest of them", () => {
  const report = { ...good, createdAt: undefined, oldestResultAt: "2026-05-01T00:00:00Z" };

  expect(found(report, record)[0]).toContain("is stale: the scan ended 2026-05-01T00:00:00.000Z, 3 days ago");
});

const image = read(trivyImage("registry.example/acme/api:1.4", [result()]));
const ofImage = (fields: Partial<RunRecord["target"]> = {}) =>
  recordOf(image, { target: { kind: "image", name: "registry.example/acme/api:1.4", digest, ...fields } });
const images = [{ name: "api", digest }];

test("an image is judged by its digest, with or without a commit", () => {
  expect(found(image, ofImage(), { images })).toEqual([]);
  expect(found(image, ofImage({ commit }), { images })).toEqual([]);
});

test.each<[string, Partial<RunRecord["target"]>, string]>([
  [
    "another digest",
    { commit, digest: otherDigest },
    `is of registry.example/acme/api:1.4@${otherDigest}; ${digest} is judged`,
  ],
  [
    "no digest",
    { commit, digest: undefined },
    "does not say which digest of registry.example/acme/api:1.4 was scanned",
  ],
  [
    "another image than the report",
    { commit, name: "registry.example/acme/web:1.4" },
    "is about the image registry.example/acme/api:1.4",
  ],
])("a record of %s is doubt", (_, fields, message) => {
  expect(found(image, ofImage(fields), { images })[0]).toContain(message);
});

test("a report that knows the image by its digest only is held against the digest of its record", () => {
  const nameless = { ...image, artifact: { name: digest, type: "container_image", digest } };
  const other = {
    ...nameless,
    artifact: { ...nameless.artifact, name: `sha256:${"f".repeat(64)}`, digest: `sha256:${"f".repeat(64)}` },
  };

  expect(found(nameless, ofImage(), { images })).toEqual([]);
  expect(found(other, ofImage(), { images })[0]).toContain(
    `is about the image sha256:${"f".repeat(64)}, its run record about`,
  );
});

test("an image that was scanned as a file is taken by its record", () => {
  const archive = read(trivyImage("build/api.tar", [result()]));

  expect(
    found(archive, recordOf(archive, { target: { kind: "image", name: "acme/api", digest } }), { images }),
  ).toEqual([]);
});

test("an image without the commit that is judged, and without a digest to hold it to, is doubt", () => {
  expect(found(image, ofImage())[0]).toContain("does not say which commit was scanned");
});
