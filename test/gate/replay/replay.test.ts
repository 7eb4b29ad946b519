import {
  type DecisionInputs,
  decide,
  type EpssFacts,
  EpssTable,
  type FirstSights,
  inputDigests,
  judgedAsOf,
  type KevFacts,
  missingReport,
  type ReportInput,
  type RunRecord,
  readReport,
  renderJson,
  replay,
  type StoredInputs,
} from "@sallyport/gate";
import { type ParsedPolicy, type Policy, parsePolicy } from "@sallyport/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, commit, now, recordOf, result, secret, trivy, vulnerability } from "../../support/findings.ts";

/** Everything that the verdicts of this test are made of, by digest. */
class Archive implements StoredInputs {
  readonly policies = new Map<string, Policy>();
  readonly reports = new Map<string, Uint8Array>();
  readonly records = new Map<string, RunRecord>();
  readonly baselines = new Map<string, readonly string[]>();
  readonly sights = new Map<string, FirstSights>();
  readonly catalogues = new Map<string, KevFacts>();
  readonly scores = new Map<string, EpssFacts>();

  keep(parsed: ParsedPolicy, { reports, canaries = [], baseline, seen, facts }: DecisionInputs): void {
    this.policies.set(parsed.sha256, parsed.policy);
    for (const { record } of [...reports, ...canaries])
      if (record) this.records.set(inputDigests.runRecord(record), record);
    if (baseline) this.baselines.set(inputDigests.baseline(baseline), baseline);
    if (seen) this.sights.set(inputDigests.seen(seen), seen);
    if (facts?.kev) this.catalogues.set(inputDigests.kev(facts.kev), facts.kev);
    if (facts?.epss) this.scores.set(inputDigests.epss(facts.epss), facts.epss);
  }

  policy = (sha256: string) => this.policies.get(sha256);
  report = (sha256: string) => this.reports.get(sha256);
  runRecord = (sha256: string) => this.records.get(sha256);
  baseline = ({ sha256 }: { sha256: string }) => this.baselines.get(sha256);
  seen = ({ sha256 }: { sha256: string }) => this.sights.get(sha256);
  suppressions = () => undefined;
  kev = ({ sha256 }: { sha256: string }) => this.catalogues.get(sha256);
  epss = ({ sha256 }: { sha256: string }) => this.scores.get(sha256);
}

const policyOf = (settings: object) =>
  parsePolicy(
    JSON.stringify({
      version: 1,
      organization: { login: "acme", id: 1, teams: { security: 2 } },
      repositories: [{ name: "api", id: 3, missionImpact: "high" }],
      secrets: { vault: { address: "https://vault.example" } },
      ...settings,
    }),
  );
const scanners = {
  trivy: { scanType: "filesystem" },
  snyk: { fork: "defer", standIn: "trivy", scanType: ["dependencies"] },
};
const policies = [
  policyOf({ scanning: { scanners: { trivy: { scanType: "filesystem" } } } }),
  policyOf({ scanning: { scanners }, gate: { newOnly: true, exploited: "block", ssvc: { appliesTo: "all" } } }),
  policyOf({ extends: "regulated", scanning: { scanners, canary: true }, slas: { overdue: { any: "block" } } }),
];

const id = fc.integer({ min: 1000, max: 1020 }).map((number) => `CVE-2026-${number}`);
const weakness = fc
  .record({
    VulnerabilityID: id,
    Severity: fc.constantFrom("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"),
    FixedVersion: fc.constantFrom("", "1.0.1"),
  })
  .map(vulnerability);
const document = fc
  .record({
    Vulnerabilities: fc.array(weakness, { maxLength: 3 }),
    withSecret: fc.boolean(),
    ArtifactName: fc.constantFrom("a", "b"),
  })
  .map(({ Vulnerabilities, withSecret, ArtifactName }) =>
    trivy([result({ Vulnerabilities, ...(withSecret && { Secrets: [secret()] }) })], { ArtifactName }),
  );
const facts = fc.record(
  {
    kev: id.map((one): KevFacts => ({ date: "2026-05-03", ids: [one], dueDates: { [one]: "2026-05-20" } })),
    epss: fc
      .tuple(id, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())
      .map(([one, score, asTable]): EpssFacts => {
        const scores = { [one]: score };
        return { date: "2026-05-01", model: "v1", scores: asTable ? EpssTable.of(scores) : scores };
      }),
  },
  { requiredKeys: [] },
);
const situation = fc.record({
  parsed: fc.constantFrom(...policies),
  documents: fc.array(document, { maxLength: 3 }),
  canary: fc.option(document, { nil: undefined }),
  recorded: fc.boolean(),
  facts: fc.option(facts, { nil: undefined }),
  baseline: fc.option(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 3 }), { nil: undefined }),
  seenAt: fc.option(fc.constantFrom("2026-05-01T00:00:00Z", "2026-05-04T11:59:00Z"), { nil: undefined }),
  fork: fc.boolean(),
  asOf: fc.boolean(),
  commit: fc.option(fc.constant(commit), { nil: undefined }),
});
type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

