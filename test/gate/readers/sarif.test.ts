import { type Finding, type Report, readReport } from "@sallyport/gate";
import { expect, test } from "vitest";
import { bytes, read, secretValue, verdictOn } from "../../support/findings.ts";

type Fields = Record<string, unknown>;

/** A log of one run of CodeQL with one rule, unless the fields say otherwise. */
function log(results: unknown, { driver = {}, ...run }: { driver?: Fields; [key: string]: unknown } = {}): Fields {
  return {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "CodeQL", rules: [rule()], ...driver } }, results, ...run }],
  };
}

function rule(fields: Fields = {}): Fields {
  return { id: "js/eval", shortDescription: { text: "Code injection" }, ...fields };
}

function result(fields: Fields = {}): Fields {
  return {
    ruleId: "js/eval",
    message: { text: "eval of what a user sends" },
    locations: [at("src/app.js")],
    ...fields,
  };
}

function at(uri: string, line = 7): Fields {
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line } } };
}

function only({ findings }: Report): Finding {
  const [finding, ...others] = findings;
  if (!finding || others.length > 0) throw new Error(`expected one finding, got ${findings.length}`);
  return finding;
}

/** The finding of the tool with this rule and this result. */
function found(name: string, ruleFields: Fields, resultFields: Fields = {}): Finding {
  return only(read(log([result(resultFields)], { driver: { name, rules: [rule(ruleFields)] } })));
}

test("a result is read with rule, place and message", () => {
  const report = read(log([result()], { driver: { semanticVersion: "2.19.3" } }));

  expect(report).toMatchObject({ tool: "codeql", toolVersion: "2.19.3", format: "sarif 2.1.0", health: "ok" });
  expect(only(report)).toMatchObject({
    ids: ["js/eval"],
    category: "code",
    title: "Code injection",
    detail: "eval of what a user sends",
    location: { path: "src/app.js", line: 7 },
    label: "warning",
    pointer: "/runs/0/results/0",
  });
});

test.each([
  ["CodeQL", "codeql"],
  ["Semgrep OSS", "semgrep"],
  ["Snyk Container", "snyk"],
  ["SnykCode", "snyk"],
  ["docker scout", "dockerScout"],
  ["kube-score", "kubeScore"],
  ["Checkov", "checkov"],
  ["InspectCode", "inspectCode"],
  ["Some tool 2", "someTool2"],
])("the driver %s is %s", (name, tool) => {
  expect(read(log([], { driver: { name } })).tool).toBe(tool);
});

test("a log is only taken for the scanner that wrote it", () => {
  const content = bytes(log([]));

  expect(readReport(content, "a.sarif", { tool: "codeql" }).tool).toBe("codeql");
  expect(() => readReport(content, "a.sarif", { tool: "semgrep" })).toThrow("is a report of codeql, not of semgrep");
});

test("a CodeQL log covers a required CodeQL", () => {
  const scanning = { scanners: { codeql: {} } };

  expect(verdictOn([read(log([]))], { scanning }).decision).toBe("pass");
  expect(verdictOn([read(log([], { driver: { name: "Semgrep" } }))], { scanning }).decision).not.toBe("pass");
});

test("the runs of one scanner are one report", () => {
  const { runs } = log([result()]);
  const report = read({ version: "2.1.0", runs: [...(runs as Fields[]), ...(runs as Fields[])] });

  expect(report.findings).toHaveLength(2);
});

test("the runs of several scanners are refused: a report is of one", () => {
  const runs = [log([]), log([], { driver: { name: "Bandit" } })].flatMap((each) => each.runs);

  expect(() => read({ version: "2.1.0", runs })).toThrow("#/runs: holds runs of several scanners: codeql, bandit");
});

