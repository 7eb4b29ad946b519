import { createHash } from "node:crypto";
import { issueProblems, problemAt, unknownKeys } from "./issue.js";
import { type LayerFile, layerFile } from "./layer-file.js";
import { orderProblems } from "./layer-order.js";
import { LayerStack } from "./layer-stack.js";
import { layeredSource } from "./layered-source.js";
import { type Origin, originsOf } from "./origin.js";
import { Policy } from "./policy.js";
import { policyKind } from "./policy-kind.js";
import { inFileOrder, isIn, PolicyError, type Problem, problemLimit } from "./problem.js";
import type { Breach } from "./rules/rule.js";
import { rules } from "./rules.js";
import { readSource, type Source } from "./source.js";
import { Waivers } from "./waivers.js";
import { weakenings } from "./weakening.js";

/** A policy that may be used, and what is worth a second look. */
export interface ParsedPolicy {
  policy: Policy;
  warnings: Problem[];
  /**
   * SHA-256 of the text or bytes, hex: what `sha256sum` prints for the file. Of several files it is the SHA-256 of their
   * digests, uppermost first, a line each: `sha256sum ORG TEAM REPOSITORY | cut -c-64 | sha256sum`.
   */
  sha256: string;
  /** The files that it comes from, uppermost first. */
  files: PolicyPart[];
  /** Where each setting comes from, by its dotted path; what is not there is a default. Lists come as a whole. */
  sources: Record<string, Origin>;
}

/** One file of a policy. */
export interface PolicyPart {
  file: string;
  /** `organization`, `team:SLUG` or `repository`. */
  layer: string;
  sha256: string;
}

/** The text of one file, and the name that problems carry. */
export interface PolicyText {
  /** The text or bytes, at most 512 KiB. */
  content: string | Uint8Array;
  file: string;
}

/**
 * The policy in a YAML or JSON text: preset applied, defaults filled in, every rule checked.
 *
 * @param content The text or bytes of the file, at most 512 KiB.
 * @param file The name that problems carry.
 * @throws {PolicyError} with every problem at once, also when the file extends another one: see {@link parseLayers}.
 */
export function parsePolicy(content: string | Uint8Array, file = "sallyport.yaml"): ParsedPolicy {
  return resolveLayers([readText({ content, file })]);
}

/**
 * The policy in several files: of an organisation, its teams and a repository. What a lower file says stands over what an
 * upper one says, and is never weaker unless a waiver of the upper one allows it.
 *
 * @param texts Uppermost first.
 * @param today The day on which waivers are judged (UTC), `2026-12-01`.
 * @throws {PolicyError} with every problem of every file at once.
 */
export function parseLayers(texts: readonly PolicyText[], today: string): ParsedPolicy {
  return resolveLayers(texts.map(readText), today);
}

/** A file that was read, and is not judged yet. */
export interface ReadText extends PolicyText {
  source: Source;
}

export function readText({ content, file }: PolicyText): ReadText {
  return { content, file, source: readSource(content, file, policyKind) };
}

/** The policy in files that were read, uppermost first. Without a day no waiver counts. @throws {PolicyError} */
export function resolveLayers(texts: readonly ReadText[], today?: string): ParsedPolicy {
  const sources = texts.map(({ source }) => source);
  const unread = sources.flatMap(({ problems }) => problems);
  if (sources.some(({ value }) => value === undefined)) throw new PolicyError(unread);
  const stack = new LayerStack(sources.map(layerFile));
  const { policy, errors, warnings } = judged(stack, today);
  const isTold = ({ file, path }: Problem) =>
    isIn(
      unread.filter((problem) => problem.file === file),
      path,
    );
  const told = [...unread, ...errors.filter((problem) => !isTold(problem))];
  if (told.length > 0) throw new PolicyError(byFile(told, texts));
  const files = texts.map(({ content, file }, index) => {
    const { layer = "repository" } = stack.files[index] ?? {};
    return { file, layer, sha256: digest(content) };
  });
  return {
    policy,
    warnings: inFileOrder(byFile(warnings, texts)),
    sha256: digestOf(files),
    files,
    sources: originsOf(stack),
  };
}

