import { Decision, type DecisionInputs, decide, exitCode, missingReport, ReportError } from "@sallyport/gate";
import { expect, test } from "vitest";
import {
  now,
  policyOf,
  read,
  recorded,
  reportOf,
  result,
  trivy,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const gate = { categories: { dependency: { high: "approve" } } } as const;
const of = (severity: string) => vulnerability({ VulnerabilityID: `CVE-${severity}`, Severity: severity });
const reportWith = (...severities: string[]) => reportOf(...severities.map(of));
const doubt = { unreadable: [missingReport("snyk.json")] };

test.each([
  ["pass", 0],
  ["blocked", 1],
  ["undecided", 2],
  ["approval", 3],
] as const)("%s ends with exit code %d", (decision, code) => {
  expect(exitCode(decision)).toBe(code);
});

test("every decision has an exit code of its own", () => {
  expect(new Set(Decision.options.map(exitCode)).size).toBe(Decision.options.length);
});

test.each<[string, string[], Partial<DecisionInputs>, string]>([
  ["nothing", [], {}, "pass"],
  ["a logged finding", ["LOW"], {}, "pass"],
  ["a warning", ["MEDIUM"], {}, "pass"],
  ["an approval", ["HIGH"], {}, "approval"],
  ["a block", ["CRITICAL"], {}, "blocked"],
  ["a doubt", [], doubt, "undecided"],
  ["a warning and an approval", ["MEDIUM", "HIGH"], {}, "approval"],
  ["a warning and a block", ["MEDIUM", "CRITICAL"], {}, "blocked"],
  ["a warning and a doubt", ["MEDIUM"], doubt, "undecided"],
  ["an approval and a block", ["HIGH", "CRITICAL"], {}, "blocked"],
  ["an approval and a doubt", ["HIGH"], doubt, "undecided"],
  ["a block and a doubt", ["CRITICAL"], doubt, "blocked"],
  ["a block, an approval and a doubt", ["HIGH", "CRITICAL"], doubt, "blocked"],
])("%s leads to a verdict", (_, severities, inputs, decision) => {
  expect(verdictOn([reportWith(...severities)], { gate, ...inputs }).decision).toBe(decision);
});

test("a report that could not be read is doubt, with file and remedy", () => {
  const unreadable = [
    new ReportError({ path: "a.json", place: { line: 3, column: 7 }, found: "is cut off", remedy: "Run it again." }),
  ];

  expect(verdictOn([reportWith()], { unreadable }).doubts).toEqual([
    { about: "a.json:3:7", found: "is cut off", remedy: "Run it again." },
  ]);
});

test("a run record that could not be read is named once, not also as missing", () => {
  const report = reportWith();
  const unreadable = [missingReport("reports/trivy.json.run.json", "is not JSON")];
  const { doubts } = verdictOn([], { reports: [{ report }], unreadable });

  expect(doubts.map(({ about }) => about)).toEqual(["reports/trivy.json.run.json"]);
});

test("a doubted report of a scanner that is not required is said, and decides nothing", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem", required: false } } } as const;
  const verdict = verdictOn([], { scanning, reports: [{ report: reportWith("LOW") }] });

  expect(verdict).toMatchObject({ decision: "pass", doubts: [] });
  expect(verdict.notes).toContainEqual({
    level: "warning",
    message: expect.stringContaining("has no run record (trivy.json.run.json); the scanner is not required."),
  });
});

test("findings of a doubted report count all the same", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem", required: false } } } as const;

  expect(verdictOn([], { scanning, reports: [{ report: reportWith("CRITICAL") }] }).decision).toBe("blocked");
});

test("an unreadable report of a scanner that is not required decides nothing, one of nobody's does", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem" }, snyk: { required: false } } } as const;
  const unreadable = (tool?: string) => [
    new ReportError({ path: "a.json", found: "is empty", remedy: "Run it.", ...(tool && { tool }) }),
  ];

  expect(verdictOn([reportWith()], { scanning, unreadable: unreadable("snyk") }).decision).toBe("pass");
  expect(verdictOn([reportWith()], { scanning, unreadable: unreadable() }).decision).toBe("undecided");
});

test.each([
  ["exploited", { exploited: "block" }, { facts: { kev: { date: now, ids: [] } } }, "needs CISA's KEV catalogue"],
  ["likelihood", { likelihood: { epss: 0.5 } }, { facts: { epss: { date: now, scores: {} } } }, "needs EPSS scores"],
  ["newOnly", { newOnly: true }, { baseline: [] }, "needs the findings of the merge base"],
] as const)("gate.%s without what it needs is doubt, with it is not", (setting, policy, inputs, message) => {
  expect(verdictOn([reportWith()], { gate: { ...policy } }).doubts).toMatchObject([
    { about: `gate.${setting}`, found: expect.stringContaining(message) },
  ]);
  expect(verdictOn([reportWith()], { gate: { ...policy }, ...inputs }).doubts).toEqual([]);
});

test("the exit code that the policy gives Trivy is no failure, another is", () => {
  const scanning = { scanners: { trivy: { scanType: "filesystem", exitCode: 4 } } } as const;
  const ended = (exitCode: number) =>
    verdictOn([], { scanning, reports: [recorded(reportWith("LOW"), { exitCode })] }).decision;

  expect([0, 4, 1].map(ended)).toEqual(["pass", "pass", "undecided"]);
});

