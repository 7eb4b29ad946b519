import { asAsked, describeUnasked } from "./asked-scanners.js";
import { weaknessesIn } from "./correlation/correlate.js";
import { deferredIn } from "./coverage.js";
import type { DecisionInputs } from "./decision-inputs.js";
import { Excuses } from "./exceptions/excuses.js";
import { FactIndex } from "./facts.js";
import { judgeWeakness } from "./judge-weakness.js";
import { inMemory, type Storage } from "./list.js";
import { notesOn } from "./notes.js";
import { FirstSightIndex } from "./slas/first-sight-index.js";
import { SortedOutcomes } from "./sorted-outcomes.js";
import { withShadows } from "./suppressions/shadow-remarks.js";
import type { Decision, Doubt, LargeVerdict, Note, Verdict } from "./verdict.js";
import { weighDoubts } from "./verdict-doubts.js";
import { describeInputs } from "./verdict-inputs.js";

/**
 * The verdict on a set of reports under a policy. Pure: the same inputs give the same verdict, byte for byte, in whatever
 * order they come.
 *
 * @throws {RangeError} when `now` is not a time.
 */
export function decide(inputs: DecisionInputs): Verdict {
  return inMemoryVerdict(decideLarge(inputs));
}

/**
 * The same verdict, without the need to hold all findings at once.
 *
 * @param storage Where the outcomes are put until they are read.
 * @throws {RangeError} when `now` is not a time.
 */
export function decideLarge(inputs: DecisionInputs, storage: Storage = inMemory): LargeVerdict {
  return decideBy(inputs, new Excuses(inputs), storage);
}

/** {@link decide}, with excuses of which the caller wants to know what came of them. */
export function decideWith(inputs: DecisionInputs, excuses: Excuses): Verdict {
  return inMemoryVerdict(decideBy(inputs, excuses, inMemory));
}

function inMemoryVerdict(verdict: LargeVerdict): Verdict {
  return { ...verdict, findings: [...verdict.findings] };
}

function decideBy(inputs: DecisionInputs, excuses: Excuses, storage: Storage): LargeVerdict {
  if (Number.isNaN(Date.parse(inputs.now))) throw new RangeError(`now must be an RFC 3339 time, got ${inputs.now}`);
  const { findings, counts } = judgeAll(inputs, excuses, storage);
  const remarks = withShadows(excuses.remarks(), inputs);
  const asked = asAsked(inputs);
  const { doubts, tolerated, standIns, alerts } = weighDoubts(asked, remarks);
  return {
    version: 1,
    decision: decisionOf(counts.outcomes, doubts),
    findings,
    doubts,
    notes: [...tolerated, ...remarks.notes, ...notesOn(asked), ...unaskedNotes(inputs)],
    counts: { ...counts, suppressed: suppressedIn(inputs), doubts: doubts.length },
    deferred: deferredIn(asked),
    standIns,
    alerts,
    approvers: inputs.policy.gate.approvers,
    inputs: describeInputs(inputs),
    tool: { name: "sallyport", version: inputs.version },
  };
}

function unaskedNotes(inputs: DecisionInputs): Note[] {
  return describeUnasked(inputs).map((message) => ({ level: "info", message }));
}

type Counts = Verdict["counts"];

/** Blocked before undecided before approval before pass. */
function decisionOf({ block, approve }: Counts["outcomes"], doubts: readonly Doubt[]): Decision {
  if (block > 0) return "blocked";
  if (doubts.length > 0) return "undecided";
  return approve > 0 ? "approval" : "pass";
}

function judgeAll(inputs: DecisionInputs, excuses: Excuses, storage: Storage) {
  const { policy, repository, facts, baseline, seen, now } = inputs;
  const reports = inputs.reports.map(({ report }) => report);
  const surroundings = {
    gate: policy.gate,
    slas: policy.slas,
    missionImpact: repository?.missionImpact,
    firstSights: seen && new FirstSightIndex(seen, weaknessesIn(reports), now),
    facts: new FactIndex(facts ?? {}),
    baseline: baseline && new Set(baseline),
    excuses,
    now,
  };
  const outcomes = new SortedOutcomes(storage());
  const counts: Pick<Counts, "outcomes" | "severities"> = {
    outcomes: { block: 0, approve: 0, warn: 0, log: 0 },
    severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unscored: 0 },
  };
  for (const weakness of weaknessesIn(reports)) {
    const judged = judgeWeakness(weakness, surroundings);
    outcomes.add(judged);
    counts.outcomes[judged.outcome] += 1;
    counts.severities[judged.severity] += 1;
  }
  return { findings: outcomes, counts };
}

function suppressedIn({ reports }: DecisionInputs): number {
  return reports.reduce((sum, { report }) => sum + report.suppressed.length, 0);
}
