import { type Report, readReport, renderJunit } from "@sallyport/gate";
import { expect, test } from "vitest";
import { reportOf, verdictOn, vulnerability } from "../../support/findings.ts";

function read(...elements: string[]): Report {
  return readReport(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${elements.join("\n")}`), "results.xml");
}

const passed = '<testcase name="passes" classname="policy.Deploy"/>';
const failed = `<testcase name="no root" classname="policy.Deploy" file="/github/workspace/policy/deploy.rego" line="7">
  <failure message="container runs as root" type="deny">container runs as root
  in deployment api</failure></testcase>`;
const broken = '<testcase name="no latest" classname="policy.Deploy"><error>rego: undefined</error></testcase>';
const skipped = '<testcase name="later" classname="policy.Deploy"><skipped message="not yet"/></testcase>';

function suite(attributes: string, ...content: string[]): string {
  return `<testsuite name="deploy" ${attributes}>${content.join("\n")}</testsuite>`;
}

test("a failure is a violation with the name and place of its test", () => {
  const report = read("<testsuites>", suite('tests="2" failures="1" errors="0"', passed, failed), "</testsuites>");

  expect(report).toMatchObject({ tool: "junit", format: "junit-xml", health: "ok", counts: { unscored: 1 } });
  expect(report.findings).toHaveLength(1);
  expect(report.findings[0]).toMatchObject({
    ids: ["policy.Deploy.no root"],
    category: "compliance",
    title: "no root",
    detail: "container runs as root",
    location: { path: "policy/deploy.rego", line: 7 },
    pointer: "/testsuite/0/testcase/1/failure/0",
  });
});

test("a failed test blocks unless the policy says otherwise", () => {
  const report = read(suite("", failed));

  expect(verdictOn([report], { scanning: { scanners: {} } }).findings[0]?.outcome).toBe("block");
});

test("a suite may be the root, and suites may hold suites and tests", () => {
  const inner = suite('tests="1" failures="1"', failed.replace("no root", "deep"));
  const report = read(suite('tests="2" failures="2"', inner, failed));

  expect(report.health).toBe("ok");
  expect(report.findings.map(({ title, pointer }) => [title, pointer])).toEqual([
    ["no root", "/testcase/0/failure/0"],
    ["deep", "/testsuite/0/testcase/0/failure/0"],
  ]);
});

test("a test may fail several times, counted as one test or as several failures", () => {
  const twice = '<testcase name="t"><failure message="one"/><failure message="two"/></testcase>';

  for (const failures of [1, 2]) {
    const report = read(suite(`tests="1" failures="${failures}"`, twice));

    expect(report.health).toBe("ok");
    expect(report.findings.map(({ detail }) => detail)).toEqual(["one", "two"]);
    expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  }
});

test("a test that ended in an error is a finding, and leaves open what it would have found", () => {
  const report = read(suite('tests="2" failures="0" errors="1"', passed, broken));

  expect(report).toMatchObject({ health: "partial", counts: { unscored: 1 } });
  expect(report.healthReasons).toEqual(["1 of 2 tests ended in an error: what they would have found is not known"]);
  expect(report.findings[0]).toMatchObject({ detail: "rego: undefined", pointer: "/testcase/1/error/0" });
});

test.each([
  ["failures that are not there", 'failures="2"', 'it declares failures="2", which its tests contradict'],
  ["no failures where one is", 'tests="2" failures="0"', 'it declares failures="0", which its tests contradict'],
  ["more tests than there are", 'tests="5"', 'it declares tests="5", which its tests contradict'],
  ["errors that are not there", 'errors="1"', 'it declares errors="1", which its tests contradict'],
  ["skipped tests that are not there", 'skipped="1"', 'it declares skipped="1", which its tests contradict'],
])("counts that declare %s are doubt", (_, attributes, reason) => {
  const report = read(suite(attributes, passed, failed));

  expect(report).toMatchObject({ health: "partial", healthReasons: [reason] });
});

test("counts of inner suites and of all suites are held against what is there", () => {
  const inner = suite('tests="1" failures="1"', failed);

  expect(read('<testsuites tests="2" failures="1">', suite('tests="2"', inner, passed), "</testsuites>").health).toBe(
    "ok",
  );
  expect(read('<testsuites failures="0">', suite("", inner), "</testsuites>").healthReasons).toEqual([
    'it declares failures="0", which its tests contradict',
  ]);
  expect(read("<testsuites>", suite("", suite('tests="9"', failed)), "</testsuites>").healthReasons).toEqual([
    '/testsuite/0/testsuite/0 declares tests="9", which its tests contradict',
  ]);
});

test("counts that are absent or no numbers declare nothing", () => {
  expect(read(suite('time="" skipped="" failures=""', passed)).health).toBe("ok");
});

test("no test at all, or none that ran, is nothing tested", () => {
  expect(read('<testsuites tests="0"/>').healthReasons).toEqual(["it has no tests"]);
  expect(read(suite('tests="1" skipped="1"', skipped)).healthReasons).toEqual(["all of its tests were skipped"]);
  expect(read('<testsuites tests="0"/>').health).toBe("empty");
});

test("a skipped test is suppressed, with its reason", () => {
  const report = read(suite('tests="2" skipped="1"', passed, skipped));

  expect(report).toMatchObject({ health: "ok", findings: [], counts: { suppressed: 1 } });
  expect(report.suppressed[0]?.suppression).toEqual({ status: "skipped", statement: "not yet" });
});

test("a test that passed when it was run again is no finding; an element that nobody knows is doubt", () => {
  const flaky = '<testcase name="t"><flakyFailure message="once"/><system-out>log</system-out></testcase>';

  expect(read(suite("", flaky))).toMatchObject({ health: "ok", findings: [] });
  expect(read(suite("", '<testcase name="t"><fault/></testcase>')).healthReasons).toEqual([
    "/testcase/0 holds an element that this version does not know (fault): it may be a failure",
  ]);
});

test("a damaged element that became text is doubt", () => {
  expect(read(suite("", '<testcase name="t">failure message="no"/></testcase>')).healthReasons).toEqual([
    "/testcase/0 holds text outside of its elements: it may be a failure",
  ]);
  expect(read(suite("", 'testcase name="t"/>', passed)).health).toBe("partial");
});

test("the fingerprint stays when the test moves or says something else", () => {
  const fingerprint = (element: string) => read(suite("", element)).findings[0]?.fingerprint;

  expect(fingerprint(failed.replace('line="7"', 'line="70"').replace("container runs", "it runs"))).toBe(
    fingerprint(failed),
  );
  expect(fingerprint(failed.replace("no root", "no latest"))).not.toBe(fingerprint(failed));
});

test("a file that is cut off or declares entities is refused", () => {
  const whole = `<testsuites>${suite("", failed)}</testsuites>`;

  expect(() => read(whole.slice(0, -20))).toThrow("is cut off: the XML ends too early");
  expect(() => read('<!DOCTYPE a [<!ENTITY e "e">]>', whole)).toThrow("declares entities of its own");
});

test("it is the report of no scanner: a clean run of tests cannot stand in for one", () => {
  const content = Buffer.from(suite("", passed));

  expect(readReport(content, "a", { tool: "junit" }).health).toBe("ok");
  expect(() => readReport(content, "a", { tool: "trivy" })).toThrow("is a report of junit, not of trivy");
});

test("the gate's own results are read: what blocks is a failure, and its counts are true", () => {
  const verdict = verdictOn([reportOf(vulnerability({ Severity: "CRITICAL" }), vulnerability({ Severity: "LOW" }))]);
  const report = read([...renderJunit(verdict)].join(""));

  expect(report.health).not.toBe("empty");
  expect(report.healthReasons.filter((reason) => reason.includes("contradict"))).toEqual([]);
  expect(report.findings.length).toBeGreaterThan(0);
});
