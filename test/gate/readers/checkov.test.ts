import { expect, test } from "vitest";
import { read, secretValue } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function check(fields: Fields = {}): Fields {
  return {
    check_id: "CKV_AWS_20",
    bc_check_id: "BC_AWS_S3_1",
    check_name: "The bucket is not public",
    check_result: { result: "FAILED" },
    code_block: [[12, `token = "${secretValue}"`]],
    file_path: "/terraform/main.tf",
    file_line_range: [12, 20],
    resource: "aws_s3_bucket.logs",
    severity: null,
    guideline: "https://docs.example/s3-1",
    ...fields,
  };
}

/** What one framework says; the summary counts what the lists hold, unless the fields say otherwise. */
function framework(lists: Fields = {}, summary: Fields = {}, check_type = "terraform"): Fields {
  const { failed_checks = [], skipped_checks = [], parsing_errors = [] } = lists as Record<string, unknown[]>;
  return {
    check_type,
    results: { failed_checks, ...lists },
    summary: {
      passed: 1,
      failed: failed_checks.length,
      skipped: skipped_checks.length,
      parsing_errors: parsing_errors.length,
      checkov_version: "3.3.30",
      ...summary,
    },
  };
}

test("a failed check is a misconfiguration with its place, relative to the scanned folder", () => {
  const report = read(framework({ failed_checks: [check()] }));

  expect(report).toMatchObject({ tool: "checkov", toolVersion: "3.3.30", format: "checkov-json", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["CKV_AWS_20", "BC_AWS_S3_1"],
    category: "misconfiguration",
    title: "The bucket is not public",
    location: { path: "terraform/main.tf", line: 12, resource: "aws_s3_bucket.logs" },
    links: ["https://docs.example/s3-1"],
    pointer: "/results/failed_checks/0",
  });
});

test("passed checks alone are clean, whether they are listed or only counted", () => {
  expect(read(framework())).toMatchObject({ health: "ok", findings: [] });
  expect(read(framework({ passed_checks: [check()] }, { passed: 0 }))).toMatchObject({ health: "ok", findings: [] });
});

test("several frameworks are a list, and all of them count", () => {
  const report = read([
    framework({ failed_checks: [check()] }),
    framework({ failed_checks: [check({ check_id: "CKV_DOCKER_2" })] }, {}, "dockerfile"),
  ]);

  expect(report.findings.map(({ ids, pointer }) => [ids[0], pointer])).toEqual([
    ["CKV_AWS_20", "/0/results/failed_checks/0"],
    ["CKV_DOCKER_2", "/1/results/failed_checks/0"],
  ]);
});

test("a severity is read where there is one; null is unscored, not low", () => {
  const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO", null];
  const report = read(framework({ failed_checks: severities.map((severity) => check({ severity })) }));

  expect(report.counts).toMatchObject({ critical: 1, high: 1, medium: 1, low: 1, info: 1, unscored: 1 });
});

test("a skipped check is suppressed, with the reason that the code gives", () => {
  const skipped = check({ check_result: { result: "SKIPPED", suppress_comment: "a public site" } });
  const report = read(framework({ skipped_checks: [skipped] }));

  expect(report.findings).toEqual([]);
  expect(report.counts.suppressed).toBe(1);
  expect(report.suppressed[0]?.suppression).toEqual({ status: "skipped", statement: "a public site" });
});

test.each([
  ["passed", { passed: 3, skipped: 0 }],
  ["skipped", { passed: 0, skipped: 3 }],
])("checks that the summary counts as %s were run, listed or not", (_, summary) => {
  expect(read(framework({}, summary)).health).toBe("ok");
});

test.each([
  ["a bare summary", { passed: 0, failed: 0, skipped: 0, parsing_errors: 0, checkov_version: "3.3.30" }],
  ["a framework without a check", framework({ passed_checks: [] }, { passed: 0 })],
])("%s says that nothing was checked", (_, document) => {
  const report = read(document);

  expect(report).toMatchObject({ health: "empty", toolVersion: "3.3.30", findings: [] });
  expect(report.healthReasons).toEqual(["it has no checks: Checkov found nothing to check"]);
});

test("a file that could not be parsed makes the report partial", () => {
  const report = read(framework({ failed_checks: [check()], parsing_errors: ["/terraform/broken.tf"] }));

  expect(report.health).toBe("partial");
  expect(report.healthReasons).toEqual(["/terraform/broken.tf could not be parsed, so it was not checked"]);
});

test.each([
  ["files that could not be parsed", { parsing_errors: 2 }, "its summary counts 2 files of terraform that could not"],
  ["failed checks", { failed: 5 }, "its summary counts 5 failed checks of terraform, and 1 are listed"],
])("%s that are counted and not listed make the report partial", (_, summary, reason) => {
  const report = read(framework({ failed_checks: [check()] }, summary));

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain(reason);
});

test("a summary that counts failures without listing them is refused", () => {
  expect(() => read({ passed: 0, failed: 2, skipped: 0, checkov_version: "3.3.30" })).toThrow(
    "#/check_type: must be text",
  );
});

test("a list of an unknown kind makes the report partial: it may hold findings", () => {
  expect(read(framework({ omens: [{}] })).health).toBe("partial");
});

test("a secret is named by its type and place, without value or hash", () => {
  const hash = "0a1b2c3d".repeat(5);
  const found = check({ check_id: "CKV_SECRET_6", check_name: "Base64 High Entropy String", resource: hash });
  const report = read(framework({ failed_checks: [found] }, {}, "secrets"));

  expect(report.findings[0]).toMatchObject({ category: "secret", title: "Base64 High Entropy String" });
  expect(JSON.stringify(report)).not.toContain(hash);
  expect(JSON.stringify(report)).not.toContain(secretValue);
});

test("a vulnerable package is a dependency, with its CVE and fix", () => {
  const found = check({
    check_id: "CKV_CVE_2026_1000",
    bc_check_id: null,
    severity: "HIGH",
    vulnerability_details: {
      id: "CVE-2026-1000",
      package_name: "left-pad",
      package_version: "1.0.0",
      lowest_fixed_version: "1.0.1",
    },
  });

  expect(read(framework({ failed_checks: [found] }, {}, "sca_package")).findings[0]).toMatchObject({
    ids: ["CKV_CVE_2026_1000", "CVE-2026-1000"],
    category: "dependency",
    package: { name: "left-pad", version: "1.0.0" },
    fixedVersions: ["1.0.1"],
  });
});

test("the fingerprint stays when the lines move, and differs by resource", () => {
  const fingerprint = (fields: Fields) => read(framework({ failed_checks: [check(fields)] })).findings[0]?.fingerprint;

  expect(fingerprint({ file_line_range: [90, 99], check_name: "Another wording" })).toBe(fingerprint({}));
  expect(fingerprint({ resource: "aws_s3_bucket.site" })).not.toBe(fingerprint({}));
});

test.each([
  ["the id", { check_id: null }, "/check_id: must be text here"],
  ["the file", { file_path: "" }, "/file_path: must be text here"],
  ["the lines", { file_line_range: ["12"] }, "/file_line_range: must be a list of numbers here"],
])("damage at %s is refused with its place", (_, fields, message) => {
  expect(() => read(framework({ failed_checks: [check(fields)] }))).toThrow(`#/results/failed_checks/0${message}`);
});

test("a framework without the list of its failed checks is refused", () => {
  expect(() => read({ check_type: "terraform", results: {} })).toThrow("#/results/failed_checks: must be a list here");
});
