import type { Action } from "@sallyport/policy";
import type { FactIndex } from "../facts.js";
import type { Finding } from "../finding.js";
import { actionsByStrength, type Judgement } from "../judge.js";
import type { Outcome } from "../verdict.js";
import type { Opinion } from "./excuse.js";
import type { Excuses } from "./excuses.js";

/** A judgement that may be excused. */
export type Excusable = Judgement & {
  /** The finding with what the other sightings know. */
  complete: Finding;
};

/** A judgement after everybody was asked who may excuse it. */
export type Asked<J extends Excusable = Excusable> = J & {
  /** What it leads to without any excuse. */
  unexcused: Action;
  /** What exceptions and VEX say about it; undefined when nothing does. */
  opinion: Opinion | undefined;
};

/**
 * The judgements on one weakness, each as it is with whatever excuses it. Each sighting needs an excuse of its own: what
 * excuses one scanner's word excuses no other's.
 */
export function withExcuses<J extends Excusable>(judged: readonly J[], excuses: Excuses, facts: FactIndex): Asked<J>[] {
  return judged.map((judgement) => {
    const { complete: finding, rating, step } = judgement;
    const asked = { ...judgement, unexcused: step.action };
    if (excuses.isEmpty) return { ...asked, opinion: undefined };
    const opinion = excuses.ask({ finding, severity: rating.rung, known: facts.about(finding.ids) });
    if (!opinion) return { ...asked, opinion };
    const because = `${step.because} ${opinion.because}`;
    const changed = opinion.excuses ? { action: "log" as const, rule: opinion.rule, because } : { ...step, because };
    return { ...asked, opinion, step: changed };
  });
}

/**
 * The exception that made the outcome of a weakness weaker, with the outcome that it would have without; and why the outcome
 * is as it is.
 *
 * @param strictestFirst Every judgement on the weakness.
 */
export function applied(strictestFirst: readonly [Asked, ...Asked[]]): Pick<Outcome, "exception" | "because"> {
  const [deciding] = strictestFirst;
  const { because } = deciding.step;
  const [strongest = deciding] = strictestFirst.toSorted((a, b) => byStrength(a.unexcused, b.unexcused));
  const { opinion, unexcused } = strongest;
  if (deciding.opinion?.excuses) {
    return { because, exception: { ...deciding.opinion.exception, without: deciding.unexcused } };
  }
  // Another scanner's word still stands: only what was lowered to it is told.
  if (!opinion?.excuses || unexcused === deciding.step.action) return { because };
  return {
    because: `${because} ${strongest.complete.scanner} asks for ${unexcused}: ${opinion.because}`,
    exception: { ...opinion.exception, without: unexcused },
  };
}

function byStrength(a: Action, b: Action): number {
  return actionsByStrength.indexOf(a) - actionsByStrength.indexOf(b);
}
