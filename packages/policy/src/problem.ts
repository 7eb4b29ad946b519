/** A position in a policy file. Line and column count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
  /** Dotted path of the setting, such as `repositories[0].images[1].name`; empty for the whole file. */
  path: string;
}

/** One thing wrong with a policy file, with the place, the value found and the remedy. */
export interface Problem extends Place {
  /** A warning leaves the policy valid. */
  level: "error" | "warning";
  /** What is wrong, in the words of the policy file. */
  message: string;
  /** The value found, as JSON, shortened. Absent when there is no single value, or nothing should be repeated. */
  found?: string;
  /** What to do about it. */
  remedy: string;
  /** The other place, when two settings contradict each other. */
  conflictsWith?: Place;
}

/** A policy that cannot be used. Carries every problem, not just the first. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.problems = problems;
  }
}

/** One line: `sallyport.yaml:12:5: registry.keepImages must be at least 1, got 0. Set it to 1 or more.` */
export function describeProblem(problem: Problem): string {
  const subject = problem.path === "" ? "" : `${problem.path} `;
  const found = problem.found === undefined ? "" : `, got ${problem.found}`;
  const other = problem.conflictsWith
    ? ` (the other place: ${describePlace(problem.conflictsWith)}, ${problem.conflictsWith.path})`
    : "";
  return `${describePlace(problem)}: ${subject}${problem.message}${found}${other}. ${problem.remedy}`;
}

/** `file:line:column`, which editors and terminals turn into a link. */
export function describePlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** `["repositories", 0, "name"]` as `repositories[0].name`. */
export function dottedPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
}

/** A value as short JSON, fit for one line of an error. */
export function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const characters = [...text];
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join("")}…`;
}
