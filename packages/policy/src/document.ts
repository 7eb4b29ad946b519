import type * as z from "zod";
import type { FileKind } from "./file-kind.js";
import { issueProblems, problemAt } from "./issue.js";
import { shortJson } from "./printable.js";
import { isIn, type Problem, problemLimit } from "./problem.js";
import { readSource, type Source } from "./source.js";

/** A YAML or JSON file held against its schema. */
export interface ReadDocument<Value> {
  /** Absent when the schema does not accept the file. */
  value?: Value;
  /** The plain value as the file has it; undefined when it could not be read at all. */
  plain: unknown;
  problems: Problem[];
  /** A problem at a setting of the file. With `key`, it is the name of the setting that is wrong. */
  problemAt(
    path: readonly PropertyKey[],
    said: { message: string; remedy: string; found?: string },
    key?: boolean,
  ): Problem;
}

/**
 * Reads a file of any kind as strictly as a policy: every problem at once, each with line and column.
 *
 * @param file The name that problems carry.
 */
export function readDocument<Schema extends z.ZodObject>(
  content: string | Uint8Array,
  file: string,
  kind: FileKind & { schema: Schema },
): ReadDocument<z.infer<Schema>> {
  const source = readSource(content, file, kind);
  const at: ReadDocument<unknown>["problemAt"] = (path, said, key) => problemAt(source, path, said, key);
  if (source.value === undefined) return { plain: undefined, problems: source.problems, problemAt: at };
  const parsed = kind.schema.safeParse(source.value, { reportInput: true });
  const issues = parsed.success ? [] : parsed.error.issues.slice(0, problemLimit + 1);
  const inSchema = problemsOf(issues, source).filter(({ path }) => !isIn(source.problems, path));
  const problems = [...source.problems, ...inSchema];
  return {
    ...(parsed.success && { value: parsed.data }),
    plain: source.value,
    problems,
    problemAt: at,
  };
}

function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source): Problem[] {
  const whole = issues.find(({ code, path }) => code === "invalid_type" && path.length === 0);
  if (!whole) return issueProblems(issues, [], source);
  return [
    problemAt(source, [], {
      message: "the file is not a map of settings",
      found: shortJson(source.value),
      remedy: source.kind.start,
    }),
  ];
}
