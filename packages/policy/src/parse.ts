import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import { Policy } from "./policy.js";
import { isPresetName, mergeLayers, preset } from "./presets.js";
import { PolicyError, type Problem, shortJson } from "./problem.js";
import { type Breach, rules } from "./rules.js";
import { type PolicySource, readSource } from "./source.js";

/** A policy that may be used, and what is worth a second look. */
export interface ParsedPolicy {
  policy: Policy;
  warnings: Problem[];
}

/**
 * The policy in a YAML or JSON text: preset applied, defaults filled in, every rule checked.
 *
 * @param content The text or bytes of the file, at most 1 MiB.
 * @param file The name that problems carry.
 * @throws {PolicyError} with every problem at once.
 */
export function parsePolicy(content: string | Uint8Array, file = "sallyport.yaml"): ParsedPolicy {
  const source = readSource(content, file);
  if (source.problems.length > 0) throw new PolicyError(source.problems);
  const { value } = source;
  if (!isMap(value)) {
    throw new PolicyError([
      problemAt(source, [], {
        message: "a policy is a map of settings",
        found: shortJson(value),
        remedy: "Begin with `version: 1`.",
      }),
    ]);
  }
  const layered = isPresetName(value.extends ?? "baseline")
    ? mergeLayers(preset((value.extends ?? "baseline") as "baseline"), value)
    : value;
  const { sections, problems } = parseSections(layered as Record<string, unknown>, source);
  const breaches = rules
    .filter((rule) => rule.sections.every((section) => section in sections))
    .flatMap((rule) => rule.check(sections as Policy))
    .map((breach) => breachProblem(breach, source));
  const errors = [...problems, ...breaches.filter(({ level }) => level === "error")];
  if (errors.length > 0) throw new PolicyError(inFileOrder(errors));
  return { policy: sections as Policy, warnings: inFileOrder(breaches) };
}

/** Each section on its own, so that one broken section does not hide the problems of the others. */
function parseSections(layered: Record<string, unknown>, source: PolicySource) {
  const sections: Partial<Record<keyof Policy, unknown>> = {};
  const problems: Problem[] = unknownKeys(Object.keys(layered), Object.keys(Policy.shape), [], source);
  for (const [name, schema] of Object.entries(Policy.shape)) {
    const parsed = (schema as z.ZodType).safeParse(layered[name], { reportInput: true });
    if (parsed.success) sections[name as keyof Policy] = parsed.data;
    else problems.push(...parsed.error.issues.flatMap((issue) => issueProblems(issue, [name], source)));
  }
  return { sections, problems };
}

function issueProblems(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], source: PolicySource): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return unknownKeys(issue.keys, knownKeysAt(path), path, source);
  }
  if (issue.code === "invalid_union") return unionProblems(issue, path, source);
  if (issue.code === "invalid_key") {
    const [first] = issue.issues;
    const key = path.at(-1);
    return [
      problemAt(
        source,
        path,
        {
          message: `has a name that cannot be used: it ${first?.message ?? "is not valid"}`,
          remedy: `Rename ${String(key)}.`,
        },
        true,
      ),
    ];
  }
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  if (missing) {
    return [problemAt(source, path, { message: "is missing", remedy: `Add it: ${expectation(issue)}.` })];
  }
  return [
    problemAt(source, path, {
      message: `must be ${expectation(issue)}`,
      found: shortJson(issue.input),
      remedy: remedyFor(issue),
    }),
  ];
}

/** The problems of the branch that the value was meant for: the one of its own kind, if there is one. */
function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  path: readonly PropertyKey[],
  source: PolicySource,
): Problem[] {
  const meant = issue.errors.find(
    (branch) => branch.length > 0 && !branch.some(({ code, path: at }) => code === "invalid_type" && at.length === 0),
  );
  if (meant) return meant.flatMap((inner) => issueProblems(inner, path, source));
  const expected = issue.message.startsWith("must be ")
    ? issue.message.slice("must be ".length)
    : [...new Set(issue.errors.flat().map(expectation))].join(", or ");
  return [
    problemAt(source, path, {
      message: `must be ${expected}`,
      found: shortJson(issue.input),
      remedy: "Correct the value.",
    }),
  ];
}

function unknownKeys(
  keys: readonly string[],
  known: readonly string[],
  path: readonly PropertyKey[],
  source: PolicySource,
): Problem[] {
  return keys
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near =
        known.length > 0
          ? closest(
              key.toLowerCase(),
              known.map((name) => name.toLowerCase()),
            )
          : "";
      const name = known.find((candidate) => candidate.toLowerCase() === near);
      const similar = name && distance(key.toLowerCase(), near) <= Math.max(2, Math.floor(key.length / 3));
      const remedy = similar ? `Did you mean ${name}?` : `Known here: ${known.join(", ") || "nothing"}.`;
      return problemAt(source, [...path, key], { message: "is not a known setting", remedy }, true);
    });
}

/** Names of the settings that the schema knows at a path. */
function knownKeysAt(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType = Policy;
  for (const key of path) {
    const next = childSchema(unwrap(schema), key);
    if (!next) return [];
    schema = next;
  }
  return objectsIn(unwrap(schema)).flatMap((object) => Object.keys(object.shape));
}

function childSchema(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((option) => childSchema(unwrap(option), key)).find((child) => child !== undefined);
  }
  return undefined;
}

function objectsIn(schema: z.core.$ZodType): z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => objectsIn(unwrap(option)));
  return [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

const typeNames: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a map of settings",
  record: "a map",
  string: "text",
};

/** What the schema wants, as the rest of a sentence that begins with "must be". */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.length === 1 ? shortJson(issue.values[0]) : `one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
    case "too_big":
      return `at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
    default:
      return issue.message.replace(/^must be /, "");
  }
}

function unitOf(origin: string, count: number | bigint): string {
  if (origin === "array") return count === 1 ? " entry long" : " entries long";
  if (origin === "string") return count === 1 ? " character long" : " characters long";
  return "";
}

function remedyFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_small":
      return `Set it to ${issue.minimum} or more.`;
    case "too_big":
      return `Set it to ${issue.maximum} or less.`;
    case "invalid_value":
      return nearestValue(issue);
    case "invalid_type":
      return issue.expected === "string" ? "Put it in quotes." : "Correct the value.";
    default:
      return "Correct the value.";
  }
}

function nearestValue(issue: z.core.$ZodIssueInvalidValue): string {
  const values = issue.values.map(String);
  if (typeof issue.input !== "string" || values.length < 2) return "Correct the value.";
  const near = closest(issue.input, values);
  return distance(issue.input, near) <= 2 ? `Did you mean ${near}?` : "Correct the value.";
}

function breachProblem(breach: Breach, source: PolicySource): Problem {
  const problem = problemAt(source, breach.path, { message: breach.message, remedy: `${breach.remedy}.` });
  return {
    ...problem,
    level: breach.level ?? "error",
    ...(breach.conflictsWith && { conflictsWith: source.locate(breach.conflictsWith) }),
  };
}

function problemAt(
  source: PolicySource,
  path: readonly PropertyKey[],
  said: { message: string; remedy: string; found?: string },
  key = false,
): Problem {
  return { level: "error", ...source.locate(path, key), ...said };
}

function inFileOrder(problems: Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
