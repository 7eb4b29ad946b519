import { readReport, renderFindings, renderFindingsJson, rungOfLabel } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, jsonLines, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

const inBase64 = Buffer.from(secretValue).toString("base64");
const commit = "c0ffee".repeat(6);

function git(fields: Fields = {}): Fields {
  return { commit, file: "deploy/app.env", email: "A. Writer <writer@acme.example>", line: 4, ...fields };
}

/** An entry of version 3. */
function secret(fields: Fields = {}, data: Fields = { Git: git() }): Fields {
  return {
    SourceMetadata: { Data: data },
    SourceID: 0,
    SourceType: 16,
    SourceName: "trufflehog - git",
    DetectorType: 2,
    DetectorName: "AWS",
    DecoderName: "PLAIN",
    Verified: true,
    Raw: secretValue,
    RawV2: `${secretValue}:more`,
    Redacted: secretValue.slice(0, 10),
    ExtraData: { account: secretValue },
    StructuredData: null,
    ...fields,
  };
}

/** An entry of version 2. */
function old(fields: Fields = {}): Fields {
  return {
    branch: "origin/main",
    commit: `Remove ${secretValue}`,
    commitHash: commit,
    date: "2021-01-30 19:50:09",
    diff: `- key = ${secretValue}`,
    path: "app.py",
    printDiff: secretValue,
    reason: "Generic Secret",
    stringsFound: [`key = '${secretValue}'`, secretValue],
    ...fields,
  };
}

/** An entry of trufflehog3. */
function key(fields: Fields = {}): Fields {
  return {
    rule: { id: "high-entropy", message: "High Entropy", severity: "MEDIUM" },
    path: "app.env",
    line: "10",
    secret: secretValue,
    context: { 10: `KEY=${secretValue}` },
    message: `Add ${secretValue}`,
    author: "A. Writer <writer@acme.example>",
    commit: null,
    ...fields,
  };
}

const finished = {
  level: "info-0",
  ts: "2026-05-04T11:00:00Z",
  logger: "trufflehog",
  msg: "finished scanning",
  chunks: 3,
  bytes: 1200,
  verified_secrets: 0,
  unverified_secrets: 0,
  trufflehog_version: "3.97.0",
};

function read(...lines: readonly unknown[]) {
  return readReport(jsonLines(...lines), "trufflehog.jsonl");
}

test("a secret of version 3 has its detector, place and commit, and says whether it was verified", () => {
  const report = read(secret(), secret({ DetectorName: "Slack", Verified: false }));

  expect(report).toMatchObject({ tool: "trufflehog", format: "trufflehog-v3-json", health: "ok", usesDatabase: false });
  expect(report.findings[0]).toMatchObject({
    ids: ["AWS"],
    category: "secret",
    title: "AWS secret",
    detail: `In commit ${commit}`,
    label: "verified",
    location: { path: "deploy/app.env", line: 4 },
    pointer: "/0",
  });
  expect(report.counts).toMatchObject({ critical: 1, unscored: 1 });
});

test.each([
  ["the file system", { Filesystem: { file: "/github/workspace/a.env", line: 2 } }, "a.env"],
  ["GitHub", { Github: { file: "keys", link: "https://github.com/acme/shop/blob/1/keys", commit } }, "keys"],
  ["an image", { Docker: { file: "/etc/key", image: "api", layer: "sha256:0" } }, "/etc/key"],
  ["a page without a file", { Confluence: { link: "https://wiki.acme.example/1" } }, "https://wiki.acme.example/1"],
  ["a source that says no place", { Stdin: {} }, "Stdin"],
])("a secret in %s has a place", (_, data, path) => {
  expect(read(secret({}, data)).findings[0]?.location.path).toBe(path);
});

const documents: [string, Buffer][] = [
  ["lines of version 3", jsonLines(secret(), secret({ Verified: false }))],
  ["a list of version 3", bytes([secret(), secret()])],
  ["one entry of version 3", bytes(secret())],
  ["version 3 with Base64", jsonLines(secret({ Raw: inBase64 }, { Git: git({ file: `keys/${secretValue}.pem` }) }))],
  [
    "a link with the secret",
    jsonLines(secret({}, { Github: { file: "a", link: `https://x.example/${secretValue}` } })),
  ],
  ["lines of version 2", jsonLines(old(), old({ path: `keys/${secretValue}` }))],
  ["a list of version 2", bytes([old()])],
  ["one entry of version 2", bytes(old())],
  ["trufflehog3", bytes([key(), key({ path: `${secretValue}.pem` })])],
];

