import * as z from "zod";
import { shortJson } from "./printable.js";
import type { Problem } from "./problem.js";
import { namesAt, pathsOf, type Setting, settingAt } from "./setting.js";
import type { Source } from "./source.js";
import { isOurs, kindOf, nearest, wordingOf } from "./wording.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the schema found in one section, as problems of the file. */
export function issueProblems(issues: readonly Issue[], section: Path, source: Source): Problem[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    const path = [...section, ...issue.path];
    if (issue.code === "unrecognized_keys") return unknownKeys(issue.keys, path, source);
    // An empty text is too short and of the wrong form too: one cause, one line.
    const place = JSON.stringify(path);
    if (seen.has(place)) return [];
    seen.add(place);
    return issueProblem(issue, path, source);
  });
}

function issueProblem(issue: Issue, path: Path, source: Source): Problem[] {
  if (issue.code === "invalid_key") return [wrongName(issue, path, source)];
  if (issue.input === undefined) return [missing(path, source)];
  const meant = issue.code === "invalid_union" ? meantBranch(issue) : undefined;
  if (meant) return issueProblems(meant, path, source);
  const setting = settingAt(path, source.kind.schema);
  if (!setting) return [];
  const said = wordingOf(issue, setting.schema, setting.optional);
  if (setting.schema instanceof z.ZodNever) return [problemAt(source, path, said, true)];
  return [problemAt(source, path, { ...said, found: source.written(path) ?? shortJson(issue.input) })];
}

/** The branch of a choice that the value was meant for: the one of its own kind, if there is one. */
function meantBranch(issue: z.core.$ZodIssueInvalidUnion): Issue[] | undefined {
  if (isOurs(issue.message)) return undefined;
  return issue.errors.find((branch) => !branch.some(({ code, path }) => code === "invalid_type" && path.length === 0));
}

function missing(path: Path, source: Source): Problem {
  return problemAt(source, path, {
    message: "is missing",
    remedy: additionOf(String(path.at(-1)), settingAt(path, source.kind.schema)),
  });
}

function additionOf(name: string, setting: Setting | undefined): string {
  if (!setting) return `Add \`${name}\`.`;
  const { schema, meaning } = setting;
  if (schema instanceof z.ZodLiteral) return `Add \`${name}: ${shortJson(schema.value)}\`.`;
  return [`Add \`${name}\`, ${kindOf(schema)}.`, meaning].filter(Boolean).join(" ");
}

const nameSchema = z.string();

function wrongName(issue: z.core.$ZodIssueInvalidKey, path: Path, source: Source): Problem {
  const [reason] = issue.issues;
  const said = reason ? wordingOf(reason, nameSchema, false) : undefined;
  const message = said ? `cannot have this name: it ${said.message}` : "cannot have this name";
  return problemAt(source, path, { message, remedy: "Rename it." }, true);
}

/** A problem for each key that the schema does not know at a path. */
export function unknownKeys(keys: readonly string[], path: Path, source: Source): Problem[] {
  const known = namesAt(path, source.kind.schema);
  return keys.map((key) =>
    problemAt(
      source,
      [...path, key],
      { message: "is not a known setting", remedy: knownInstead(key, known, source) },
      true,
    ),
  );
}

function knownInstead(key: string, known: readonly string[], source: Source): string {
  const near = nearest(key, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  const elsewhere = pathsOf(key, source.kind.schema).map((path) => path.join("."));
  if (elsewhere.length > 0 && elsewhere.length < 3) return `Did you mean ${elsewhere.join(" or ")}?`;
  return `Known here: ${known.join(", ")}.`;
}

/** A problem at a setting. With `key`, it is the name of the setting that is wrong. */
export function problemAt(
  source: Source,
  path: Path,
  said: { message: string; remedy: string; found?: string },
  key = false,
): Problem {
  return { level: "error", ...source.locate(path, key), ...said };
}
