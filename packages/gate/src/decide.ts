import { correlate } from "./correlation/correlate.js";
import { deferredIn } from "./coverage.js";
import type { DecisionInputs } from "./decision-inputs.js";
import { FactIndex } from "./facts.js";
import { judgeWeakness } from "./judge-weakness.js";
import { notesOn } from "./notes.js";
import { inVerdictOrder } from "./order.js";
import { FirstSightIndex } from "./slas/first-sight-index.js";
import type { Decision, Doubt, Outcome, Verdict } from "./verdict.js";
import { weighDoubts } from "./verdict-doubts.js";
import { describeInputs } from "./verdict-inputs.js";

/**
 * The verdict on a set of reports under a policy. Pure: the same inputs give the same verdict, byte for byte, in whatever
 * order they come.
 *
 * @throws {RangeError} when `now` is not a time.
 */
export function decide(inputs: DecisionInputs): Verdict {
  if (Number.isNaN(Date.parse(inputs.now))) throw new RangeError(`now must be an RFC 3339 time, got ${inputs.now}`);
  const findings = judgeAll(inputs).toSorted(inVerdictOrder);
  const { doubts, tolerated, standIns, alerts } = weighDoubts(inputs);
  return {
    version: 1,
    decision: decisionOf(findings, doubts),
    findings,
    doubts,
    notes: [...tolerated, ...notesOn(inputs)],
    counts: countsOf(findings, doubts, inputs),
    deferred: deferredIn(inputs),
    standIns,
    alerts,
    approvers: inputs.policy.gate.approvers,
    inputs: describeInputs(inputs),
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

function judgeAll({ policy, repository, reports, facts, baseline, seen, now }: DecisionInputs): Outcome[] {
  const weaknesses = correlate(reports.map(({ report }) => report));
  const surroundings = {
    gate: policy.gate,
    slas: policy.slas,
    missionImpact: repository?.missionImpact,
    firstSights: seen && new FirstSightIndex(seen, weaknesses, now),
    facts: new FactIndex(facts ?? {}),
    baseline: baseline && new Set(baseline),
    now,
  };
  return weaknesses.map((weakness) => judgeWeakness(weakness, surroundings));
}

function countsOf(
  findings: readonly Outcome[],
  doubts: readonly Doubt[],
  { reports }: DecisionInputs,
): Verdict["counts"] {
  const counts: Verdict["counts"] = {
    outcomes: { block: 0, approve: 0, warn: 0, log: 0 },
    severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0 },
    suppressed: reports.reduce((sum, { report }) => sum + report.suppressed.length, 0),
    doubts: doubts.length,
  };
  for (const { outcome, severity } of findings) {
    counts.outcomes[outcome] += 1;
    counts.severities[severity] += 1;
  }
  return counts;
}
