import { expect, test } from "vitest";
import { read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function issue(fields: Fields = {}): Fields {
  return {
    key: "AWP-1",
    rule: "python:S2077",
    severity: "CRITICAL",
    component: "shop:src/db.py",
    project: "shop",
    line: 39,
    status: "OPEN",
    message: "Make sure that this query is safe.",
    type: "VULNERABILITY",
    ...fields,
  };
}

function hotspot(fields: Fields = {}): Fields {
  return {
    key: "AXgm-1",
    component: "shop:src/users.py",
    project: "shop",
    securityCategory: "auth",
    vulnerabilityProbability: "HIGH",
    status: "TO_REVIEW",
    line: 9,
    message: "Make sure that this is no password.",
    ...fields,
  };
}

function issues(...list: Fields[]): Fields {
  return { total: list.length, paging: { pageIndex: 1, pageSize: 100, total: list.length }, issues: list };
}

test("an issue is read with its rule and place", () => {
  const report = read(issues(issue()));

  expect(report).toMatchObject({ tool: "sonarqube", health: "ok", artifact: { name: "shop", type: "repository" } });
  expect(report.findings).toMatchObject([
    {
      ids: ["python:S2077"],
      category: "code",
      title: "Make sure that this query is safe.",
      location: { path: "src/db.py", line: 39 },
      label: "CRITICAL",
    },
  ]);
});

test("the fingerprint does not follow lines and keys", () => {
  const [first, second] = [issue(), issue({ line: 40, key: "AWP-2" })].map((one) => read(issues(one)).findings[0]);

  expect(second?.fingerprint).toBe(first?.fingerprint);
});

test.each([
  ["BLOCKER", { critical: 1 }],
  ["CRITICAL", { high: 1 }],
  ["MAJOR", { medium: 1 }],
  ["MINOR", { low: 1 }],
  ["INFO", { info: 1 }],
  ["PERHAPS", { unscored: 1 }],
])("severity %s counts as it is meant", (severity, counts) => {
  expect(read(issues(issue({ severity }))).counts).toMatchObject(counts);
});

test.each([
  [
    "what is said about security",
    [
      { softwareQuality: "RELIABILITY", severity: "HIGH" },
      { softwareQuality: "SECURITY", severity: "LOW" },
    ],
    "LOW",
  ],
  [
    "the worst, where nothing is said about security",
    [
      { softwareQuality: "RELIABILITY", severity: "LOW" },
      { softwareQuality: "MAINTAINABILITY", severity: "HIGH" },
    ],
    "HIGH",
  ],
  ["the old severity, where there is no other", [], "CRITICAL"],
])("of several severities %s decides", (_, impacts, label) => {
  expect(read(issues(issue({ impacts, severity: "CRITICAL" }))).findings[0]?.label).toBe(label);
});

test.each([
  ["open", { status: "OPEN" }, undefined],
  ["opened again", { status: "REOPENED" }, undefined],
  ["resolved", { status: "RESOLVED", resolution: "FALSE-POSITIVE" }, "false-positive"],
  ["closed", { status: "CLOSED", resolution: "FIXED" }, "fixed"],
  ["accepted", { status: "RESOLVED", issueStatus: "ACCEPTED" }, "accepted"],
])("an issue that is %s", (_, fields, status) => {
  const report = read(issues(issue(fields)));

  expect(report.findings).toHaveLength(status === undefined ? 1 : 0);
  expect(report.suppressed[0]?.suppression?.status).toBe(status);
});

test.each([
  ["to review", {}, undefined],
  ["acknowledged", { status: "REVIEWED", resolution: "ACKNOWLEDGED" }, undefined],
  ["safe", { status: "REVIEWED", resolution: "SAFE" }, "safe"],
  ["fixed", { status: "REVIEWED", resolution: "FIXED" }, "fixed"],
])("a hotspot that is %s", (_, fields, status) => {
  const report = read({ paging: { pageIndex: 1, total: 1 }, hotspots: [hotspot(fields)] });

  expect(report.findings).toHaveLength(status === undefined ? 1 : 0);
  expect(report.suppressed[0]?.suppression?.status).toBe(status);
});

test("a hotspot takes its severity from its probability, and its rule where there is one", () => {
  const list = [hotspot(), hotspot({ vulnerabilityProbability: "MEDIUM", ruleKey: "python:S2068" })];
  const report = read(list);

  expect(report).toMatchObject({ format: "sonarqube-json-array", counts: { high: 1, medium: 1 } });
  expect(report.findings).toMatchObject([{ ids: ["auth"], label: "HIGH" }, { ids: ["python:S2068"] }]);
});

test("no issues at all, with a total that says so, is clean", () => {
  expect(read(issues())).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["the total is more", { total: 2, paging: { pageIndex: 1, total: 2 } }, "it lists 1 of 2 findings"],
  ["either total is more", { total: 42 }, "it lists 1 of 42 findings"],
  ["it is a later page", { paging: { pageIndex: 2, total: 1 } }, "it is page 2 of several"],
])("a page is partial where %s", (_, fields, reason) => {
  const report = read({ ...issues(issue()), ...fields });

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain(reason);
});

test("what sonar-report makes of both is read", () => {
  const report = read({
    sonarBaseURL: "https://sonar.example",
    sonarComponent: "shop",
    issues: [issue({ project: null })],
  });

  expect(report).toMatchObject({ health: "ok", artifact: { name: "shop" }, counts: { high: 1 } });
});

test.each([
  ["a rule", issues(issue({ rule: null })), "#/issues/0/rule: must be text here, got nothing"],
  ["a component", issues(issue({ component: 7 })), "#/issues/0/component: must be text here, got a number"],
  ["a total", { ...issues(issue()), total: "many" }, "#/total: must be a number here, got other text"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});
