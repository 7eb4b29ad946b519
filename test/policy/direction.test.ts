import { type Direction, describeDirection, dottedPath, type Strength } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { everyLeaf, policyOf, valuesFor } from "./every-leaf.ts";
import { organization, orgFile, repositoryFile, weakenedIn } from "./layers.ts";

const leaves = everyLeaf();
const dotted = (path: readonly string[]) => dottedPath(path);

const words = [
  "true",
  "false",
  "higher",
  "lower",
  "longer",
  "shorter",
  "oftener",
  "superset",
  "subset",
  "same",
  "free",
];

test("every setting says which value is the stronger one", () => {
  const silent = leaves.filter(({ strength }) => strength.stronger === undefined).map(({ path }) => dotted(path));

  expect(
    silent,
    `Add .meta({ stronger: ... }) after .describe(...) of each: one of ${words.join(", ")}, or all values, weakest first. "free" is for what has no meaning for security, "same" for what only the file that sets it may change. Where it is stronger to leave an optional one out, add none: "strongest".`,
  ).toEqual([]);
});

test("directions are words that are known, or every value of the setting", () => {
  for (const { path, schema, strength } of leaves) {
    const { stronger = [], none = "weakest" } = strength;
    if (typeof stronger === "string") expect(words, dotted(path)).toContain(stronger);
    else expect(stronger.toSorted(), dotted(path)).toEqual(valuesOfEnum(schema).toSorted());
    expect(["weakest", "strongest"], dotted(path)).toContain(none);
  }
});

function valuesOfEnum(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return isWrapped ? valuesOfEnum(schema.unwrap()) : [];
}

/** A weaker and a stronger value of a setting; undefined stands for leaving it out. */
function pairFor(schema: z.core.$ZodType, { stronger = "same", none }: Strength): [weak: unknown, strong: unknown] {
  const [first, second] = valuesFor(schema);
  if (typeof stronger !== "string") return [stronger[0], stronger.at(-1)];
  if (none === "strongest") return [second ?? first, undefined];
  const ordered: Partial<Record<Extract<Direction, string>, [unknown, unknown]>> = {
    true: [false, true],
    false: [true, false],
    lower: [second, first],
    shorter: ["30d", "7d"],
    longer: ["7d", "30d"],
    oftener: ["0 2 * * 1", "0 2 * * *"],
    subset: [second, first],
  };
  return ordered[stronger] ?? [first, second];
}

/** What cannot be put one below the other, because a map that is there cannot be taken away. */
const isPlainMap = (schema: z.core.$ZodType, { none }: Strength) =>
  none !== "strongest" && schema instanceof z.ZodOptional && schema.unwrap() instanceof z.ZodObject;

const directed = leaves.filter(
  ({ schema, strength }) =>
    strength.stronger !== "free" && (!isPlainMap(schema, strength) || strength.stronger === "same"),
);

function files(path: readonly string[], above: unknown, below: unknown) {
  const said = (value: unknown) => (value === undefined ? {} : policyOf(path, value));
  const isOwn = path[0] === "organization";
  return [
    orgFile(
      isOwn ? { organization: { ...organization, ...(said(above).organization as object) } } : parentOf(path, above),
    ),
    repositoryFile(said(below)),
  ];
}

/** What is left out is left out of a map that is there. */
function parentOf(path: readonly string[], value: unknown) {
  const policy = policyOf(path, value);
  return value === undefined && path.length === 1 ? {} : JSON.parse(JSON.stringify(policy));
}

describe("in every setting with a direction", () => {
  test("there are enough of them", () => {
    expect(directed.length).toBeGreaterThan(180);
  });

  test.each(directed.map((leaf) => [dotted(leaf.path), leaf] as const))("%s", (name, { path, schema, strength }) => {
    const [weak, strong] = pairFor(schema, strength);
    const refused = weakenedIn(files(path, strong, weak));
    const accepted = weakenedIn(files(path, weak, strong));

    expect(weak, "a value to try").not.toEqual(strong);
    expect(refused, "a weaker value below is refused").toContain(name);
    if (strength.stronger === "same" && strength.none !== "strongest")
      expect(accepted, "any change is refused").toContain(name);
    else expect(accepted, "a stronger value below is accepted").toEqual([]);
    expect(weakenedIn(files(path, strong, strong)), "the same value is accepted").toEqual([]);
  });
});

test.each<[Direction, string]>([
  ["higher", "higher is stronger"],
  ["same", "only the layer that sets it may change it"],
  [["log", "warn"], "log < warn"],
])("the direction %j is said as %s", (direction, text) => {
  expect(describeDirection(direction)).toBe(text);
});