test.each([
  ["the rule scores 9.3", { properties: { "security-severity": "9.3" } }, {}, { critical: 1 }],
  ["the score is a number", { properties: { "security-severity": 7.1 } }, {}, { high: 1 }],
  [
    "the score is low and the level an error",
    { properties: { "security-severity": "2.0" } },
    { level: "error" },
    { low: 1 },
  ],
  ["the score is zero", { properties: { "security-severity": "0.0" } }, { level: "error" }, { high: 1 }],
  ["the score is out of range", { properties: { "security-severity": "11" } }, { level: "error" }, { high: 1 }],
  ["the level is an error", {}, { level: "error" }, { high: 1 }],
  ["the level is a note", {}, { level: "note" }, { low: 1 }],
  ["the level is none", {}, { level: "none" }, { unscored: 1 }],
  ["the level is no word of SARIF", {}, { level: "grave" }, { unscored: 1 }],
  ["only the rule has a level", { defaultConfiguration: { level: "error" } }, {}, { high: 1 }],
  ["there is no level at all", {}, {}, { medium: 1 }],
])("when %s, the severity follows", (_, ruleFields, resultFields, counts) => {
  const report = read(log([result(resultFields)], { driver: { rules: [rule(ruleFields)] } }));

  expect(report.counts).toMatchObject({ critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0, ...counts });
});

test("a score is one of the tool, without a vector", () => {
  const finding = found("CodeQL", { properties: { "security-severity": "8.8" } });

  expect(finding.scores).toEqual([{ source: "codeql", version: "3", score: 8.8 }]);
  expect(finding.label).toBeUndefined();
});

test("a word in the place of the score is the label", () => {
  expect(found("Semgrep OSS", { properties: { "security-severity": "CRITICAL" } })).toMatchObject({
    label: "CRITICAL",
    scores: [],
  });
});

test("Snyk tells critical from high only in the title of the rule", () => {
  const title = { shortDescription: { text: "Critical severity - Prototype pollution" } };

  expect(found("Snyk Open Source", title, { level: "error" }).label).toBe("critical");
  expect(found("SnykCode", {}, { level: "error" }).label).toBe("error");
});

test("Docker Scout names package, fix and severity in properties", () => {
  const properties = {
    cvssV3_severity: "HIGH",
    cvssV3_vector: "CVSS:4.0/AV:N",
    "security-severity": "8.1",
    fixed_version: "1.37.1",
    purls: ["pkg:apk/alpine/busybox@1.37.0?os_name=alpine"],
  };

  expect(found("docker scout", { name: "OsPackageVulnerability", properties })).toMatchObject({
    category: "image",
    package: { name: "alpine/busybox", version: "1.37.0" },
    fixedVersions: ["1.37.1"],
    label: "HIGH",
    scores: [{ source: "dockerScout", version: "4", score: 8.1, vector: "CVSS:4.0/AV:N" }],
  });
});

test("the score that Docker Scout makes up for UNSPECIFIED is no score", () => {
  const properties = { cvssV3_severity: "UNSPECIFIED", "security-severity": "3.1" };
  const report = read(
    log([result({ level: "none" })], { driver: { name: "docker scout", rules: [rule({ properties })] } }),
  );

  expect(only(report)).toMatchObject({ label: "UNSPECIFIED", scores: [] });
  expect(report.counts.unscored).toBe(1);
});

test("Trivy names the package in the message and the image in the run", () => {
  const rules = [
    { id: "CVE-2026-1000", name: "OsPackageVulnerability", properties: { tags: ["security", "UNKNOWN"] } },
  ];
  const message = { text: "Package: apt\nInstalled Version: 2.6.1\nSeverity: UNKNOWN\nFixed Version: 2.6.2\n" };
  const digest = `sha256:${"0".repeat(64)}`;
  const properties = { imageName: "acme/api:1", repoDigests: [`acme/api@${digest}`] };
  const driver = { name: "Trivy", rules };
  const report = read(log([result({ ruleId: "CVE-2026-1000", message, level: "note" })], { driver, properties }));

  expect(report.artifact).toMatchObject({ name: "acme/api:1", type: "container_image", digest });
  expect(report.usesDatabase).toBe(true);
  expect(only(report)).toMatchObject({
    category: "image",
    label: "UNKNOWN",
    package: { name: "apt", version: "2.6.1" },
    fixedVersions: ["2.6.2"],
  });
});