test.each(documents)("%s show the secret nowhere, nor who committed it", (_, content) => {
  const report = readReport(content, "a.json");
  const rendered = JSON.stringify(report) + renderFindingsJson([report]) + renderFindings([report], { color: false });

  expect(report.findings.length).toBeGreaterThan(0);
  for (const part of [secretValue, inBase64, secretValue.slice(0, 10), "writer"]) expect(rendered).not.toContain(part);
});

test("an error shows the secret neither", () => {
  const content = jsonLines(secret(), secret({ SourceMetadata: secretValue }));

  expect(() => readReport(content, "a.jsonl")).toThrow("a.jsonl:2#/SourceMetadata: must be a map here, got other text");
});

test("a link with a password is left out", () => {
  const [finding] = read(
    secret({}, { Gitlab: { file: "a", link: "https://me:hunter22@git.acme.example/a" } }),
  ).findings;

  expect(finding?.links).toEqual([]);
});

test.each([
  ["version 2, as lines", jsonLines(old(), old({ path: "b.py" })), "trufflehog-v2-json"],
  ["version 2, as a list", bytes([old(), old({ path: "b.py" })]), "trufflehog-v2-json"],
  ["trufflehog3", bytes([key({ path: "app.py" }), key({ path: "b.py" })]), "trufflehog3-json-array"],
])("%s is read", (_, content, format) => {
  const report = readReport(content, "a.json");

  expect(report).toMatchObject({ tool: "trufflehog", format, health: "ok" });
  expect(report.findings.map(({ category, location }) => [category, location.path])).toEqual([
    ["secret", "app.py"],
    ["secret", "b.py"],
  ]);
});

test("trufflehog3 has lines as text and severities", () => {
  const report = readReport(bytes([key(), key({ rule: { id: "a", severity: "HIGH" } })]), "a.json");

  expect(report.findings[0]?.location.line).toBe(10);
  expect(report.counts).toMatchObject({ high: 1, medium: 1 });
  expect(() => readReport(bytes([key({ line: "x" })]), "a.json")).toThrow("#/0/line: must be the number of a line");
});

test("the log beside the secrets tells the version, and that nothing was found", () => {
  expect(read({ ...finished, msg: "running source" }, secret(), finished)).toMatchObject({ toolVersion: "3.97.0" });
  expect(read(finished)).toMatchObject({ health: "ok", findings: [], toolVersion: "3.97.0" });
});

test("a log that counts more, names an error or no bytes, or does not end is no clean report", () => {
  const more = read(secret(), { ...finished, verified_secrets: 2 });
  const error = read(finished, { ...finished, level: "error", msg: "could not clone" });

  expect(more.healthReasons).toEqual(["its log counts 2 secrets, but it lists 1: some were left out"]);
  expect(error).toMatchObject({ health: "partial", healthReasons: ["TruffleHog says in its log: could not clone"] });
  expect(read({ ...finished, bytes: 0 }).health).toBe("empty");
  expect(read({ ...finished, msg: "running source" }).health).toBe("empty");
});

test("a file without a byte, which is what version 3 writes when it finds nothing, is refused", () => {
  expect(() => readReport(Buffer.from(""), "a.json", { tool: "trufflehog" })).toThrow("is empty (0 bytes)");
});

test("an empty list is clean when it is named, and refused when it is not", () => {
  expect(readReport(bytes([]), "a.json", { tool: "trufflehog" })).toMatchObject({ health: "ok", findings: [] });
  expect(() => readReport(bytes([]), "a.json")).toThrow("say which one did");
});

test("the fingerprint stays when the line moves or the secret is hidden, and changes with file and commit", () => {
  const fingerprint = (fields: Fields, place: Fields = {}) =>
    read(secret(fields, { Git: git(place) })).findings[0]?.fingerprint;

  expect(fingerprint({ Raw: "", Verified: false }, { line: 99 })).toBe(fingerprint({}));
  expect(fingerprint({}, { commit: "beef" })).not.toBe(fingerprint({}));
  expect(fingerprint({}, { file: "b" })).not.toBe(fingerprint({}));
});

test("unverified is no severity: its category decides", () => {
  expect(rungOfLabel("trufflehog", "unverified")).toBe("unscored");
  expect(rungOfLabel("trufflehog", "verified")).toBe("critical");
});
