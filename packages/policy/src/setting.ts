import * as z from "zod";
import { type Strength, strengthOf } from "./direction.js";

type Schema = z.core.$ZodType;

/** A setting as the schema knows it. */
export interface Setting {
  schema: z.core.$ZodType;
  /** What it means, in a sentence. */
  meaning: string | undefined;
  /** True when a policy may leave it out. */
  optional: boolean;
  strength: Strength;
}

/** The setting at a path of a file with this schema; undefined where the schema knows none. */
export function settingAt(path: readonly PropertyKey[], root: Schema): Setting | undefined {
  const schema = path.reduce<Schema | undefined>((around, key) => around && childOf(around, key), root);
  if (!schema) return undefined;
  const optional = z.safeParse(schema, undefined).success;
  return { schema: bare(schema), meaning: meaningOf(schema), optional, strength: strengthOf(schema) };
}

/** Names of the settings right below a path. */
export function namesAt(path: readonly PropertyKey[], root: Schema): string[] {
  const setting = settingAt(path, root);
  return setting ? mapsIn(setting.schema).flatMap((map) => Object.keys(map.shape)) : [];
}

/** Paths of every setting with a name, wherever it is; settings in lists and under free names are left out. */
export function pathsOf(name: string, root: Schema): readonly string[][] {
  const known = allPaths.get(root) ?? Map.groupBy(pathsBelow(root, []), (path) => path.at(-1));
  allPaths.set(root, known);
  return known.get(name) ?? [];
}

const allPaths = new WeakMap<Schema, Map<string | undefined, string[][]>>();

function pathsBelow(schema: Schema, path: string[]): string[][] {
  return mapsIn(bare(schema)).flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([key, child]) => [[...path, key], ...pathsBelow(child, [...path, key])]),
  );
}

function childOf(around: Schema, key: PropertyKey): Schema | undefined {
  const schema = bare(around);
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  const map = mapsIn(schema).find(({ shape }) => Object.hasOwn(shape, key));
  return map?.shape[String(key)];
}

/** The maps with known names that a value may be. */
export function mapsIn(schema: Schema): z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  return schema instanceof z.ZodUnion ? schema.options.flatMap((option) => mapsIn(bare(option))) : [];
}

/** A schema without what only says whether and how it may be left out. */
export function bare(schema: Schema): Schema {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapped ? bare(schema.unwrap()) : schema;
}

function meaningOf(schema: Schema): string | undefined {
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  const inner = bare(schema);
  return inner === schema ? undefined : meaningOf(inner);
}
