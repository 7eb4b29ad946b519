import { printable } from "./printable.js";

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
  /** What to do about it: one or more sentences. */
  remedy: string;
  /** The other place, when two settings contradict each other. */
  conflictsWith?: Place;
}

/** Most problems listed at once. A file with more of them is not a policy with mistakes but another file. */
export const problemLimit = 200;

/** A policy that cannot be used. Carries every problem, not just the first (of a hopeless file, the first 200). */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const listed = inFileOrder(problems);
    super(listed.map(describeProblem).join("\n"));
    this.problems = listed;
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
  return `${printable(file)}:${line}:${column}`;
}

/** Sorted by file and place, and cut after {@link problemLimit} with a last entry that says so. */
export function inFileOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const sorted = problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
  const first = sorted[problemLimit];
  if (!first) return sorted;
  const rest: Problem = {
    level: first.level,
    file: first.file,
    line: first.line,
    column: first.column,
    path: "",
    message: "more problems follow from here on",
    remedy: "Mend the ones above first.",
  };
  return [...sorted.slice(0, problemLimit), rest];
}

/** True for a setting in which reading found a problem already: what else is wrong there follows from it. */
export function isIn(problems: readonly Problem[], path: string): boolean {
  return problems.some(
    (problem) =>
      problem.path === "" || (path.startsWith(problem.path) && /^(\.|\[|$)/.test(path.slice(problem.path.length))),
  );
}
