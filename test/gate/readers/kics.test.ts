import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function file(fields: Fields = {}): Fields {
  return {
    file_name: "terraform/s3.tf",
    similarity_id: "70d2",
    line: 36,
    issue_type: "MissingAttribute",
    search_key: "aws_s3_bucket[logs]",
    search_value: "",
    expected_value: "Logging is defined",
    actual_value: "Logging is missing",
    ...fields,
  };
}

function query(files: unknown, fields: Fields = {}): Fields {
  return {
    query_name: "S3 Bucket Logging Disabled",
    query_id: "f861041c",
    query_url: "https://docs.example/s3",
    severity: "MEDIUM",
    platform: "Terraform",
    cwe: "778",
    category: "Observability",
    description: "Buckets have logs",
    files,
    ...fields,
  };
}

function report(queries: readonly Fields[], fields: Fields = {}): Fields {
  return {
    kics_version: "v2.1.20",
    files_scanned: 15,
    files_parsed: 15,
    files_failed_to_scan: 0,
    queries_total: 834,
    queries_failed_to_execute: 0,
    queries,
    bill_of_materials: [{ query_name: "BOM" }],
    ...fields,
  };
}

test("each file of a query is a misconfiguration in its place", () => {
  const said = read(report([query([file(), file({ file_name: "b.tf", search_key: "aws_s3_bucket[b]" })])]));

  expect(said).toMatchObject({ tool: "kics", format: "kics-json", toolVersion: "v2.1.20", health: "ok" });
  expect(said.findings).toHaveLength(2);
  expect(said.findings[0]).toMatchObject({
    ids: ["f861041c"],
    category: "misconfiguration",
    title: "S3 Bucket Logging Disabled",
    detail: "Logging is missing",
    remedy: "Logging is defined",
    cwes: ["CWE-778"],
    label: "MEDIUM",
    location: { path: "terraform/s3.tf", line: 36, resource: "aws_s3_bucket[logs]" },
    pointer: "/queries/0/files/0",
  });
});

test("every severity counts", () => {
  const words = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO", "TRACE"];
  const said = read(report(words.map((severity) => query([file()], { severity }))));

  expect(said.counts).toMatchObject({ critical: 1, high: 1, medium: 1, low: 1, info: 2 });
});

test("a password is a secret, and what KICS found in its place goes nowhere", () => {
  const shown = { actual_value: secretValue, search_key: secretValue, search_value: secretValue, value: secretValue };
  const said = read(report([query([file(shown)], { query_name: "Passwords And Secrets - Generic Password" })]));

  expect(said.findings[0]).toMatchObject({ category: "secret", location: { path: "terraform/s3.tf", line: 36 } });
  expect(JSON.stringify(said)).not.toContain(secretValue);
});

test("no result is clean where files were scanned, and empty where none were", () => {
  expect(read(report([]))).toMatchObject({ health: "ok", findings: [] });
  expect(read(report([], { files_scanned: 0, files_parsed: 0 })).health).toBe("empty");
  expect(read(report([], { queries_total: 0 })).health).toBe("empty");
});

test.each([
  ["files that were not parsed", { files_parsed: 14 }, "1 of 15 files could not be scanned"],
  ["files that failed", { files_failed_to_scan: 2 }, "2 of 15 files could not be scanned"],
  ["queries that failed", { queries_failed_to_execute: 1 }, "1 of 834 queries failed"],
  ["a count above the list", { total_counter: 3 }, "it counts 3 results, but lists 1: some were left out"],
])("%s make it partial", (_, fields, reason) => {
  expect(read(report([query([file()])], fields))).toMatchObject({ health: "partial", healthReasons: [reason] });
});

test("the fingerprint stays when the line moves, and differs by resource", () => {
  const fingerprint = (fields: Fields) => read(report([query([file(fields)])])).findings[0]?.fingerprint;

  expect(fingerprint({ line: 99, similarity_id: "x" })).toBe(fingerprint({}));
  expect(fingerprint({ search_key: "aws_s3_bucket[b]" })).not.toBe(fingerprint({}));
});

test.each([
  ["the id of a query", query([file()], { query_id: null }), "#/queries/0/query_id: must be text here"],
  ["the files of a query", query(undefined), "#/queries/0/files: must be a list here"],
  ["the name of a file", query([file({ file_name: 7 })]), "#/queries/0/files/0/file_name: must be text here"],
])("damage at %s is refused with its place", (_, entry, message) => {
  expect(() => read(report([entry]))).toThrow(message);
});

test("it can be named, and is the report of no other scanner", () => {
  expect(readReport(bytes(report([])), "a", { tool: "kics" }).tool).toBe("kics");
  expect(() => readReport(bytes(report([])), "a", { tool: "checkov" })).toThrow("is a report of kics, not of checkov");
});
