import { expect, test } from "vitest";
import { warnings } from "../support.ts";

const gateWarnings = (gate: Record<string, unknown>) => warnings({ gate }).filter((path) => path.startsWith("gate."));

test("warns of a ladder that asks less of the worse finding", () => {
  expect(gateWarnings({ ladder: { critical: "log" } })).toEqual(["gate.ladder.critical <-> gate.ladder.high"]);
  expect(gateWarnings({ ladder: { low: "block" } })).toEqual(["gate.ladder.medium <-> gate.ladder.low"]);
});

test.each([
  {},
  { ladder: { high: "block" } },
  { ladder: { critical: "approve" } },
  { ladder: { critical: "log", high: "log", medium: "log", low: "log" } },
  { ladder: { unscored: "log" } },
])("says nothing of %j", (gate) => {
  expect(gateWarnings(gate)).toEqual([]);
});

test.each(["secret", "malware", "compliance"])("warns when findings of kind %s are let through", (category) => {
  expect(gateWarnings({ categories: { [category]: { any: "warn", low: "log" } } })).toEqual([
    `gate.categories.${category}.any`,
    `gate.categories.${category}.low`,
  ]);
  expect(gateWarnings({ categories: { [category]: { high: "block" } } })).toEqual([]);
});

test("says nothing of other categories", () => {
  expect(gateWarnings({ categories: { code: { any: "log" }, dependency: { high: "warn" } } })).toEqual([]);
});

test("warns where SSVC is set up and decides nothing", () => {
  expect(gateWarnings({ ssvc: {}, unscored: { order: ["kev", "epss"] } })).toEqual([
    "gate.ssvc <-> gate.unscored.order",
  ]);
});

test.each([
  ["decides unscored findings", { ssvc: {} }],
  ["is the least outcome of all", { ssvc: { appliesTo: "all" }, unscored: { order: ["kev"] } }],
  ["is not there", { unscored: { order: [] } }],
])("is silent where SSVC %s", (_, gate) => {
  expect(gateWarnings(gate)).toEqual([]);
});
