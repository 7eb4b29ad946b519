import { canonicalJson } from "./canonical-json.js";
import { actionsByStrength } from "./judge.js";
import { rungsByWeight } from "./rung.js";
import { countingScore } from "./severity.js";
import type { Outcome } from "./verdict.js";

/** Compares texts by code unit, the same in every locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Strongest outcome, then worst severity, then id and place: a total order, so that input order never shows. */
export function inVerdictOrder(a: Outcome, b: Outcome): number {
  return (
    actionsByStrength.indexOf(a.outcome) - actionsByStrength.indexOf(b.outcome) ||
    rungsByWeight.indexOf(a.severity) - rungsByWeight.indexOf(b.severity) ||
    scoreOf(b) - scoreOf(a) ||
    byText(a.ids[0] ?? "", b.ids[0] ?? "") ||
    byText(a.location.path, b.location.path) ||
    (a.location.line ?? 0) - (b.location.line ?? 0) ||
    byText(a.sightings[0]?.report ?? "", b.sightings[0]?.report ?? "") ||
    byText(a.sightings[0]?.pointer ?? "", b.sightings[0]?.pointer ?? "") ||
    byText(canonicalJson(a), canonicalJson(b))
  );
}

function scoreOf({ rating: { score } }: Outcome): number {
  return score ? countingScore(score) : 0;
}

/** Each value once, in the order of its canonical JSON. */
export function withoutRepeats<T>(values: readonly T[]): T[] {
  const byJson = new Map(values.map((value) => [canonicalJson(value), value]));
  return [...byJson].toSorted(([a], [b]) => byText(a, b)).map(([, value]) => value);
}