/** Problems of the uppermost file first. */
function byFile(problems: readonly Problem[], texts: readonly PolicyText[]): Problem[] {
  const files = texts.map(({ file }) => file);
  return problems.toSorted((a, b) => files.indexOf(a.file) - files.indexOf(b.file));
}

function digestOf(files: readonly PolicyPart[]): string {
  const [only, ...others] = files.map(({ sha256 }) => sha256);
  return only !== undefined && others.length === 0 ? only : digest(files.map(({ sha256 }) => `${sha256}\n`).join(""));
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function judged(stack: LayerStack, today: string | undefined) {
  const source = layeredSource(
    stack.files.map((file) => file.source),
    stack.files.map(({ settings }) => settings),
  );
  const { policy, sound, problems } = parseSections(stack.whole(), source);
  const above = stack.files.slice(0, -1).map((file) => parsePart(file));
  const breaches = rules
    .filter((rule) => rule.sections.every((section) => sound.has(section)))
    .flatMap((rule) => rule.check(policy))
    .map((breach) => breachProblem(breach, source));
  const comparable = [...sound].filter((section) => above.every((part) => part.sound.has(section)));
  const known = Object.fromEntries(Object.entries(policy).filter(([section]) => sound.has(section)));
  const waivers = new Waivers(stack, known, today);
  const weaker = weakenings(stack, comparable, waivers);
  const said = [...breaches, ...waivers.problems()];
  const errors = [
    ...stack.files.flatMap((file) => file.problems),
    ...orderProblems(stack.files),
    ...distinct([...problems, ...above.flatMap((part) => part.problems)]),
    ...weaker,
    ...said.filter(({ level }) => level === "error"),
  ];
  return { policy, errors, warnings: said.filter(({ level }) => level === "warning") };
}

/** Each section on its own, so that one broken section does not hide the problems of the others. */
function parseSections(layers: Record<string, unknown>, source: Source, isPart = false) {
  const policy: Record<string, unknown> = {};
  const sound = new Set<string>();
  const strangers = Object.keys(layers).filter((name) => !Object.hasOwn(Policy.shape, name));
  const problems = [unknownKeys(strangers, [], source)];
  for (const [name, schema] of Object.entries(Policy.shape)) {
    const parsedSection = schema.safeParse(layers[name], { reportInput: true });
    const issues =
      parsedSection.error?.issues.filter((issue) => !(isPart && name !== "version" && isLeftOut(issue))) ?? [];
    if (issues.length > 0) {
      // A file with more problems than are listed need not have all of them worded.
      problems.push(issueProblems(issues.slice(0, problemLimit + 1), [name], source));
      continue;
    }
    sound.add(name);
    if (parsedSection.data !== undefined) policy[name] = parsedSection.data;
  }
  return { policy: policy as Policy, sound, problems: problems.flat() };
}

/** A file above need not say everything: what it leaves out, one below may say. An entry of a list is whole or wrong. */
function isLeftOut({ code, input, path }: { code: string; input?: unknown; path: readonly PropertyKey[] }): boolean {
  return code !== "unrecognized_keys" && input === undefined && !path.some((key) => typeof key === "number");
}

/** A file that others lie below, on its own: what they replace would go unseen in the whole. */
function parsePart({ settings, source }: LayerFile) {
  return parseSections(settings, source, true);
}

function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, line, column, path, message }) => {
    const key = JSON.stringify([file, line, column, path, message]);
    return !seen.has(key) && seen.add(key);
  });
}

function breachProblem(breach: Breach, source: Source): Problem {
  const { path, message, remedy, level = "error", conflictsWith } = breach;
  const other = conflictsWith && { conflictsWith: source.locate(conflictsWith) };
  return { ...problemAt(source, path, { message, remedy: `${remedy}.` }), level, ...other };
}
