/** A workflow document that must not be written. Carries every problem, not just the first. */
export class WorkflowError extends Error {
  override readonly name = "WorkflowError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
