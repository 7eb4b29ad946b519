import { readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

function check(fields: Fields = {}): Fields {
  return {
    check: {
      name: "Container Image Tag",
      id: "container-image-tag",
      target_type: "Pod",
      comment: "Pin it",
      optional: false,
    },
    grade: 1,
    skipped: false,
    comments: [{ path: "api", summary: "Image with latest tag", description: "Use a fixed tag" }],
    ...fields,
  };
}

function scored(checks: unknown, fields: Fields = {}): Fields {
  return {
    object_name: "Deployment/apps/v1/shop/api",
    type_meta: { kind: "Deployment", apiVersion: "apps/v1" },
    object_meta: { name: "api", namespace: "shop" },
    checks,
    file_name: "k8s/api.yaml",
    file_row: 7,
    ...fields,
  };
}

test("a failed check is a misconfiguration of its object", () => {
  const report = read([scored([check()])]);

  expect(report).toMatchObject({ tool: "kubeScore", format: "kube-score-json", health: "ok" });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["container-image-tag"],
    category: "misconfiguration",
    title: "Container Image Tag",
    detail: "api: Image with latest tag",
    remedy: "Use a fixed tag",
    location: { path: "k8s/api.yaml", line: 7, resource: "Deployment/apps/v1/shop/api" },
    pointer: "/0/checks/0",
  });
});

test("grade 1 is critical, 5 is medium, an unknown grade is unscored; 7 and 10 are no findings", () => {
  const report = read([scored([1, 5, 0, 3, 7, 10].map((grade) => check({ grade })))]);

  expect(report.findings).toHaveLength(4);
  expect(report.counts).toMatchObject({ critical: 1, medium: 1, unscored: 2, suppressed: 0 });
});

test("a check without a grade is a finding, not a pass", () => {
  expect(read([scored([check({ grade: null })])]).counts.unscored).toBe(1);
});

test("a check that was switched off is suppressed, one that does not apply is neither", () => {
  const off = [{ path: "", summary: "Skipped because container-image-tag is ignored", description: "" }];
  const report = read([
    scored([
      check({ skipped: true, comments: off }),
      check({ skipped: true, grade: 0 }),
      check({ skipped: true, grade: 10 }),
    ]),
  ]);

  expect(report).toMatchObject({ health: "ok", findings: [], counts: { suppressed: 1 } });
  expect(report.suppressed[0]?.suppression).toEqual({
    status: "skipped",
    statement: "Skipped because container-image-tag is ignored",
  });
});

test.each([
  ["null", null],
  ["an empty list", []],
])("a failed check whose comments are %s is explained by the check itself", (_, comments) => {
  const [finding] = read([scored([check({ comments })])]).findings;

  expect(finding).toMatchObject({ title: "Container Image Tag", remedy: "Pin it" });
  expect(finding?.detail).toBeUndefined();
});

test("objects that pass are clean", () => {
  expect(read([scored([check({ grade: 10, comments: null })])])).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["null", null],
  ["an empty list", []],
])("%s, given as a report of kube-score, says that nothing was scored", (_, document) => {
  const report = readReport(bytes(document), "a.json", { tool: "kubeScore" });

  expect(report.health).toBe("empty");
  expect(report.healthReasons).toEqual(["it has no checks: kube-score scored no object"]);
  expect(() => read(document)).toThrow("which is not a report that can be judged");
});

test("objects without a single check were not scored", () => {
  expect(read([scored([])]).health).toBe("empty");
});

test("the fingerprint stays when the object moves within its file, and differs by object", () => {
  const fingerprint = (fields: Fields) => read([scored([check()], fields)]).findings[0]?.fingerprint;

  expect(fingerprint({ file_row: 99 })).toBe(fingerprint({}));
  expect(fingerprint({ object_name: "Deployment/apps/v1/shop/web" })).not.toBe(fingerprint({}));
});

test("the absolute path that kube-score writes is the one of the repository", () => {
  const file_name = "/home/runner/work/shop/shop/k8s/api.yaml";

  expect(read([scored([check()], { file_name })]).findings[0]?.location.path).toBe("k8s/api.yaml");
});

test.each([
  ["the object", scored([check()], { object_name: null }), "#/0/object_name: must be text here"],
  ["the checks", scored("none"), "#/0/checks: must be a list here"],
  ["the grade", scored([check({ grade: "1" })]), "#/0/checks/0/grade: must be a number here"],
  ["the check", scored([check({ check: null })]), "#/0/checks/0/check: must be a map here"],
])("damage at %s is refused with its place", (_, object, message) => {
  expect(() => read([object])).toThrow(message);
});
