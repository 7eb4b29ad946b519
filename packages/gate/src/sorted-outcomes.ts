import { canonicalJson } from "./canonical-json.js";
import { actionsByStrength } from "./judge.js";
import type { GrowingList } from "./list.js";
import { byText } from "./order.js";
import { rungsByWeight } from "./rung.js";
import { countingScore } from "./severity.js";
import type { Outcome, OutcomeList } from "./verdict.js";

/** Of so many, each may have a text of its own. */
const fewOutcomes = 100_000;

/**
 * Outcomes, strongest first, then the worst, then by id and place, whatever the order in which they were added. Where all
 * that is the same, in that order. Only what they are sorted by is kept in memory.
 */
export class SortedOutcomes implements OutcomeList {
  readonly #outcomes: GrowingList<Outcome>;
  /** Action, rung and score in one number: higher comes first. */
  readonly #weights: number[] = [];
  readonly #ids: string[] = [];
  readonly #paths: string[] = [];
  readonly #lines: number[] = [];
  readonly #texts = new Map<string, string>();
  #order: Uint32Array | undefined;

  constructor(outcomes: GrowingList<Outcome>) {
    this.#outcomes = outcomes;
  }

  add(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    this.#weights.push(weightOf(outcome));
    this.#ids.push(this.#once(outcome.ids[0] ?? ""));
    this.#paths.push(this.#once(outcome.location.path));
    this.#lines.push(outcome.location.line ?? 0);
    this.#order = undefined;
  }

  get length(): number {
    return this.#outcomes.length;
  }

  *[Symbol.iterator](): IterableIterator<Outcome> {
    for (const index of this.#sorted()) {
      const outcome = this.#outcomes.at(index);
      if (!outcome) throw new RangeError(`there is no outcome ${index}`);
      yield outcome;
    }
  }

  *json(): IterableIterator<string> {
    for (const index of this.#sorted()) yield this.#outcomes.jsonAt?.(index) ?? canonicalJson(this.#outcomes.at(index));
  }

  #sorted(): Uint32Array {
    this.#order ??= Uint32Array.from(this.#weights.keys()).sort((a, b) => this.#compare(a, b));
    return this.#order;
  }

  #compare(a: number, b: number): number {
    return (
      (this.#weights[b] ?? 0) - (this.#weights[a] ?? 0) ||
      byText(this.#ids[a] ?? "", this.#ids[b] ?? "") ||
      byText(this.#paths[a] ?? "", this.#paths[b] ?? "") ||
      (this.#lines[a] ?? 0) - (this.#lines[b] ?? 0) ||
      a - b
    );
  }

  /** Many findings share an id or a path; what comes from disk does not share its texts. */
  #once(text: string): string {
    if (this.length < fewOutcomes) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

function weightOf({ outcome, severity, rating: { score } }: Outcome): number {
  const action = actionsByStrength.length - actionsByStrength.indexOf(outcome);
  const rung = rungsByWeight.length - rungsByWeight.indexOf(severity);
  // A score is 0 to 10, with one decimal.
  return action * 10_000 + rung * 1000 + (score ? countingScore(score) * 10 : 0);
}