test("findings of a scanner that the policy does not name count, with a word about it", () => {
  const verdict = verdictOn([reportWith("CRITICAL")], { scanning: { scanners: {} } });

  expect(verdict.decision).toBe("blocked");
  expect(verdict.notes).toEqual([
    {
      level: "warning",
      message: "reports/trivy.json: scanning.scanners does not name trivy; its findings count all the same.",
    },
  ]);
});

test("what a scanner was told to leave out is counted and said, not judged", () => {
  const modified = [{ Type: "vulnerability", Status: "ignored", Finding: of("CRITICAL") }];
  const verdict = verdictOn([read(trivy([result({ ModifiedFindings: modified })]))]);

  expect(verdict).toMatchObject({ decision: "pass", findings: [], counts: { suppressed: 1 } });
  expect(verdict.notes).toMatchObject([{ message: expect.stringContaining("leave out 1 finding (CVE-CRITICAL)") }]);
});

test("nothing is hidden: no commit, old facts and useless grace are said", () => {
  const facts = { epss: { date: "2026-04-20", scores: {} } };
  const { notes } = verdictOn([reportWith()], { commit: undefined, facts, gate: { grace: { period: "7d" } } });

  expect(notes.map(({ message }) => message)).toEqual([
    "No commit was given: nothing ties the reports to what is judged.",
    "The EPSS data is of 2026-04-20, 14 days ago; gate.maxFactsAge is 7d: update it.",
    "gate.grace was given to nothing: without CISA's KEV catalogue nobody knows what is exploited.",
  ]);
});

test("fresh facts need no word", () => {
  const facts = { kev: { date: "2026-05-04", ids: [] }, epss: { date: "2026-04-28", scores: {} } };

  expect(verdictOn([reportWith()], { facts }).notes).toEqual([]);
});

test("the verdict carries the digests of everything it depends on", () => {
  const report = reportWith("HIGH");
  const verdict = verdictOn([report], {
    baseline: ["b", "a"],
    facts: { kev: { date: now, ids: ["CVE-1"] }, epss: { date: now, model: "v4", scores: { "CVE-1": 0.1 } } },
    images: [{ name: "api", digest: "sha256:1" }],
  });

  expect(verdict.inputs).toMatchObject({
    policy: { sha256: "0".repeat(64) },
    reports: [
      { path: "reports/trivy.json", sha256: report.sha256, tool: "trivy", toolVersion: "0.76.0", health: "ok" },
    ],
    baseline: { entries: 2 },
    kev: { date: now, entries: 1 },
    epss: { date: now, model: "v4", entries: 1 },
    images: [{ name: "api", digest: "sha256:1" }],
    now,
  });
  expect(verdict.inputs.reports[0]?.runRecord).toMatch(/^[a-f0-9]{64}$/);
  expect(verdict.tool).toEqual({ name: "sallyport", version: "0.1.0" });
});

test("the counts are of outcomes and rungs", () => {
  const { counts } = verdictOn([reportWith("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")], { gate });

  expect(counts).toEqual({
    outcomes: { block: 1, approve: 2, warn: 1, log: 1 },
    severities: { critical: 1, high: 1, medium: 1, low: 1, info: 0, unscored: 1 },
    suppressed: 0,
    doubts: 0,
  });
});

test("a time that is none is refused: every age would be young", () => {
  const inputs = { policy: policyOf(), policySha256: "", reports: [], version: "0.1.0" };

  expect(() => decide({ ...inputs, now: "soon" })).toThrow("now must be an RFC 3339 time, got soon");
});

test.each([
  ["exploited", { exploited: "block" }, "kev"],
  ["ssvc", { ssvc: {} }, "kev"],
  ["grace", { grace: { period: "7d" } }, "kev"],
  ["likelihood", { likelihood: { epss: 0.5 } }, "epss"],
  ["ssvc", { ssvc: {} }, "epss"],
] as const)(
  "gate.%s on facts older than gate.maxFactsAge is doubt, on fresh ones it is not",
  (setting, policy, stale) => {
    const doubtsOn = (date: string, maxFactsAge = "7d") => {
      const dates = { kev: now, epss: now, [stale]: date };
      const facts = { kev: { date: dates.kev, ids: [] }, epss: { date: dates.epss, scores: {} } };
      return verdictOn([reportWith()], { gate: { ...policy, maxFactsAge }, facts }).doubts;
    };

    expect(doubtsOn("2026-04-20")).toMatchObject([
      {
        about: `gate.${setting}`,
        found: expect.stringContaining("of 2026-04-20, 14 days ago; gate.maxFactsAge is 7d"),
      },
    ]);
    expect(doubtsOn("2026-06-20")).toMatchObject([{ found: expect.stringContaining("in the future") }]);
    expect(doubtsOn("2026-04-20", "30d")).toEqual([]);
    expect(doubtsOn("2026-05-01")).toEqual([]);
  },
);

test("stale facts that no rule rests on are only said", () => {
  const facts = { kev: { date: "2026-04-20", ids: [] } };
  const verdict = verdictOn([reportWith()], { facts });

  expect(verdict.decision).toBe("pass");
  expect(verdict.notes).toMatchObject([{ message: expect.stringContaining("CISA's KEV catalogue is of 2026-04-20") }]);
});
