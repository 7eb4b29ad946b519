import type { GatePolicy, RepositoryPolicy, ScanningPolicy } from "@sallyport/policy";
import { sha256OfJson } from "./canonical-json.js";
import { gapsIn, type WeighedReport } from "./coverage.js";
import { doubtsAbout, type Expectations } from "./doubt.js";
import { FactIndex, type Facts } from "./facts.js";
import { judge } from "./judge.js";
import { notesOn } from "./notes.js";
import { bySubject, inVerdictOrder, withoutRepeats } from "./order.js";
import type { Report } from "./report.js";
import type { ReportError } from "./report-error.js";
import { type RunRecord, runRecordPath } from "./run-record.js";
import type { Decision, Doubt, Note, Outcome, Verdict } from "./verdict.js";

/** A report and the record of the run that made it. */
export interface ReportInput {
  report: Report;
  /**
   * The run record.
   *
   * @default - none was found, which is doubt
   */
  record?: RunRecord | undefined;
}

/** Everything a decision depends on. */
export interface DecisionInputs {
  policy: { gate: GatePolicy; scanning: ScanningPolicy };
  /** SHA-256 of the policy file, hex; the verdict carries it. */
  policySha256: string;
  reports: readonly ReportInput[];
  /**
   * Reports and run records that could not be read.
   *
   * @default - none
   */
  unreadable?: readonly ReportError[];
  /**
   * The repository that is judged; each of its images must be covered.
   *
   * @default - one report of each required scanner suffices
   */
  repository?: RepositoryPolicy | undefined;
  /**
   * The commit that is judged, as a full id.
   *
   * @default - reports of any commit are accepted, and a note says so
   */
  commit?: string | undefined;
  /**
   * The images that are judged, by the name the policy gives them, with their digest.
   *
   * @default - images of any digest are accepted
   */
  images?: readonly { name: string; digest: string }[] | undefined;
  /**
   * Exploited and likely vulnerabilities.
   *
   * @default - not known; a policy that asks for them is undecided
   */
  facts?: Facts;
  /**
   * Fingerprints of the findings that the merge base has.
   *
   * @default - not known; a policy that judges new findings only is undecided
   */
  baseline?: readonly string[] | undefined;
  /** The time of the decision (RFC 3339, UTC). */
  now: string;
  /** Version of sallyport; the verdict carries it. */
  version: string;
}

/**
 * The verdict on a set of reports under a policy. Pure: the same inputs give the same verdict, byte for byte, in whatever
 * order they come.
 *
 * @throws {RangeError} when `now` is not a time.
 */
export function decide(inputs: DecisionInputs): Verdict {
  if (Number.isNaN(Date.parse(inputs.now))) throw new RangeError(`now must be an RFC 3339 time, got ${inputs.now}`);
  const reports = inputs.reports
    .map((input) => ({ ...input, doubts: doubtsOf(input, inputs) }))
    .toSorted((a, b) => bySubject(a.report.path, b.report.path) || bySubject(a.report.sha256, b.report.sha256));
  const findings = judgeAll(inputs).toSorted(inVerdictOrder);
  const { doubts, tolerated } = weighDoubts(inputs, reports);
  return {
    version: 1,
    decision: decisionOf(findings, doubts),
    findings,
    doubts,
    notes: [...tolerated, ...notesOn(inputs)],
    counts: countsOf(findings, doubts, inputs.reports),
    approvers: inputs.policy.gate.approvers,
    inputs: describeInputs(inputs, reports),
    tool: { name: "sallyport", version: inputs.version },
  };
}

/** Blocked before undecided before approval before pass. */
function decisionOf(findings: readonly Outcome[], doubts: readonly Doubt[]): Decision {
  const leadsTo = (action: Outcome["outcome"]) => findings.some(({ outcome }) => outcome === action);
  if (leadsTo("block")) return "blocked";
  if (doubts.length > 0) return "undecided";
  return leadsTo("approve") ? "approval" : "pass";
}

function judgeAll({ policy, reports, facts, baseline, now }: DecisionInputs): Outcome[] {
  const index = new FactIndex(facts ?? {});
  const base = baseline && new Set(baseline);
  return reports.flatMap(({ report }) =>
    report.findings.map((finding) =>
      judge(finding, {
        gate: policy.gate,
        known: index.about(finding.ids),
        inBaseline: base?.has(finding.fingerprint),
        now,
        report: report.path,
      }),
    ),
  );
}

function doubtsOf({ report, record }: ReportInput, inputs: DecisionInputs): Doubt[] {
  const doubts = doubtsAbout(report, record, expectationsOf(report, inputs));
  const broken = inputs.unreadable?.some(({ path }) => path === runRecordPath(report.path));
  // A run record that cannot be read is named by itself.
  return record === undefined && broken ? doubts.filter(({ found }) => !found.startsWith("has no run record")) : doubts;
}

