import {
  type Action,
  type GatePolicy,
  type LadderOverride,
  type MissionImpact,
  type SlasPolicy,
  seconds,
} from "@sallyport/policy";
import type { KnownFacts } from "./facts.js";
import type { Finding, Score } from "./finding.js";
import { isVulnerability, lacksFix } from "./fix.js";
import type { Rung } from "./rung.js";
import { countingScore, type Rating, rate } from "./severity.js";
import { type Deadline, deadlineOf } from "./slas/deadline.js";
import { askSsvc } from "./ssvc.js";
import { helperFor } from "./unscored.js";

/** Strongest first. */
export const actionsByStrength: readonly Action[] = ["block", "approve", "warn", "log"];

/** What the judgement of one finding depends on, besides the finding. */
export interface Circumstances {
  gate: GatePolicy;
  known: KnownFacts;
  /** Whether the merge base has the finding too; undefined without a baseline. */
  inBaseline: boolean | undefined;
  slas: SlasPolicy;
  /** What the repository says of itself; undefined where it does not. */
  missionImpact: MissionImpact | undefined;
  /** When the weakness was first seen; undefined where nobody knows. */
  firstSeenAt: string | undefined;
  now: string;
}

/** An action, the setting that asks for it, and why. */
export interface Step {
  action: Action;
  rule: string;
  because: string;
}

interface Case extends Circumstances {
  finding: Finding;
  rating: Rating;
  deadline: Deadline | undefined;
}

/** What one entry of a report leads to. */
export interface Judgement {
  rating: Rating;
  step: Step;
  /** By when it has to be fixed; undefined where no first sight is known. */
  deadline: Deadline | undefined;
}

/** What a finding leads to under the policy. */
export function judge(finding: Finding, circumstances: Circumstances): Judgement {
  const rating = rate(finding, circumstances.gate.scoreSources);
  const { firstSeenAt, known, slas, now } = circumstances;
  const deadline = deadlineOf(rating.rung, firstSeenAt, known, slas, now);
  const subject: Case = { ...circumstances, finding, rating, deadline };
  const weakened = ceilings.reduce((step, ceiling) => lower(step, ceiling(subject)), byLadderOrSsvc(subject));
  const step = floors.reduce((current, floor) => raise(current, floor(subject)), weakened);
  return { rating, step, deadline };
}

/** The rung's action: of the scanner, else of the category, else of the ladder. */
function byLadder({ finding, rating, gate }: Case): Step {
  const { rung } = rating;
  const { action, rule } = pick(gate.scanners, finding.scanner, rung, "gate.scanners") ??
    pick(gate.categories, finding.category, rung, "gate.categories") ?? {
      action: rung === "info" ? ("log" as const) : gate.ladder[rung],
      rule: rung === "info" ? "gate.ladder" : `gate.ladder.${rung}`,
    };
  return { action, rule, because: `${describeRating(finding, rating)}; ${rule} is ${action}.` };
}

/** SSVC stands in for the ladder where nothing else knows better; what the policy says of a category or scanner it only raises. */
function byLadderOrSsvc(subject: Case): Step {
  const step = byLadder(subject);
  const answer = isUnscored(subject) && helperFor(subject.gate, subject.known) === "ssvc" ? ssvc(subject) : undefined;
  if (!answer) return step;
  if (step.rule !== "gate.ladder.unscored") return raise(step, answer);
  return { ...answer, because: `${step.because} ${answer.because}: ${answer.rule} decides, ${answer.action}.` };
}

function isUnscored({ finding, rating }: Case): boolean {
  return rating.rung === "unscored" && isVulnerability(finding.category);
}

function pick(
  overrides: Readonly<Record<string, LadderOverride | undefined>>,
  name: string,
  rung: Rung,
  path: string,
): { action: Action; rule: string } | undefined {
  const override = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
  const named = rung === "info" ? undefined : override?.[rung];
  if (named) return { action: named, rule: `${path}.${name}.${rung}` };
  return override?.any && { action: override.any, rule: `${path}.${name}.any` };
}

/** A condition: the action it allows at most, or demands at least. Undefined where it does not apply. */
type Condition = (subject: Case) => Step | undefined;

const withoutFix: Condition = ({ finding, gate }) =>
  gate.withoutFix && lacksFix(finding)
    ? { action: gate.withoutFix, rule: "gate.withoutFix", because: "No version fixes it yet" }
    : undefined;

