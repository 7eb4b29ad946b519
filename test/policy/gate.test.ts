import { FindingCategory, GatePolicy, Severity } from "@sallyport/policy";
import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("the ladder has the steps of the requirements", () => {
  expect(policyWith().gate.ladder).toEqual({
    critical: "block",
    high: "approve",
    medium: "warn",
    low: "log",
    unscored: "approve",
  });
});

test("high dependencies, secrets, malware and violations of compliance block", () => {
  expect(policyWith().gate.categories).toEqual({
    dependency: { high: "block" },
    secret: { any: "block" },
    malware: { any: "block" },
    compliance: { any: "block" },
  });
});

test("a word about one category leaves the others as they are", () => {
  const { categories } = policyWith({
    gate: { categories: { code: { any: "warn" }, dependency: { low: "warn" } } },
  }).gate;

  expect(categories).toMatchObject({
    code: { any: "warn" },
    dependency: { high: "block", low: "warn" },
    secret: { any: "block" },
  });
});

test("nothing weakens the ladder unless the policy says so", () => {
  const { exploited, likelihood, withoutFix, grace, newOnly, scanners } = policyWith().gate;

  expect({ exploited, likelihood, withoutFix, grace, newOnly, scanners }).toEqual({ newOnly: false, scanners: {} });
});

test("every category has a place, every severity a rung", () => {
  const gate = GatePolicy.parse({
    categories: Object.fromEntries(FindingCategory.options.map((name) => [name, { any: "log" }])),
  });

  expect(Object.keys(gate.categories).toSorted()).toEqual([...FindingCategory.options].toSorted());
  expect(Object.keys(gate.ladder)).toEqual(Severity.options);
});

test.each([
  ["an action that does not exist", { ladder: { high: "stop" } }],
  ["a category that does not exist", { categories: { secrets: {} } }],
  ["a probability above one", { likelihood: { epss: 1.1 } }],
  ["a likelihood without a threshold", { likelihood: { action: "block" } }],
  ["any on the ladder itself", { ladder: { any: "block" } }],
])("refuses %s", (_, gate) => {
  expect(complaints({ gate })).toHaveLength(1);
});

test("KEV, then EPSS, then SSVC help where there is no score; SSVC is asked only where it is set up", () => {
  const { unscored, ssvc } = policyWith().gate;

  expect(unscored).toEqual({
    order: ["kev", "epss", "ssvc"],
    exploited: "block",
    likelihood: { epss: 0.1, action: "block" },
  });
  expect(ssvc).toBeUndefined();
});

test("SSVC has the decisions of CISA's tree, each with an outcome", () => {
  expect(policyWith({ gate: { ssvc: {} } }).gate.ssvc).toMatchObject({
    appliesTo: "unscored",
    missionImpact: "medium",
    actions: { track: "warn", trackStar: "warn", attend: "approve", act: "block" },
  });
});

test("facts may be a week old, three days under `regulated`", () => {
  expect(policyWith().gate.maxFactsAge).toBe("7d");
  expect(policyWith({ extends: "regulated" }).gate.maxFactsAge).toBe("3d");
});
