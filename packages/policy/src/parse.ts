import { createHash } from "node:crypto";
import type * as z from "zod";
import { issueProblems, problemAt, unknownKeys } from "./issue.js";
import { Policy } from "./policy.js";
import { policyKind } from "./policy-kind.js";
import { isPresetName, isPresetPart, mergeLayers, preset } from "./presets.js";
import { shortJson } from "./printable.js";
import { inFileOrder, isIn, PolicyError, type Problem, problemLimit } from "./problem.js";
import type { Breach } from "./rules/rule.js";
import { rules } from "./rules.js";
import { readSource, type Source } from "./source.js";

/** A policy that may be used, and what is worth a second look. */
export interface ParsedPolicy {
  policy: Policy;
  warnings: Problem[];
  /** SHA-256 of the text or bytes, hex: what `sha256sum` prints for the file. */
  sha256: string;
}

/**
 * The policy in a YAML or JSON text: preset applied, defaults filled in, every rule checked.
 *
 * @param content The text or bytes of the file, at most 512 KiB.
 * @param file The name that problems carry.
 * @throws {PolicyError} with every problem at once.
 */
export function parsePolicy(content: string | Uint8Array, file = "sallyport.yaml"): ParsedPolicy {
  const source = readSource(content, file, policyKind);
  if (source.value === undefined) throw new PolicyError(source.problems);
  const { policy, sound, problems } = parseSections(layered(source), source);
  const breaches = rules
    .filter((rule) => rule.sections.every((section) => sound.has(section)))
    .flatMap((rule) => rule.check(policy))
    .map((breach) => breachProblem(breach, source));
  const errors = [...problems, ...breaches.filter(({ level }) => level === "error")];
  const told = [...source.problems, ...errors.filter(({ path }) => !isIn(source.problems, path))];
  if (told.length > 0) throw new PolicyError(told);
  return { policy, warnings: inFileOrder(breaches), sha256: createHash("sha256").update(content).digest("hex") };
}

/** The settings of the file over those of its preset. */
function layered(source: Source): Record<string, unknown> {
  const { value } = source;
  if (!isMap(value)) throw new PolicyError([problemAt(source, [], notAMap(value))]);
  // An unknown preset is one problem; the rest is judged as if it had been left out.
  const base = isPresetName(value.extends) ? value.extends : "baseline";
  const without = Array.isArray(value.without) ? value.without.filter(isPresetPart) : [];
  return mergeLayers(preset(base, without), value) as Record<string, unknown>;
}

function notAMap(value: unknown) {
  return value === null
    ? { message: "the file holds no settings", remedy: policyKind.start }
    : { message: "a policy is a map of settings", found: shortJson(value), remedy: "Begin with `version: 1`." };
}

/** Each section on its own, so that one broken section does not hide the problems of the others. */
function parseSections(layers: Record<string, unknown>, source: Source) {
  const policy: Record<string, unknown> = {};
  const sound = new Set<string>();
  const strangers = Object.keys(layers).filter((name) => !Object.hasOwn(Policy.shape, name));
  const problems = [unknownKeys(strangers, [], source)];
  for (const [name, schema] of Object.entries<z.ZodType>(Policy.shape)) {
    const parsed = schema.safeParse(layers[name], { reportInput: true });
    if (!parsed.success) {
      // A file with more problems than are listed need not have all of them worded.
      problems.push(issueProblems(parsed.error.issues.slice(0, problemLimit + 1), [name], source));
      continue;
    }
    sound.add(name);
    if (parsed.data !== undefined) policy[name] = parsed.data;
  }
  return { policy: policy as Policy, sound, problems: problems.flat() };
}

function breachProblem(breach: Breach, source: Source): Problem {
  const { path, message, remedy, level = "error", conflictsWith } = breach;
  const other = conflictsWith && { conflictsWith: source.locate(conflictsWith) };
  return { ...problemAt(source, path, { message, remedy: `${remedy}.` }), level, ...other };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