/** A vulnerability that may be exploited gets no grace: without the catalogue nobody knows. */
const grace: Condition = ({ finding, gate, known, now }) => {
  if (!gate.grace || !isVulnerability(finding.category) || finding.publishedAt === undefined) return undefined;
  if (known.exploited !== false) return undefined;
  const age = Date.parse(now) - Date.parse(finding.publishedAt);
  if (age < 0 || age > seconds(gate.grace.period) * 1000) return undefined;
  const because = `It was published ${finding.publishedAt}, within ${gate.grace.period}`;
  return { action: gate.grace.action, rule: "gate.grace", because };
};

const newOnly: Condition = ({ gate, inBaseline }) =>
  gate.newOnly && inBaseline
    ? { action: "log", rule: "gate.newOnly", because: "The merge base has it too" }
    : undefined;

const exploited: Condition = ({ gate, known }) =>
  gate.exploited && known.exploited
    ? { action: gate.exploited, rule: "gate.exploited", because: "CISA lists it as exploited" }
    : undefined;

const likelihood: Condition = ({ gate, known }) =>
  gate.likelihood && known.epss !== undefined && known.epss >= gate.likelihood.epss
    ? {
        action: gate.likelihood.action,
        rule: "gate.likelihood",
        because: `EPSS gives it ${known.epss}, at least ${gate.likelihood.epss}`,
      }
    : undefined;

/** KEV and EPSS where there is neither a score nor a label. */
const unscored: Condition = (subject) => {
  if (!isUnscored(subject)) return undefined;
  const { gate, known } = subject;
  const { exploited: action, likelihood: likely } = gate.unscored;
  switch (helperFor(gate, known)) {
    case "kev":
      return { action, rule: "gate.unscored.exploited", because: "CISA lists it as exploited" };
    case "epss": {
      const because = `EPSS gives it ${known.epss}, at least ${likely.epss}`;
      return { action: likely.action, rule: "gate.unscored.likelihood", because };
    }
    default:
      return undefined;
  }
};

const ssvc: Condition = ({ finding, gate, known, missionImpact }) => {
  if (!gate.ssvc || !isVulnerability(finding.category)) return undefined;
  const { decision, name, inputs } = askSsvc(finding.scores, known, gate.ssvc, missionImpact);
  return { action: gate.ssvc.actions[decision], rule: "gate.ssvc", because: `SSVC says ${name}: ${inputs}` };
};

const ssvcForAll: Condition = (subject) => (subject.gate.ssvc?.appliesTo === "all" ? ssvc(subject) : undefined);

const overdue: Condition = ({ deadline, slas, rating: { rung } }) => {
  if (!deadline?.overdue || !slas.overdue || rung === "info") return undefined;
  const named = slas.overdue[rung] !== undefined;
  const action = slas.overdue[rung] ?? slas.overdue.any;
  const because = `It was due ${deadline.dueAt} after ${deadline.source}`;
  return action && { action, rule: `slas.overdue.${named ? rung : "any"}`, because };
};

/** What weakens the ladder. */
const ceilings: readonly Condition[] = [withoutFix, grace, newOnly];

/** What the outcome never falls below; they come last, so that nothing weakens them. */
const floors: readonly Condition[] = [exploited, likelihood, unscored, ssvcForAll, overdue];

function lower(step: Step, ceiling: Step | undefined): Step {
  return ceiling && strength(ceiling.action) < strength(step.action) ? change(step, ceiling, "lowers") : step;
}

function raise(step: Step, floor: Step | undefined): Step {
  return floor && strength(floor.action) > strength(step.action) ? change(step, floor, "raises") : step;
}

function change(step: Step, to: Step, verb: "lowers" | "raises"): Step {
  return { ...to, because: `${step.because} ${to.because}: ${to.rule} ${verb} that to ${to.action}.` };
}

function strength(action: Action): number {
  return -actionsByStrength.indexOf(action);
}

function describeRating({ label }: Finding, { rung, decidedBy, score }: Rating): string {
  if (decidedBy === "score" && score) return `CVSS ${describeScore(score)} is ${rung}`;
  if (decidedBy === "label") return `The scanner calls it ${label}${label?.toLowerCase() === rung ? "" : ` (${rung})`}`;
  const noLabel = label === undefined ? "the scanner gives no severity" : `${label} is no severity`;
  return `It has no CVSS score that counts, and ${noLabel}`;
}

function describeScore(score: Score): string {
  const { source, computed } = score;
  const stated = score.score.toFixed(1);
  if (computed === undefined) return `${stated} (${source})`;
  return `${countingScore(score).toFixed(1)} (${source}: it states ${stated}, its vector gives ${computed.toFixed(1)})`;
}
