import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function page(attributes: Fields = {}, links: Fields = {}): Fields {
  const sourceLocation = { file: "src/db.py", commit_id: "1f0c5e2d", region: { start: { line: 65 } } };
  return {
    jsonapi: { version: "1.0" },
    links,
    data: [
      {
        type: "issue",
        attributes: {
          key: "9a29d87f",
          type: "code",
          title: "SQL injection",
          effective_severity_level: "high",
          ignored: false,
          status: "open",
          problems: [
            { id: "9a29d87f", source: "SNYK" },
            { id: "CWE-89", source: "CWE" },
          ],
          coordinates: [{ representations: [{ sourceLocation }] }],
          ...attributes,
        },
      },
    ],
  };
}

test("an issue in code is read with its place", () => {
  const report = read(page());

  expect(report).toMatchObject({ tool: "snyk", format: "snyk-issues-api-json", health: "ok" });
  expect(report.findings).toMatchObject([
    {
      ids: ["9a29d87f"],
      category: "code",
      title: "SQL injection",
      location: { path: "src/db.py", line: 65 },
      artifact: { commit: "1f0c5e2d" },
      label: "high",
    },
  ]);
});

test("an issue of a package names the package and its CVE", () => {
  const problems = [
    { id: "SNYK-JS-LEFTPAD-1", source: "SNYK" },
    { id: "CVE-2026-1000", source: "NVD" },
  ];
  const dependency = { package_name: "left-pad", package_version: "1.0.0" };
  const coordinates = [{ representations: [{ dependency }] }];

  expect(read(page({ type: "package_vulnerability", problems, coordinates })).findings).toMatchObject([
    {
      ids: ["SNYK-JS-LEFTPAD-1", "CVE-2026-1000"],
      category: "dependency",
      package: { name: "left-pad", version: "1.0.0" },
    },
  ]);
});

test.each([
  ["open", {}, undefined],
  ["ignored", { ignored: true }, "ignored"],
  ["resolved", { status: "resolved" }, "resolved"],
])("an issue that is %s", (_, attributes, status) => {
  const report = read(page(attributes));

  expect(report.findings).toHaveLength(status === undefined ? 1 : 0);
  expect(report.suppressed[0]?.suppression?.status).toBe(status);
});

test.each(["next", "prev"])("a page with a link to the %s one is partial", (key) => {
  expect(read(page({}, { [key]: "/rest/orgs/1/issues" })).health).toBe("partial");
});

test("an issue of an unknown type is refused", () => {
  expect(() => read(page({ type: "omen" }))).toThrow("#/data/0/attributes/type: must be one of cloud, code, config");
});

test("an answer without issues is no report: it does not say of what", () => {
  expect(() => read({ jsonapi: { version: "1.0" }, data: [] })).toThrow("is JSON of an unknown format");
});
