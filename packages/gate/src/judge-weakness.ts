import type { Action, GatePolicy, MissionImpact, SlasPolicy } from "@sallyport/policy";
import { withSharedEvidence } from "./correlation/shared-evidence.js";
import type { Sighting, Weakness } from "./correlation/sighting.js";
import { describeDispute } from "./dispute.js";
import { type Asked, applied, withExcuses } from "./exceptions/apply-excuses.js";
import type { Excuses } from "./exceptions/excuses.js";
import type { FactIndex } from "./facts.js";
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
  /** Whatever may excuse a finding. */
  excuses: Excuses;
  now: string;
}

interface Judged extends Sighting, Judgement {
  /** The finding with what the other sightings know. */
  complete: Finding;
  /** That, or the finding as its own scanner has it, where this is judged more strictly. */
  judgedOn: Finding;
  firstSeenAt: string | undefined;
}

/** What a weakness leads to: of the judgements on what each scanner says, the strictest. */
export function judgeWeakness(weakness: Weakness, surroundings: Surroundings): Outcome {
  const judged = judgeSightings(weakness, surroundings);
  const asked = withExcuses(judged, surroundings.excuses, surroundings.facts);
  const [deciding, ...others] = asked.toSorted(strictestFirst);
  if (!deciding) throw new RangeError("a weakness needs a sighting");
  const { complete, rating, step, deadline } = deciding;
  const { exploited, epss } = surroundings.facts.about(complete.ids);
  const { because, exception } = applied([deciding, ...others]);
  // Keys in canonical order (RFC 8785): most of the time of a verdict goes into writing them.
  return {
    artifact: complete.artifact,
    because,
    category: complete.category,
    cwes: complete.cwes,
    dependencyPath: complete.dependencyPath,
    detail: complete.detail,
    dueAt: deadline?.dueAt,
    epss,
    exception,
    exploited,
    fingerprint: complete.fingerprint,
    firstSeenAt: deciding.firstSeenAt,
    fix: describeFix(complete),
    fixedVersions: complete.fixedVersions.length > 0 ? complete.fixedVersions : undefined,
    ids: complete.ids,
    layer: complete.layer,
    links: complete.links,
    location: complete.location,
    missedBy: [...weakness.missedBy],
    outcome: step.action,
    overdue: deadline?.overdue,
    package: complete.package,
    publishedAt: complete.publishedAt,
    rating: {
      decidedBy: rating.decidedBy,
      disputed: disputeOf(deciding, others, surroundings.gate.scoreSources),
      label: complete.label,
      score: rating.score,
    },
    rule: step.rule,
    scores: complete.scores,
    severity: rating.rung,
    sightings: [deciding, ...others].map(describeSighting),
    title: complete.title,
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
    const judged = { ...sighting, complete, judgedOn: complete, firstSeenAt, ...judgeOne(complete) };
    if (complete === sighting.finding) return judged;
    const alone = { ...judged, judgedOn: sighting.finding, ...judgeOne(sighting.finding) };
    return byStrictness(alone, judged) < 0 ? alone : judged;
  });
}

function byStrictness(a: Judged, b: Judged): number {
  return (
    byAction(a.step.action, b.step.action) ||
    rungsByWeight.indexOf(a.rating.rung) - rungsByWeight.indexOf(b.rating.rung)
  );
}

function byAction(a: Action, b: Action): number {
  return actionsByStrength.indexOf(a) - actionsByStrength.indexOf(b);
}

/** Among those that are excused, whichever would be strictest without: an exception changes no severity. */
function strictestFirst(a: Asked<Judged>, b: Asked<Judged>): number {
  return (
    byAction(a.step.action, b.step.action) ||
    byAction(a.unexcused, b.unexcused) ||
    byStrictness(a, b) ||
    byText(a.finding.scanner, b.finding.scanner) ||
    byText(a.report.path, b.report.path) ||
    byText(a.finding.pointer, b.finding.pointer)
  );
}

function describeSighting({ finding, report, rating }: Judged): Outcome["sightings"][number] {
  const { scanner, pointer, ids, label, fingerprint } = finding;
  return { fingerprint, id: ids[0] ?? "", label, pointer, report: report.path, scanner, severity: rating.rung };
}

function disputeOf(deciding: Judged, others: readonly Judged[], sources: readonly string[]): string | undefined {
  const own = describeDispute(deciding.judgedOn, deciding.rating, sources);
  const milder = others.filter(({ rating }) => rating.rung !== deciding.rating.rung);
  if (own === undefined && milder.length === 0) return undefined;
  const say = ({ finding, rating }: Judged) => `${finding.scanner} says ${finding.label ?? rating.rung}`;
  const claims = [...new Set([deciding, ...milder].map(say))];
  const scanners = milder.length > 0 ? [`${claims.join(", ")}: the stricter judgement decides.`] : [];
  const sentences = [...(own === undefined ? [] : [own]), ...scanners];
  return sentences.length > 0 ? sentences.join(" ") : undefined;
}
