import { createRequire } from "node:module";
import { type LargeVerdict, type Report, readReport, renderSarif } from "@sallyport/gate";
import Ajv from "ajv-draft-04";
import { expect, test } from "vitest";
import { largeVerdict, mixedVerdict, outcome, verdictWith } from "../support/verdicts.ts";

interface Run {
  results: {
    ruleId: string;
    ruleIndex: number;
    level: string;
    suppressions?: object[];
    locations: object[];
    partialFingerprints: object;
  }[];
  tool: { driver: { rules: { id: string; properties: Record<string, unknown> }[] } };
  automationDetails: { id: string };
  invocations: { executionSuccessful: boolean; toolExecutionNotifications?: object[] }[];
}

/** The logs as one reads them, each to its end. */
function logsOf(verdict: LargeVerdict): { name: string; text: string; runs: Run[] }[] {
  return Iterator.from(renderSarif(verdict))
    .map(({ name, pieces }) => {
      const text = [...pieces].join("");
      return { name, text, runs: JSON.parse(text).runs as Run[] };
    })
    .toArray();
}

const reread = (text: string): Report => readReport(Buffer.from(text), "verdict.sarif");

test("is valid SARIF 2.1.0", () => {
  const schema = createRequire(import.meta.url)("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const ajv = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile(schema);

  for (const verdict of [mixedVerdict(), verdictWith([])]) {
    for (const { text } of logsOf(verdict)) {
      validate(JSON.parse(text));
      expect(validate.errors ?? []).toEqual([]);
    }
  }
});

test("our own reader finds as many findings of each severity, and what is excused", () => {
  const verdict = { ...mixedVerdict(), doubts: [] };
  verdict.counts.doubts = 0;
  const [log] = logsOf(verdict);
  const report = reread(log?.text ?? "");

  expect(report.health).toBe("ok");
  expect(report.counts).toMatchObject({ critical: 2, high: 1, medium: 1, suppressed: 1 });
  expect(report.findings).toHaveLength(4);
});

test("every kind of finding has a run, or GitHub would keep what was fixed", () => {
  const [log] = logsOf(verdictWith([]));

  expect(log?.runs.map(({ automationDetails }) => automationDetails.id)).toContain("sallyport/secret/");
  expect(log?.runs).toHaveLength(10);
  expect(log?.runs.flatMap(({ results }) => results)).toEqual([]);
});

test("an undecided gate is no clean log", () => {
  const doubts = [{ about: "a.json", found: "does not exist", remedy: "Run it." }];
  const [log] = logsOf(verdictWith([], { doubts }));

  expect(log?.runs.every(({ invocations: [first] }) => first?.executionSuccessful === false)).toBe(true);
  expect(reread(log?.text ?? "").health).toBe("failed");
});

test("a finding in an image is shown at the file that the image is made of", () => {
  const [log] = logsOf(mixedVerdict());
  const [result] = log?.runs.flatMap(({ results }) => results).filter(({ ruleId }) => ruleId === "CVE-2026-2000") ?? [];

  expect(result?.locations).toEqual([
    {
      physicalLocation: { artifactLocation: { uri: "Dockerfile" }, region: { startLine: 1 } },
      logicalLocations: [{ fullyQualifiedName: "api:1: api:1 (debian 12)" }],
    },
  ]);
});

test("rules have the number that GitHub makes its severities of, and at most ten tags", () => {
  const cwes = Array.from({ length: 20 }, (_, index) => `CWE-${index + 1}`);
  const [log] = logsOf(verdictWith([outcome({ cwes }), outcome({ severity: "low", outcome: "log" })]));
  const rules = log?.runs.flatMap(({ tool }) => tool.driver.rules) ?? [];

  expect(rules.map(({ properties }) => properties["security-severity"])).toEqual(["9.8", "2.0"]);
  expect(rules[0]?.properties.tags).toHaveLength(10);
});

test("many findings are split within the limits of GitHub, and none is lost", () => {
  const verdict = largeVerdict(25_000, (index) =>
    outcome({ ids: [`CVE-2026-${10_000 + index}`], fingerprint: `${index}`, because: "x".repeat(200) }),
  );
  const logs = logsOf(verdict);
  const runs = logs.flatMap((log) => log.runs);

  expect(logs.length).toBeGreaterThan(1);
  expect(logs.map(({ name }) => name).slice(0, 2)).toEqual(["verdict.sarif", "verdict-2.sarif"]);
  for (const { text, runs } of logs) {
    expect(Buffer.byteLength(text)).toBeLessThan(10_000_000);
    expect(runs.length).toBeLessThanOrEqual(20);
  }
  for (const { results, tool } of runs) {
    expect(results.length).toBeLessThanOrEqual(5000);
    expect(results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId)).toBe(true);
  }
  expect(new Set(runs.map(({ automationDetails }) => automationDetails.id)).size).toBe(runs.length);
  expect(new Set(runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId))).size).toBe(25_000);
});

test("a log that was not read takes nothing from the next ones, and is no empty file afterwards", () => {
  const verdict = largeVerdict(12_000, () => outcome({ because: "x".repeat(1000) }));
  const lengths = [...renderSarif(verdict)].length;

  expect(lengths).toBe(logsOf(verdict).length);
  const [first] = [...renderSarif(verdict)];
  expect(() => [...(first?.pieces ?? [])]).toThrow("was not read before the next one");
});
