import * as z from "zod";
import { type Direction, isWeaker, type Strength, strengthOf } from "./direction.js";
import { Policy } from "./policy.js";
import { dottedPath } from "./printable.js";
import { spellOutGate, spellOutOverdue } from "./rung-leaves.js";
import { bare, mapsIn } from "./setting.js";

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** One value of a policy that can be stronger or weaker. */
export interface Leaf extends Strength {
  /** Where it is written, or would be. */
  path: Path;
  /** Undefined where a setting is left out that has no default. */
  value: unknown;
  /** It stands for a map that may be left out: whether it is there. */
  isPresence?: true;
}

/** The leaves of a policy by what they govern, which is not always where they are written: `any` speaks for many rungs. */
export type Leaves = ReadonlyMap<string, Leaf>;

/** A leaf of the policy below that is weaker than the same leaf above. */
export interface Weakening {
  /** Dotted path of the setting below. */
  path: string;
  /** Dotted path of what it is measured by; another one where a rung is spoken for by `any` or by the ladder. */
  abovePath: string;
  above: unknown;
  below: unknown;
  stronger: Direction;
}

/**
 * Every setting in which `below` is weaker than `above`, in the order of the schema; empty when it is at least as strong
 * everywhere. Settings that only the owner may change (`same`) count as soon as they differ.
 *
 * Defaults count as if they were written. What `above` does not have asks for nothing: a further scanner or environment
 * is no weakening. The rungs of the gate are compared by what they lead to for each kind of finding and each scanner.
 *
 * @param above Two policies, or parts of them as a file has them; their values must be those of the schema.
 *
 * @example
 * compareStrength(before, after).map(({ path, above, below }) => `${path}: ${above} -> ${below}`);
 */
export function compareStrength(above: object, below: object): Weakening[] {
  const seen = new Set<string>();
  return weakerLeaves(leavesOf(above), leavesOf(below)).flatMap(({ above: strong, below: weak }) => {
    const path = dottedPath(weak.path);
    if (seen.has(path)) return [];
    seen.add(path);
    const { stronger = "same" } = strong;
    return [{ path, abovePath: dottedPath(strong.path), above: strong.value, below: weak.value, stronger }];
  });
}

/** A leaf that is weaker below, as it is in both. */
export interface WeakerLeaf {
  /** What it governs. */
  key: string;
  above: Leaf;
  below: Leaf;
}

/** The leaves that are weaker below. What is inside of something that is missing below is missing with it. */
export function weakerLeaves(above: Leaves, below: Leaves): WeakerLeaf[] {
  return [...above].flatMap(([key, strong]) => {
    const weak = below.get(key) ?? missingEntry(strong, below);
    return weak && isWeaker(strong, strong.value, weak.value) ? [{ key, above: strong, below: weak }] : [];
  });
}

function missingEntry(strong: Leaf, below: Leaves): Leaf | undefined {
  const around = strong.path.map((_, length) => below.get(dottedPath(strong.path.slice(0, length))));
  const isIn = around.every((leaf) => !leaf?.isPresence || leaf.value !== undefined);
  return strong.isPresence && isIn ? { ...strong, value: undefined } : undefined;
}

/** The leaves of the sections named, defaults included. */
export function leavesOf(policy: object, sections: readonly string[] = Object.keys(Policy.shape)): Leaves {
  const values = policy as Record<string, unknown>;
  const leaves = new Map<string, Leaf>();
  for (const section of sections) {
    const schema: Schema = Policy.shape[section as keyof Policy];
    for (const leaf of leavesIn(schema, values[section], [section])) leaves.set(dottedPath(leaf.path), leaf);
  }
  if (sections.includes("gate")) spellOutGate(leaves);
  if (sections.includes("slas")) spellOutOverdue(leaves);
  return leaves;
}

function leavesIn(schema: Schema, given: unknown, path: Path): Leaf[] {
  const strength = strengthOf(schema);
  const kind = bare(schema);
  const value = given === undefined && !isOpen(strength) ? defaultOf(schema) : given;
  if (kind instanceof z.ZodNever) return [];
  const inside = leavesInside(kind, value, path);
  if (strength.stronger !== undefined) return [{ path, value, ...strength }, ...(isUnion(kind) ? inside : [])];
  if (!isGroup(kind)) return [{ path, value }];
  return schema instanceof z.ZodOptional ? [presence(path, value, strength), ...inside] : inside;
}

/** A default that nobody has chosen yet keeps nobody from choosing. */
function isOpen({ stronger, none }: Strength): boolean {
  return stronger === "same" && none !== "strongest";
}

/** An optional map as a leaf: whether it is there at all. */
function presence(path: Path, value: unknown, { none = "weakest" }: Strength): Leaf {
  return { path, value: value === undefined ? undefined : true, stronger: "true", none, isPresence: true };
}

function leavesInside(kind: Schema, value: unknown, path: Path): Leaf[] {
  if (!isMap(value)) return [];
  if (kind instanceof z.ZodRecord)
    return Object.entries(value).flatMap(([name, entry]) => entryLeaves(kind, entry, [...path, name]));
  return mapsIn(kind).flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([name, child]) => leavesIn(child, value[name], [...path, name])),
  );
}

function entryLeaves({ valueType }: z.ZodRecord, entry: unknown, path: Path): Leaf[] {
  const inside = leavesIn(valueType, entry, path);
  return isGroup(bare(valueType)) ? [presence(path, entry, {}), ...inside] : inside;
}

function isGroup(kind: Schema): boolean {
  return kind instanceof z.ZodObject || kind instanceof z.ZodRecord;
}

function isUnion(kind: Schema): boolean {
  return kind instanceof z.ZodUnion;
}

function defaultOf(schema: Schema): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue;
  return schema instanceof z.ZodOptional ? defaultOf(schema.unwrap()) : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