test("the score that Trivy writes for a setting is none of CVSS", () => {
  const properties = { tags: ["misconfiguration", "HIGH"], "security-severity": "8.0" };

  expect(found("Trivy", { name: "Misconfiguration", properties })).toMatchObject({
    category: "misconfiguration",
    label: "HIGH",
    scores: [],
  });
});

test("Grype's rule is also known by the public id of the weakness", () => {
  const help = { text: "Package: tar\nVersion: 1.34\nFix Version: \nType: deb\n" };
  const finding = found("Grype", { id: "CVE-2005-2541-tar", help }, { ruleId: "CVE-2005-2541-tar" });

  expect(finding).toMatchObject({ ids: ["CVE-2005-2541-tar", "CVE-2005-2541"], category: "image" });
});

test.each([
  ["says that there is none", "Package: tar\nFix Version: \n", "log"],
  ["does not speak of it", "", "block"],
])("gate.withoutFix weakens a vulnerability only where the log names no fix: it %s", (_, text, action) => {
  const report = read(
    log([result({ level: "error" })], { driver: { name: "Grype", rules: [rule({ help: { text } })] } }),
  );
  const scanning = { scanners: { codeql: { required: false } } };
  const verdict = verdictOn([report], { scanning, gate: { withoutFix: "log" } });

  expect(verdict.findings.map((judged) => judged.outcome)).toEqual([action]);
});

test.each([
  ["gitleaks", {}],
  ["Trivy", { name: "Secret" }],
  ["Bandit", { properties: { tags: ["security", "external/cwe/cwe-259"] } }],
  ["CodeQL", { properties: { tags: ["external/cwe/cwe-798"] } }],
])("a secret that %s found goes nowhere, whatever the message quotes", (name, ruleFields) => {
  const location = { artifactLocation: { uri: "app.env" }, region: { snippet: { text: secretValue } } };
  const finding = found(name, ruleFields, {
    message: { text: `found ${secretValue}` },
    locations: [{ physicalLocation: location }],
    partialFingerprints: { author: "someone", primaryLocationLineHash: secretValue },
  });

  expect(finding).toMatchObject({ category: "secret", location: { path: "app.env" } });
  expect(JSON.stringify(finding)).not.toContain(secretValue);
  expect(finding.fingerprint).toBe(found(name, ruleFields, { locations: [at("app.env", 9)] }).fingerprint);
});

test("rules of an extension are found by both indexes, as CodeQL writes them", () => {
  const tool = {
    driver: { name: "CodeQL" },
    extensions: [
      { name: "queries", rules: [rule({ id: "js/xss" }), rule({ properties: { "security-severity": "9.3" } })] },
    ],
  };
  const byIndex = { rule: { index: 1, toolComponent: { index: 0 } }, ruleId: undefined };
  const results = [result(byIndex), result(), result({ rule: { id: "js/eval", toolComponent: { name: "queries" } } })];

  expect(read({ version: "2.1.0", runs: [{ tool, results }] }).counts).toMatchObject({ critical: 3 });
});

test("a case of a rule has the severity of the rule", () => {
  expect(found("CodeQL", { defaultConfiguration: { level: "error" } }, { ruleId: "js/eval/1" }).label).toBe("error");
});

test.each([
  ["a rule", { ruleIndex: 4 }, "points to rule 4 of 1"],
  ["a rule by half an index", { ruleIndex: 0.5 }, "points to rule 0.5 of 1"],
  ["an extension", { rule: { index: 0, toolComponent: { index: 2 } } }, "points to extension 2 of 0"],
])("an index to %s that does not exist is damage", (_, fields, message) => {
  expect(() => read(log([result(fields)]))).toThrow(message);
});

test("id and index that contradict each other make the report partial", () => {
  const report = read(log([result({ ruleId: "js/other", ruleIndex: 0 })]));

  expect(report.health).toBe("partial");
  expect(report.healthReasons[0]).toContain("is of rule js/other, and its index points to rule js/eval");
  expect(only(report).label).toBe("warning");
});