/** A verdict as it is stored, with its inputs in the archive. */
function stored(
  { parsed, documents, canary, recorded, seenAt, fork, asOf, ...rest }: Situation,
  archive: Archive,
): string {
  const inputOf = (content: Uint8Array, path: string): ReportInput => {
    const report = readReport(content, path);
    archive.reports.set(report.sha256, content);
    return recorded ? { report, record: recordOf(report) } : { report };
  };
  const inputs: DecisionInputs = {
    policy: parsed.policy,
    policySha256: parsed.sha256,
    repository: parsed.policy.repositories[0],
    reports: documents.map((one, index) => inputOf(bytes(one), `reports/${index}.json`)),
    ...(canary && { canaries: [inputOf(bytes(canary), "canary.json")] }),
    seen:
      seenAt === undefined
        ? undefined
        : {
            version: 1,
            sights: [{ firstSeenAt: seenAt, lastSeenAt: seenAt, keys: ["CVE-2026-1003 left-pad"], traces: [] }],
          },
    fork,
    now,
    version: "0.0.7",
    baseline: rest.baseline,
    commit: rest.commit,
    ...(rest.facts && { facts: rest.facts }),
  };
  archive.keep(parsed, inputs);
  const verdict = decide(inputs);
  return renderJson(asOf ? { ...verdict, notes: [...verdict.notes, judgedAsOf(now)] } : verdict);
}

test("replaying a thousand stored verdicts gives no difference", () => {
  const archive = new Archive();
  const texts = fc.sample(situation, { numRuns: 1000, seed: 1 }).map((one) => stored(one, archive));
  const decisions = new Set(texts.map((text) => JSON.parse(text).decision));

  expect(new Set(texts).size).toBeGreaterThan(800);
  expect(decisions).toEqual(new Set(["pass", "blocked", "undecided", "approval"]));
  expect(texts.map((text) => replay(text, archive)).filter(({ result: same }) => same !== "same")).toEqual([]);
});

const example: Situation = {
  parsed: policies[0] ?? policyOf({}),
  documents: [trivy([result({ Vulnerabilities: [vulnerability()] })])],
  canary: undefined,
  recorded: true,
  facts: { kev: { date: "2026-05-03", ids: ["CVE-2026-1000"] }, epss: { date: "2026-05-01", scores: {} } },
  baseline: ["a"],
  seenAt: "2026-05-01T00:00:00Z",
  fork: false,
  asOf: false,
  commit,
};

test.each([
  ["the decision", '"decision":"blocked"', '"decision":"pass"', "/decision"],
  ["an outcome", '"outcome":"block"', '"outcome":"log"', "/findings/0/outcome"],
  ["a date", '"dueAt":"2026-05-04T16', '"dueAt":"2027-05-04T16', "/findings/0/dueAt"],
  ["a count", '"block":1', '"block":0', "/counts/outcomes/block"],
  ["the time of the decision", `"now":"${now}"`, '"now":"2026-05-09T12:00:00Z"', "/alerts/0"],
  ["another finding", '"findings":[', '"findings":[{},', "/findings/0/artifact"],
  ["a key that nobody knows", '"decision"', '"aaa":1,"decision"', "/aaa"],
])("a manipulated verdict is found: %s", (_, from, to, pointer) => {
  const archive = new Archive();
  const text = stored(example, archive);

  expect(text).toContain(from);
  expect(replay(text, archive)).toMatchObject({ result: "same" });
  expect(replay(text.replace(from, to), archive)).toMatchObject({ result: "different", pointer });
});

test("a line break at the end is no difference, another way of writing is", () => {
  const archive = new Archive();
  const text = stored(example, archive);

  expect(replay(`${text}\n`, archive)).toEqual({ result: "same" });
  expect(replay(JSON.stringify(JSON.parse(text), null, 2), archive)).toMatchObject({
    result: "different",
    pointer: "",
  });
});

test.each<[string, (archive: Archive) => Map<string, unknown>, string]>([
  ["policy", ({ policies: kept }) => kept, "the policy (SHA-256 "],
  ["report", ({ reports }) => reports, "the report reports/0.json (SHA-256 "],
  ["run record", ({ records }) => records, "the run record of reports/0.json (SHA-256 "],
  ["baseline", ({ baselines }) => baselines, "the baseline (SHA-256 "],
  ["file of first sights", ({ sights }) => sights, "the first sights (SHA-256 "],
  ["KEV catalogue", ({ catalogues }) => catalogues, "the KEV catalogue (SHA-256 "],
  ["file of EPSS scores", ({ scores }) => scores, "the EPSS scores (SHA-256 "],
])("without its %s a verdict cannot be replayed", (_, part, missing) => {
  const archive = new Archive();
  const text = stored(example, archive);
  part(archive).clear();

  expect(replay(text, archive)).toEqual({ result: "missing", missing: [expect.stringContaining(missing)] });
});

test("a verdict on reports that could not be read cannot be replayed", () => {
  const archive = new Archive();
  const [parsed] = policies;
  const inputs = { reports: [], unreadable: [missingReport("gone.json")], now, version: "0.0.7" };
  const text = parsed ? renderJson(decide({ ...inputs, policy: parsed.policy, policySha256: parsed.sha256 })) : "";
  if (parsed) archive.policies.set(parsed.sha256, parsed.policy);

  expect(replay(text, archive)).toMatchObject({ result: "missing", missing: [expect.stringContaining("gone.json")] });
});

test.each(["", "[]", "{}", '{"decision":"pass"}', "not JSON"])("%j is no verdict, and nothing was replayed", (text) => {
  expect(replay(text, new Archive()).result).toBe("missing");
});
