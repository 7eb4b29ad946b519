/** One thing that keeps files from being delivered. */
export interface DeliveryProblem {
  /** Repository with its owner, and the path where it is about one. */
  place: string;
  found: string;
  remedy: string;
}

/** Files cannot be delivered until somebody does something. Carries every problem at once. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly problems: readonly DeliveryProblem[];

  constructor(problems: readonly DeliveryProblem[]) {
    super(problems.map(({ place, found, remedy }) => `${place}: ${found}. ${remedy}`).join("\n"));
    this.problems = problems;
  }
}
