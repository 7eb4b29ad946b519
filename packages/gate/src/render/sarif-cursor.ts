import { FindingCategory } from "@sallyport/policy";
import type { Outcome, OutcomeList } from "../verdict.js";

/** Goes through the findings kind by kind, kinds without findings first: one pass to see which there are, and one for each. */
export class SarifCursor {
  readonly #findings: OutcomeList;
  readonly #categories: FindingCategory[];
  #iterator: Iterator<Outcome> | undefined;
  /** The finding at hand; undefined where the kind has no more. */
  finding: Outcome | undefined;
  /** Which run of this kind it is, from 1. */
  part = 1;

  constructor(findings: OutcomeList) {
    this.#findings = findings;
    const present = new Set<FindingCategory>();
    for (const { category } of findings) present.add(category);
    this.#categories = FindingCategory.options.toSorted((a, b) => Number(present.has(a)) - Number(present.has(b)));
    this.#start();
  }

  /** The kind at hand. */
  get category(): FindingCategory {
    return this.#categories[0] ?? "dependency";
  }

  /** True when nothing is left to write. */
  get atEnd(): boolean {
    return this.#categories.length === 0;
  }

  /** Takes the finding at hand. */
  advance(): void {
    const { value, done } = this.#iterator?.next() ?? { value: undefined, done: true };
    this.finding = done ? undefined : value;
  }

  /** Ends a run: the next one is of the same kind while that has findings, else of the next kind. */
  endRun(): void {
    this.part += 1;
    if (this.finding) return;
    this.#categories.shift();
    this.#start();
  }

  #start(): void {
    const [category] = this.#categories;
    this.#iterator = Iterator.from(this.#findings).filter((finding) => finding.category === category);
    this.part = 1;
    this.advance();
  }
}