function expectationsOf({ tool }: Report, { policy: { scanning }, now, commit, images }: DecisionInputs): Expectations {
  const trivy = tool === "trivy" ? scanning.scanners.trivy : undefined;
  return {
    now,
    commit,
    images,
    maxReportAge: scanning.maxReportAge,
    maxDatabaseAge: trivy?.cacheTTL,
    databaseSetting: `scanning.scanners.${tool}.cacheTTL`,
    exitCodes: [...new Set([0, trivy?.exitCode ?? 0])],
  };
}

/** Doubt about a scanner that the policy does not require is said, and keeps nobody from deciding. */
function weighDoubts(
  inputs: DecisionInputs,
  reports: readonly WeighedReport[],
): { doubts: Doubt[]; tolerated: Note[] } {
  const { gate, scanning } = inputs.policy;
  const isOptional = (tool: string | undefined) =>
    Object.entries(scanning.scanners).some(([name, scanner]) => name === tool && scanner?.required === false);
  const weighed = [
    ...reports.flatMap(({ report, doubts }) => doubts.map((doubt) => ({ doubt, optional: isOptional(report.tool) }))),
    ...(inputs.unreadable ?? []).map(({ where, found, remedy, tool }) => ({
      doubt: { about: where, found, remedy },
      optional: isOptional(tool),
    })),
  ];
  const doubts = [
    ...weighed.filter(({ optional }) => !optional).map(({ doubt }) => doubt),
    ...gapsIn(scanning, inputs.repository, reports),
    ...missingFacts(gate, inputs),
  ];
  const tolerated = weighed.filter(({ optional }) => optional).map(({ doubt }) => toleratedDoubt(doubt));
  return { doubts: withoutRepeats(doubts), tolerated: withoutRepeats(tolerated) };
}

function toleratedDoubt({ about, found, remedy }: Doubt): Note {
  return { level: "warning", message: `${about} ${found}; the scanner is not required. ${remedy}` };
}

/** What the policy asks for and nobody gave. */
function missingFacts(gate: GatePolicy, { facts, baseline }: DecisionInputs): Doubt[] {
  const missing: Doubt[] = [];
  const add = (about: string, found: string, remedy: string) => missing.push({ about, found, remedy });
  if (gate.exploited && !facts?.kev) {
    add("gate.exploited", "needs CISA's KEV catalogue, which was not given", "Give it, or remove the setting.");
  }
  if (gate.likelihood && !facts?.epss) {
    add("gate.likelihood", "needs EPSS scores, which were not given", "Give them, or remove the setting.");
  }
  if (gate.newOnly && !baseline) {
    add("gate.newOnly", "needs the findings of the merge base, which were not given", "Give them, or set it to false.");
  }
  return missing;
}

function countsOf(
  findings: readonly Outcome[],
  doubts: readonly Doubt[],
  reports: readonly ReportInput[],
): Verdict["counts"] {
  const counts: Verdict["counts"] = {
    outcomes: { block: 0, approve: 0, warn: 0, log: 0 },
    severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0 },
    suppressed: reports.reduce((sum, { report }) => sum + report.suppressed.length, 0),
    doubts: doubts.length,
  };
  for (const { outcome, severity } of findings) {
    counts.outcomes[outcome] += 1;
    counts.severities[severity.rung] += 1;
  }
  return counts;
}

function describeInputs(inputs: DecisionInputs, reports: readonly WeighedReport[]): Verdict["inputs"] {
  const { kev, epss } = inputs.facts ?? {};
  const { baseline } = inputs;
  return {
    policy: { sha256: inputs.policySha256 },
    reports: reports.map(({ report: { path, sha256, bytes, tool, toolVersion, format, health }, record }) => ({
      path,
      sha256,
      bytes,
      tool,
      toolVersion,
      format,
      health,
      runRecord: record && sha256OfJson(record),
    })),
    unreadable: (inputs.unreadable ?? []).map(({ path }) => path).toSorted(bySubject),
    baseline: baseline && { fingerprints: baseline.length, sha256: sha256OfJson(baseline.toSorted(bySubject)) },
    kev: kev && { date: kev.date, entries: kev.ids.length },
    epss: epss && { date: epss.date, model: epss.model, entries: Object.keys(epss.scores).length },
    repository: inputs.repository?.name,
    commit: inputs.commit,
    images: inputs.images?.toSorted((a, b) => bySubject(a.name, b.name) || bySubject(a.digest, b.digest)),
    now: inputs.now,
  };
}
