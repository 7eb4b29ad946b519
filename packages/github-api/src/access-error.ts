/** One thing in the environment that keeps from asking GitHub. */
export interface AccessProblem {
  /** Name of the variable. */
  variable: string;
  /** What is wrong with it; never its value where that is a secret. */
  found: string;
  remedy: string;
}

/** The environment does not say how to reach GitHub's API. Carries every problem at once. */
export class AccessError extends Error {
  override readonly name = "AccessError";
  readonly problems: readonly AccessProblem[];

  constructor(problems: readonly AccessProblem[]) {
    super(problems.map(({ variable, found, remedy }) => `${variable} ${found}. ${remedy}`).join("\n"));
    this.problems = problems;
  }
}
