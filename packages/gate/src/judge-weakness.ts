import type { GatePolicy } from "@sallyport/policy";
import { withSharedEvidence } from "./correlation/shared-evidence.js";
import type { Sighting, Weakness } from "./correlation/sighting.js";
import type { FactIndex } from "./facts.js";
import type { Finding } from "./finding.js";
import { describeFix } from "./fix.js";
import { actionsByStrength, type Judgement, judge } from "./judge.js";
import { byText } from "./order.js";
import { rungsByWeight } from "./rung.js";
import type { Outcome } from "./verdict.js";

/** What the judgement of a weakness depends on, besides the reports. */
export interface Surroundings {
  gate: GatePolicy;
  facts: FactIndex;
  /** Fingerprints of the merge base; undefined without a baseline. */
  baseline: ReadonlySet<string> | undefined;
  now: string;
}

interface Judged extends Sighting, Judgement {
  /** The finding with what the other sightings know. */
  complete: Finding;
}

/** What a weakness leads to: of the judgements on what each scanner says, the strictest. */
export function judgeWeakness({ sightings, missedBy }: Weakness, surroundings: Surroundings): Outcome {
  const [deciding, ...others] = judgeSightings(sightings, surroundings).toSorted(strictestFirst);
  if (!deciding) throw new RangeError("a weakness needs a sighting");
  const { complete, rating, step } = deciding;
  const { fixedVersions, remedy, label, labelSource, status, suppression, scanner, pointer, ...said } = complete;
  return {
    ...said,
    sightings: [deciding, ...others].map(describeSighting),
    missedBy: [...missedBy],
    severity: rating.rung,
    rating: { decidedBy: rating.decidedBy, score: rating.score, label, disputed: disputeOf(deciding, others) },
    ...surroundings.facts.about(said.ids),
    outcome: step.action,
    rule: step.rule,
    because: step.because,
    fix: describeFix(complete),
    ...(fixedVersions.length > 0 && { fixedVersions }),
  };
}

/**
 * Each sighting with the evidence of all and, where there are several, by itself too: what another scanner knows may make a
 * judgement stricter and never milder.
 */
function judgeSightings(sightings: readonly Sighting[], { gate, facts, baseline, now }: Surroundings): Judged[] {
  const inBaseline = baseline && sightings.some(({ finding }) => baseline.has(finding.fingerprint));
  const judgeOne = (finding: Finding) => judge(finding, { gate, known: facts.about(finding.ids), inBaseline, now });
  const completed = withSharedEvidence(sightings);
  return sightings.map((sighting, index) => {
    const complete = completed[index] ?? sighting.finding;
    const judged = { ...sighting, complete, ...judgeOne(complete) };
    if (complete === sighting.finding) return judged;
    const alone = { ...judged, ...judgeOne(sighting.finding) };
    return byStrictness(alone, judged) < 0 ? alone : judged;
  });
}

function byStrictness(a: Judged, b: Judged): number {
  return (
    actionsByStrength.indexOf(a.step.action) - actionsByStrength.indexOf(b.step.action) ||
    rungsByWeight.indexOf(a.rating.rung) - rungsByWeight.indexOf(b.rating.rung)
  );
}

function strictestFirst(a: Judged, b: Judged): number {
  return (
    byStrictness(a, b) ||
    byText(a.finding.scanner, b.finding.scanner) ||
    byText(a.report.path, b.report.path) ||
    byText(a.finding.pointer, b.finding.pointer)
  );
}

function describeSighting({ finding, report, rating }: Judged): Outcome["sightings"][number] {
  const { scanner, pointer, ids, label, fingerprint } = finding;
  return { scanner, report: report.path, pointer, id: ids[0] ?? "", label, severity: rating.rung, fingerprint };
}

function disputeOf(deciding: Judged, others: readonly Judged[]): string | undefined {
  if (deciding.disputed !== undefined) return deciding.disputed;
  const milder = others.find(({ rating }) => rating.rung !== deciding.rating.rung);
  if (!milder) return undefined;
  const say = ({ finding, rating }: Judged) => `${finding.scanner} says ${finding.label ?? rating.rung}`;
  return `${say(deciding)}, ${say(milder)}: the stricter judgement decides.`;
}
