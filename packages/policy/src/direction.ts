import * as z from "zod";
import { longestGap } from "./cron-gap.js";
import { seconds } from "./duration.js";

/**
 * Which value of a setting is the stronger one. A list names all values, weakest first. `same`: only the layer that sets it
 * may change it, and who is the first to set it may choose, unless it is stronger to leave it out. `free`: no value is more
 * secure than another.
 */
export type Direction =
  | "true"
  | "false"
  | "higher"
  | "lower"
  | "longer"
  | "shorter"
  | "oftener"
  | "superset"
  | "subset"
  | "same"
  | "free"
  | readonly string[];

/** What a setting says of its own strength, with `.meta({ stronger })` beside its description. */
export interface Strength {
  /** Absent where nobody declared it. */
  stronger?: Direction;
  /** What it counts as to leave the setting out, or its list empty. @default - `strongest` for `subset`, else `weakest` */
  none?: "weakest" | "strongest";
}

declare module "zod" {
  interface GlobalMeta extends Strength {}
}

/** What a schema declares, itself or in what it wraps. */
export function strengthOf(schema: z.core.$ZodType): Strength {
  const known = strengths.get(schema) ?? declared(schema);
  strengths.set(schema, known);
  return known;
}

const strengths = new WeakMap<z.core.$ZodType, Strength>();

function declared(schema: z.core.$ZodType): Strength {
  const { stronger, none } = z.globalRegistry.get(schema) ?? {};
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  const inner = isWrapped ? strengthOf(schema.unwrap()) : {};
  return { ...inner, ...(stronger !== undefined && { stronger }), ...(none !== undefined && { none }) };
}

/** True when `below` is weaker than `above`, or differs where only the owner may change it. Nobody's declaration is doubt: `same`. */
export function isWeaker({ stronger = "same", none }: Strength, above: unknown, below: unknown): boolean {
  if (stronger === "free" || above === below) return false;
  const empty = none ?? (stronger === "subset" ? "strongest" : "weakest");
  if (isNone(above)) return empty === "strongest" && !isNone(below);
  if (isNone(below)) return empty === "weakest";
  return typeof stronger === "string" ? comparisons[stronger](above, below) : isBefore(stronger, below, above);
}

/** Equal for equal values: JSON with the keys in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function isNone(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function isBefore(order: readonly string[], first: unknown, second: unknown): boolean {
  return order.indexOf(String(first)) < order.indexOf(String(second));
}

/** True when `below` is weaker. A setting that may be on, off or a map is on when it is a map. */
const comparisons: Record<Extract<Direction, string>, (above: unknown, below: unknown) => boolean> = {
  true: (above, below) => above !== false && below === false,
  false: (above, below) => above === false && below !== false,
  higher: (above, below) => Number(below) < Number(above),
  lower: (above, below) => Number(below) > Number(above),
  longer: (above, below) => seconds(String(below)) < seconds(String(above)),
  shorter: (above, below) => seconds(String(below)) > seconds(String(above)),
  oftener: (above, below) => longestGap(String(below)) > longestGap(String(above)),
  superset: (above, below) => !includesAll(below, above),
  subset: (above, below) => !includesAll(above, below),
  same: (above, below) => canonical(above) !== canonical(below),
  free: () => false,
};

function includesAll(list: unknown, entries: unknown): boolean {
  const known = new Set(listOf(list).map(canonical));
  return listOf(entries).every((entry) => known.has(canonical(entry)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

const phrases: Record<Extract<Direction, string>, string> = {
  true: "true is stronger",
  false: "false is stronger",
  higher: "higher is stronger",
  lower: "lower is stronger",
  longer: "longer is stronger",
  shorter: "shorter is stronger",
  oftener: "more often is stronger",
  superset: "every entry must stay",
  subset: "no entry may be added",
  same: "only the layer that sets it may change it",
  free: "free",
};

/** The direction as the end of a sentence: `higher is stronger`, `log < warn < approve < block`. */
export function describeDirection(direction: Direction): string {
  return typeof direction === "string" ? phrases[direction] : direction.join(" < ");
}
