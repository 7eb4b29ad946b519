import { compareStrength, mergeLayers, type PresetName } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { policyWith } from "./support.ts";

const paths = (above: object, below: object) => compareStrength(above, below).map(({ path }) => path);

test("says where a policy is weaker, both values and the direction", () => {
  const before = policyWith({ protection: { reviews: { required: 2 } } });
  const after = policyWith({ protection: { reviews: { required: 1 } } });

  expect(compareStrength(before, after)).toEqual([
    {
      path: "protection.reviews.required",
      abovePath: "protection.reviews.required",
      above: 2,
      below: 1,
      stronger: "higher",
    },
  ]);
});

test("a policy is not weaker than itself, nor one that is stronger", () => {
  const before = policyWith({
    secrets: { vault: { address: "https://vault.example" } },
    network: { namespaces: { a: {} } },
  });

  expect(compareStrength(before, before)).toEqual([]);
  expect(compareStrength(before, { ...before, runtime: {} })).toEqual([]);
});

test("nothing is changed by the comparison", () => {
  const [before, after] = [policyWith(), policyWith({ gate: { newOnly: true } })];
  const texts = [JSON.stringify(before), JSON.stringify(after)];
  compareStrength(before, after);

  expect([JSON.stringify(before), JSON.stringify(after)]).toEqual(texts);
});

test.each([
  ["a section", { audit: {} }, {}, ["audit"]],
  ["a scanner", { scanning: { scanners: { gitleaks: {} } } }, {}, ["scanning.scanners.gitleaks"]],
  ["an environment", { environments: { production: {} } }, { environments: {} }, ["environments.production"]],
  ["a floor of the gate", { gate: { exploited: "block" } }, {}, ["gate.exploited"]],
  [
    "the last reviewer",
    { environments: { a: { reviewers: ["team:x"] } } },
    { environments: { a: {} } },
    ["environments.a.reviewers"],
  ],
  [
    "the list of approved images",
    { registry: { baseImages: { approved: ["a"] } } },
    {},
    ["registry.baseImages.approved"],
  ],
])("to leave out %s is weaker, and to add it is not", (_, more, less, expected) => {
  expect(paths(more, less)).toEqual(expected);
  expect(paths(less, more)).toEqual([]);
});

test("what is inside of something that is left out is not told again", () => {
  expect(paths({ network: { namespaces: { a: {} }, waf: {} } }, {})).toEqual(["network"]);
  expect(paths({ network: { namespaces: { a: {}, b: {} } } }, { network: { namespaces: { a: {} } } })).toEqual([
    "network.namespaces.b",
  ]);
});

test.each([
  ["a time of grace", { gate: { grace: { period: "3d" } } }, ["gate.grace"]],
  ["a ceiling for what has no fix", { gate: { withoutFix: "warn" } }, ["gate.withoutFix"]],
  ["a stand-in", { scanning: { scanners: { trivy: { standIn: "clair" } } } }, ["scanning.scanners.trivy.standIn"]],
  ["other approvers of exceptions", { exceptions: { approvers: ["user:a"] } }, ["exceptions.approvers"]],
  [
    "a choice among the frameworks",
    { scanning: { scanners: { checkov: { frameworks: ["k8s"] } } } },
    ["scanning.scanners.checkov.frameworks"],
  ],
])("to add %s is weaker, and to leave it out is not", (_, more, expected) => {
  const less = { scanning: { scanners: { trivy: {}, checkov: {} } } };
  const both = mergeLayers(less, more) as object;

  expect(paths(less, both)).toEqual(expected);
  expect(paths(both, less)).toEqual([]);
});

describe("the rungs of the gate are compared by what they lead to", () => {
  const gate = (settings: object) => ({ gate: settings });

  test("an outcome for one kind of finding is measured by the ladder where nothing else is said", () => {
    expect(compareStrength(gate({}), gate({ categories: { image: { critical: "approve" } } }))).toMatchObject([
      { path: "gate.categories.image.critical", abovePath: "gate.ladder.critical", above: "block", below: "approve" },
    ]);
    expect(paths(gate({}), gate({ categories: { image: { high: "block" } } }))).toEqual([]);
  });

  test("`any` is measured by every rung that it speaks for", () => {
    expect(paths(gate({}), gate({ categories: { image: { any: "approve" } } }))).toEqual(["gate.categories.image.any"]);
    expect(paths(gate({}), gate({ categories: { image: { any: "approve", critical: "block" } } }))).toEqual([]);
  });

  test("a named rung that says the same as `any` did is no weakening", () => {
    const above = gate({ categories: { code: { any: "block" } } });

    expect(paths(above, gate({ categories: { code: { any: "block", low: "block" } } }))).toEqual([]);
    expect(paths(above, gate({ categories: { code: { any: "block", low: "warn" } } }))).toEqual([
      "gate.categories.code.low",
    ]);
  });

  test("a scanner is measured by the strictest kind of finding, because it wins over all of them", () => {
    expect(paths(gate({}), gate({ scanners: { trivy: { critical: "block" } } }))).toEqual([]);
    expect(paths(gate({}), gate({ scanners: { trivy: { medium: "approve" } } }))).toEqual([
      "gate.scanners.trivy.medium",
    ]);
  });

  test("a rung of the ladder that is lowered is told once", () => {
    expect(paths(gate({}), gate({ ladder: { critical: "approve" } }))).toEqual(["gate.ladder.critical"]);
  });

  test("a higher ladder does not hide a kind of finding that stays below it", () => {
    const above = gate({ categories: { code: { medium: "approve" } } });
    const below = gate({ ladder: { medium: "block" }, categories: { code: { medium: "warn" } } });

    expect(paths(above, below)).toEqual(["gate.categories.code.medium"]);
  });

  test("what is overdue is compared rung by rung", () => {
    const overdue = (rungs: object) => ({ slas: { overdue: rungs } });

    expect(paths(overdue({ any: "block" }), overdue({ any: "block", low: "log" }))).toEqual(["slas.overdue.low"]);
    expect(paths(overdue({ any: "block" }), {})).toHaveLength(5);
    expect(paths({}, overdue({ any: "log" }))).toEqual([]);
  });
});

test("a merge queue with options is as good as one with the defaults", () => {
  const queue = (mergeQueue: unknown) => ({ protection: { mergeQueue } });

  expect(paths(queue(true), queue({ method: "REBASE" }))).toEqual([]);
  expect(paths(queue({ method: "REBASE" }), queue(false))).toEqual(["protection.mergeQueue"]);
});

describe.each<[PresetName, PresetName]>([
  ["baseline", "strict"],
  ["strict", "regulated"],
])("the preset %s and the next one, %s", (weaker, stronger) => {
  const [less, more] = [policyWith({ extends: weaker }), policyWith({ extends: stronger })];

  test("is nowhere weaker", () => {
    expect(compareStrength(less, more)).toEqual([]);
  });

  test("is stronger somewhere", () => {
    expect(compareStrength(more, less).length).toBeGreaterThan(3);
  });
});
