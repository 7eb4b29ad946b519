import type { GatePolicy, MissionImpact, SlasPolicy } from "@sallyport/policy";
import { withSharedEvidence } from "./correlation/shared-evidence.js";
import type { Sighting, Weakness } from "./correlation/sighting.js";
import type { FactIndex, KnownFacts } from "./facts.js";
import type { Finding } from "./finding.js";
import { describeFix } from "./fix.js";
import { actionsByStrength, type Judgement, judge } from "./judge.js";
import { byText } from "./order.js";
import { rungsByWeight } from "./rung.js";
import { firstSeen } from "./slas/deadline.js";
import type { FirstSightIndex } from "./slas/first-sight-index.js";
import type { Outcome } from "./verdict.js";

/** What the judgement of a weakness depends on, besides the reports. */
export interface Surroundings {
  gate: GatePolicy;
  slas: SlasPolicy;
  missionImpact: MissionImpact | undefined;
  facts: FactIndex;
  /** When each weakness was first seen; undefined where nobody keeps it. */
  firstSights: FirstSightIndex | undefined;
  /** Fingerprints of the merge base; undefined without a baseline. */
  baseline: ReadonlySet<string> | undefined;
  now: string;
}

interface Judged extends Sighting, Judgement {
  /** The finding with what the other sightings know. */
  complete: Finding;
  firstSeenAt: string | undefined;
}

/** What a weakness leads to: of the judgements on what each scanner says, the strictest. */
export function judgeWeakness(weakness: Weakness, surroundings: Surroundings): Outcome {
  const { missedBy } = weakness;
  const [deciding, ...others] = judgeSightings(weakness, surroundings).toSorted(strictestFirst);
  if (!deciding) throw new RangeError("a weakness needs a sighting");
  const { complete, rating, step, deadline } = deciding;
  const { fixedVersions, remedy, label, labelSource, status, suppression, scanner, pointer, ...said } = complete;
  return {
    ...said,
    sightings: [deciding, ...others].map(describeSighting),
    missedBy: [...missedBy],
    severity: rating.rung,
    rating: { decidedBy: rating.decidedBy, score: rating.score, label, disputed: disputeOf(deciding, others) },
    ...statedFacts(surroundings.facts.about(said.ids)),
    firstSeenAt: deciding.firstSeenAt,
    dueAt: deadline?.dueAt,
    overdue: deadline?.overdue,
    outcome: step.action,
    rule: step.rule,
    because: step.because,
    fix: describeFix(complete),
  };
}

/**
 * Each sighting with the evidence of all and, where there are several, by itself too: what another scanner knows may make a
 * judgement stricter and never milder.
 */
function judgeSightings(weakness: Weakness, surroundings: Surroundings): Judged[] {
  const { sightings } = weakness;
  const { gate, slas, missionImpact, facts, baseline, firstSights, now } = surroundings;
  const inBaseline = baseline && sightings.some(({ finding }) => baseline.has(finding.fingerprint));
  const completed = withSharedEvidence(sightings);
  const recorded = firstSights?.of(weakness);
  const firstSeenAt = completed[0] && firstSeen(completed[0], recorded, now);
  const judgeOne = (finding: Finding) =>
    judge(finding, { gate, slas, missionImpact, known: facts.about(finding.ids), inBaseline, firstSeenAt, now });
  return sightings.map((sighting, index) => {
    const complete = completed[index] ?? sighting.finding;
    const judged = { ...sighting, complete, firstSeenAt, ...judgeOne(complete) };
    if (complete === sighting.finding) return judged;
    const alone = { ...judged, ...judgeOne(sighting.finding) };
    return byStrictness(alone, judged) < 0 ? alone : judged;
  });
}

function statedFacts({ exploited, epss }: KnownFacts): Pick<Outcome, "exploited" | "epss"> {
  return { exploited, epss };
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
  const milder = others.filter(({ rating }) => rating.rung !== deciding.rating.rung);
  const say = ({ finding, rating }: Judged) => `${finding.scanner} says ${finding.label ?? rating.rung}`;
  const claims = [...new Set([deciding, ...milder].map(say))];
  const scanners = milder.length > 0 ? [`${claims.join(", ")}: the stricter judgement decides.`] : [];
  const sentences = [...(deciding.disputed === undefined ? [] : [deciding.disputed]), ...scanners];
  return sentences.length > 0 ? sentences.join(" ") : undefined;
}
