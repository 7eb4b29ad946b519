import { Policy, type Strength, strengthOf } from "@sallyport/policy";
import * as z from "zod";

type Schema = z.core.$ZodType;

/** A setting of the schema that holds no further settings. */
export interface SchemaLeaf {
  /** `NAME` stands for a name of the writer's choice. */
  path: string[];
  schema: Schema;
  strength: Strength;
}

/** Every setting of the policy that holds no further ones, and every map that may be left out. Lists count as a whole. */
export function everyLeaf(): SchemaLeaf[] {
  return Object.entries(Policy.shape).flatMap(([name, schema]) => leavesIn(schema, [name]));
}

function leavesIn(schema: Schema, path: string[]): SchemaLeaf[] {
  const strength = strengthOf(schema);
  const kind = bare(schema);
  if (kind instanceof z.ZodNever) return [];
  const own = { path, schema, strength };
  const maps = kind instanceof z.ZodUnion ? kind.options.map(bare) : [kind];
  const inside = maps.flatMap((map) => inMap(map, path));
  if (strength.stronger !== undefined) return kind instanceof z.ZodUnion ? [own, ...inside] : [own];
  const isGroup = kind instanceof z.ZodObject || kind instanceof z.ZodRecord;
  if (!isGroup) return [own];
  return schema instanceof z.ZodOptional
    ? [{ ...own, strength: { ...strength, stronger: "true" } }, ...inside]
    : inside;
}

function inMap(map: Schema, path: string[]): SchemaLeaf[] {
  if (map instanceof z.ZodRecord) return leavesIn(map.valueType, [...path, nameFor(map)]);
  if (!(map instanceof z.ZodObject)) return [];
  return Object.entries<Schema>(map.shape).flatMap(([name, child]) => leavesIn(child, [...path, name]));
}

/** A name that the map accepts for its entries. */
function nameFor({ keyType }: z.ZodRecord): string {
  const names = ["name", "name/name", "name/name/name"];
  return names.find((name) => z.safeParse(keyType, name).success) ?? "name";
}

function bare(schema: Schema): Schema {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapped ? bare(schema.unwrap()) : schema;
}

/** Values that some setting accepts. */
const samples: readonly unknown[] = [
  ...[0, 0.2, 0.4, 1, 2, 5, 10, 20, 60, 100, 1000, true, false, "7d", "30d", "90d", "0 2 * * *", "0 2 * * 1"],
  ...["team:security", "team:payments", "main", "release", "v1.33", "v1.34", "3.12", "3.13", "eu-west-1", "eu-west-2"],
  ...[
    "https://a.example",
    "https://b.example",
    "https://a.example/back",
    "https://b.example/back",
    "a-file.yaml",
    "10.0.0.0/8",
    "b.example",
    "acme/*@*",
    "b/*@*",
    "a@b.example",
  ],
  ...["api/staging/token", "web/staging/token", "log.example:514", "log.example:601"],
  { prefix: "hub", upstream: "docker.io" },
  { prefix: "quay", upstream: "quay.io" },
  { cidr: "10.0.0.0/8", ports: [443] },
  { cidr: "10.1.0.0/16", ports: [443] },
  { name: "api", id: 3 },
  { name: "web", id: 4 },
  { repository: "workflows", id: 5 },
  { repository: "others", id: 6 },
  { period: "7d" },
  { name: {} },
  {},
];

/** Different values that a setting accepts, the first of them first. */
export function valuesFor(schema: Schema): unknown[] {
  const kind = bare(schema);
  const element = kind instanceof z.ZodArray ? valuesFor(kind.element) : [];
  const named = kind instanceof z.ZodEnum ? kind.options : [];
  const built = kind instanceof z.ZodObject ? [requiredOf(kind)] : [];
  const lists = element.length > 0 ? [element.slice(0, 1), element.slice(0, 2)] : [];
  return [...named, ...lists, ...samples, ...built].filter((value) => z.safeParse(schema, value).success);
}

/** The least that a map must say. */
function requiredOf(map: z.ZodObject): Record<string, unknown> {
  const required = Object.entries<Schema>(map.shape).filter(([, child]) => !z.safeParse(child, undefined).success);
  return Object.fromEntries(required.map(([name, child]) => [name, valuesFor(child)[0]]));
}

/** A policy that says one value at one path, and what the maps around it must say. */
export function policyOf(path: readonly string[], value: unknown): Record<string, unknown> {
  return around(Policy, path, value);
}

function around(schema: Schema, [name = "", ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const kind = bare(schema);
  const map = kind instanceof z.ZodUnion ? kind.options.map(bare).find((one) => one instanceof z.ZodObject) : kind;
  const child = map instanceof z.ZodRecord ? map.valueType : (map as z.ZodObject).shape[name];
  const required = map instanceof z.ZodObject && schema !== Policy ? requiredOf(map) : {};
  return { ...required, [name]: rest.length === 0 ? value : around(child as Schema, rest, value) };
}
