import { compareStrength, mergeLayers, preset } from "@sallyport/policy";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { everyLeaf, policyOf, type SchemaLeaf, valuesFor } from "./every-leaf.ts";
import { orgFile, repositoryFile, teamFile, weakenedIn } from "./layers.ts";

/*
 * Three layers made of random settings with random values: whatever they say, the result is nowhere weaker than a layer
 * above, or the layer that is weaker is refused.
 */

type Settings = Record<string, unknown>;
type Layers = readonly [org: Settings, team: Settings, repository: Settings];

const givenByEveryFile = ["version", "extends", "without", "organization", "repositories"];

/** Settings, each with some of its values, weakest first. What only its owner may change has one. */
const settings = everyLeaf()
  .filter(({ path: [section = ""] }) => !givenByEveryFile.includes(section))
  .map((leaf) => ({ path: leaf.path, values: inOrder(leaf) }));

function inOrder({ path, schema, strength }: SchemaLeaf): unknown[] {
  const isWeaker = (a: unknown, b: unknown) => compareStrength(policyOf(path, b), policyOf(path, a)).length > 0;
  const values = valuesFor(schema).slice(0, strength.stronger === "same" ? 1 : 4);
  return values.toSorted((a, b) => Number(isWeaker(b, a)) - Number(isWeaker(a, b)));
}

/** A setting, and the value that each layer gives it; undefined where a layer does not speak of it. */
interface Row {
  path: string[];
  values: [unknown, unknown, unknown];
}

const pick = fc.option(fc.nat({ max: 3 }), { nil: undefined });
const anyRow = fc
  .record({ setting: fc.constantFrom(...settings), picks: fc.tuple(pick, pick, pick) })
  .map(({ setting: { path, values }, picks }): Row => {
    const [a, b, c] = picks.map((at) => (at === undefined ? undefined : values[at % values.length]));
    return { path, values: [a, b, c] };
  });

/** Every layer speaks of the same settings, each lower one at least as strongly. */
const risingRow = fc
  .record({ setting: fc.constantFrom(...settings), picks: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)) })
  .map(({ setting: { path, values }, picks }): Row => {
    const [a, b, c] = picks.toSorted((x, y) => x - y).map((at) => values[Math.min(at, values.length - 1)]);
    return { path, values: [a, b, c] };
  });

function layersOf(rows: readonly Row[]): Layers {
  const layer = (at: 0 | 1 | 2) =>
    rows
      .filter(({ values }) => values[at] !== undefined)
      .reduce<unknown>((all, { path, values }) => mergeLayers(all, policyOf(path, values[at])), {}) as Settings;
  return [layer(0), layer(1), layer(2)];
}

const anyLayers = fc.array(anyRow, { maxLength: 8 }).map(layersOf);
const risingLayers = fc.uniqueArray(risingRow, { maxLength: 8, selector: ({ path }) => path.join(".") }).map(layersOf);

const files = ([org, team, repository]: Layers) => [orgFile(org), teamFile(team), repositoryFile(repository)];
const merged = (...layers: readonly Settings[]) => layers.reduce<unknown>(mergeLayers, {}) as Settings;
const base = preset("baseline") as Settings;

test("merging is associative", () => {
  fc.assert(
    fc.property(anyLayers, ([a, b, c]) => {
      expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
    }),
    { numRuns: 300 },
  );
});

test("a layer that says what the one above says changes nothing and is accepted", () => {
  fc.assert(
    fc.property(anyLayers, ([a]) => {
      expect(merged(a, a)).toEqual(a);
      expect(weakenedIn(files([a, a, a]))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("a layer that says nothing changes nothing and is accepted", () => {
  fc.assert(
    fc.property(anyLayers, ([a]) => {
      expect(merged(a, {})).toEqual(a);
      expect(weakenedIn(files([a, {}, {}]))).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test("layers that only strengthen are accepted, and the result is nowhere weaker than any of them", () => {
  fc.assert(
    fc.property(risingLayers, (layers) => {
      const [a, b, c] = layers;

      expect(weakenedIn(files(layers))).toEqual([]);
      expect(compareStrength(merged(base, a), merged(base, a, b, c))).toEqual([]);
      expect(compareStrength(merged(base, a, b), merged(base, a, b, c))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("layers that are not refused leave a result that is nowhere weaker, and refused ones would", () => {
  let refused = 0;
  fc.assert(
    fc.property(anyLayers, (layers) => {
      const [a, b, c] = layers;
      const weaker = [
        ...compareStrength(merged(base, a), merged(base, a, b)),
        ...compareStrength(merged(base, a, b), merged(base, a, b, c)),
      ];
      const told = weakenedIn(files(layers));
      if (told.length > 0) refused++;

      expect(new Set(told)).toEqual(new Set(weaker.map(({ path }) => path)));
    }),
    { numRuns: 60 },
  );
  expect(refused, "refused layers among those tried").toBeGreaterThan(10);
});

test("comparing is transitive", () => {
  const isNotWeaker = (above: Settings, below: Settings) => compareStrength(above, below).length === 0;
  fc.assert(
    fc.property(risingLayers, ([a, b, c]) => {
      fc.pre(isNotWeaker(a, b) && isNotWeaker(b, c));
      expect(isNotWeaker(a, c)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