test("an index of -1 is none, and a result without a rule is a finding", () => {
  expect(only(read(log([result({ ruleId: undefined, ruleIndex: -1 })]))).ids).toEqual(["unnamed"]);
});

test.each([
  ["pass", 0],
  ["notApplicable", 0],
  ["informational", 0],
  ["fail", 1],
])("of the kind %s, %i results are findings", (kind, count) => {
  expect(read(log([result({ kind })])).findings).toHaveLength(count);
});

test.each(["open", "review", "omen"])("a result of the kind %s is a finding that nobody rated", (kind) => {
  expect(read(log([result({ kind, level: "note" })])).counts.unscored).toBe(1);
});

test.each([
  ["an accepted one", [{ kind: "external", status: "accepted" }], 1],
  ["one in the source", [{ kind: "inSource" }], 1],
  ["a rejected one", [{ kind: "external", status: "rejected" }], 0],
  ["one under review beside an accepted one", [{ kind: "inSource" }, { kind: "external", status: "underReview" }], 0],
  ["none", [], 0],
])("suppressions: %s", (_, suppressions, suppressed) => {
  const report = read(log([result({ suppressions })]));

  expect(report.suppressed).toHaveLength(suppressed);
  expect(report.findings).toHaveLength(1 - suppressed);
});

test("a suppression keeps its reason", () => {
  const suppressions = [{ kind: "external", justification: "never reached" }];

  expect(read(log([result({ suppressions })])).suppressed[0]?.suppression).toMatchObject({
    status: "external",
    statement: "never reached",
  });
});

test.each([
  ["absent", 0],
  ["unchanged", 1],
  ["new", 1],
])("with the baseline state %s, %i results are findings", (baselineState, count) => {
  expect(read(log([result({ baselineState })])).findings).toHaveLength(count);
});

test("a run without findings is clean", () => {
  const report = read(log([], { invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }] }));

  expect(report).toMatchObject({ health: "ok", findings: [] });
});

test.each([
  ["results are null", log(null), "failed", "has no results"],
  ["results are absent", log(undefined), "failed", "has no results"],
  ["the run failed", log([], { invocations: [{ executionSuccessful: false }] }), "failed", "says that the scan failed"],
  [
    "the tool did not start",
    log([], { invocations: [{ executionSuccessful: true, processStartFailureMessage: "no memory" }] }),
    "failed",
    "no memory",
  ],
  ["the run says nothing of success", log([], { invocations: [{}] }), "partial", "does not say whether"],
  ["there are no runs", { version: "2.1.0", runs: [] }, "empty", "nothing was scanned"],
  ["parts are elsewhere", log([], { externalPropertyFileReferences: {} }), "partial", "in other files"],
  ["parts are at the top", { ...log([]), inlineExternalProperties: [{}] }, "partial", "/inlineExternalProperties"],
  [
    "severities are overridden",
    log([], { invocations: [{ executionSuccessful: true, ruleConfigurationOverrides: [{}] }] }),
    "partial",
    "overrides severities",
  ],
])("when %s, the report is not clean", (_, document, health, reason) => {
  const report = read(document);

  expect(report.health).toBe(health);
  expect(report.healthReasons.join()).toContain(reason);
});

test.each(["toolExecutionNotifications", "toolConfigurationNotifications"])(
  "an error in %s makes the report partial",
  (key) => {
    const invocation = (level: string) => ({
      executionSuccessful: true,
      [key]: [{ level, message: { text: "no such file" } }],
    });
    const report = read(log([], { invocations: [invocation("error")] }));

    expect(report.health).toBe("partial");
    expect(report.healthReasons[0]).toContain("is a problem of the tool: no such file");
    expect(read(log([], { invocations: [invocation("warning")] })).health).toBe("ok");
  },
);

