import type { FactIndex } from "../facts.js";
import type { Finding } from "../finding.js";
import { actionsByStrength, type Judgement } from "../judge.js";
import type { Outcome } from "../verdict.js";
import type { Opinion } from "./excuse.js";
import type { Excuses } from "./excuses.js";

/** A judgement that may have been excused. */
export type Excusable = Judgement & {
  /** The finding with what the other sightings know. */
  complete: Finding;
  opinion?: Opinion | undefined;
};

/**
 * The judgements on one weakness, each as it is with whatever excuses it. Each sighting needs an excuse of its own: what
 * excuses one scanner's word excuses no other's.
 */
export function withExcuses<J extends Excusable>(judged: readonly J[], excuses: Excuses, facts: FactIndex): J[] {
  if (excuses.isEmpty) return [...judged];
  return judged.map((judgement) => {
    const { complete: finding, rating, step } = judgement;
    const opinion = excuses.ask({ finding, severity: rating.rung, known: facts.about(finding.ids) });
    if (!opinion) return judgement;
    const because = `${step.because} ${opinion.because}`;
    const changed = opinion.excuses ? { action: "log" as const, rule: opinion.rule, because } : { ...step, because };
    return { ...judgement, opinion, step: changed };
  });
}

/** The exception of a weakness that is excused, with the outcome that it would have without. */
export function exceptionOf({ opinion }: Excusable, before: readonly Judgement[]): Pick<Outcome, "exception"> {
  if (!opinion?.excuses) return {};
  const [without = "log"] = before
    .map(({ step: { action } }) => action)
    .toSorted((a, b) => actionsByStrength.indexOf(a) - actionsByStrength.indexOf(b));
  return { exception: { ...opinion.exception, without } };
}