test.each([
  ["a relative one", { uri: "./src//app%20one.js", uriBaseId: "%SRCROOT%" }, "src/app one.js"],
  ["an absolute one inside a base", { uri: "file:///home/ci/work/src/app.js" }, "src/app.js"],
  ["one inside the working folder", { uri: "file:///build/app.js" }, "app.js"],
  ["an absolute one of a runner", { uri: "file:///home/runner/work/api/api/deploy/pod.yaml" }, "deploy/pod.yaml"],
  ["one elsewhere", { uri: "file:///etc/app.conf" }, "/etc/app.conf"],
  ["one of Windows", { uri: "file:///C:/code/app.c" }, "C:/code/app.c"],
  ["one in a base inside a base", { uri: "app.js", uriBaseId: "LIB" }, "lib/app.js"],
  ["one by its index", { index: 0 }, "listed.js"],
  ["one with a stray percent sign", { uri: "100%.js" }, "100%.js"],
])("the path of a file is normalised: %s", (_, artifactLocation, path) => {
  const run = {
    originalUriBaseIds: { ROOT: { uri: "file:///home/ci/work/" }, LIB: { uri: "lib/", uriBaseId: "ROOT" } },
    invocations: [{ executionSuccessful: true, workingDirectory: { uri: "file:///build" } }],
    artifacts: [{ location: { uri: "listed.js" } }],
  };
  const report = read(log([result({ locations: [{ physicalLocation: { artifactLocation } }] })], run));

  expect(only(report).location.path).toBe(path);
});

test("a warning of Semgrep is about a file that it did not scan", () => {
  const toolExecutionNotifications = [{ level: "warning", message: { text: "Syntax error in app.ts" } }];
  const invocations = [{ executionSuccessful: true, toolExecutionNotifications }];

  expect(read(log([], { driver: { name: "Semgrep OSS" }, invocations })).health).toBe("partial");
  expect(read(log([], { driver: { name: "CodeQL" }, invocations })).health).toBe("ok");
});

test("bases that name each other in a circle end", () => {
  const originalUriBaseIds = { A: { uri: "a/", uriBaseId: "B" }, B: { uri: "b/", uriBaseId: "A" } };
  const locations = [{ physicalLocation: { artifactLocation: { uri: "x.js", uriBaseId: "A" } } }];

  expect(only(read(log([result({ locations })], { originalUriBaseIds }))).location.path).toMatch(/x\.js$/);
});

test("a result without a place stands at what was scanned", () => {
  const versionControlProvenance = [{ repositoryUri: "https://example.org/acme/api", revisionId: "abc" }];
  const report = read(log([result({ locations: undefined })], { versionControlProvenance }));

  expect(report.artifact).toMatchObject({ type: "repository", commit: "abc" });
  expect(only(report).location.path).toBe("https://example.org/acme/api");
});

test("a finding keeps its fingerprint when its line moves, and another hash of the code is another finding", () => {
  const hashed = (hash: string, line: number) =>
    found("CodeQL", {}, { locations: [at("a.js", line)], partialFingerprints: { primaryLocationLineHash: hash } })
      .fingerprint;

  expect(hashed("a1:1", 3)).toBe(hashed("a1:1", 30));
  expect(hashed("a1:1", 3)).not.toBe(hashed("b2:1", 3));
});

test("a message of the rule is put together with its arguments", () => {
  const messageStrings = { unsafe: { text: "{0} reaches {1} and {9}" } };

  expect(found("CodeQL", { messageStrings }, { message: { id: "unsafe", arguments: ["x", "eval"] } }).detail).toBe(
    "x reaches eval and {9}",
  );
});

test.each([
  ["another version", { version: "2.2.0", runs: [] }, "#/version: is a SARIF log of another version than 2.1.0"],
  ["no version", { runs: [] }, "#/version: must be text here"],
  ["runs", { version: "2.1.0", runs: {} }, "#/runs: must be a list here"],
  ["results", log(42), "#/runs/0/results: must be a list here, got a number"],
  ["the driver", { version: "2.1.0", runs: [{ results: [] }] }, "#/runs/0/tool: must be a map here"],
  ["its name", log([], { driver: { name: "-" } }), "#/runs/0/tool/driver/name: must name the scanner"],
])("damage at %s is refused with its place", (_, document, message) => {
  expect(() => read(document)).toThrow(message);
});
