import type { Facts, Outcome } from "@sallyport/gate";
import { expect, test } from "vitest";
import {
  misconfiguration,
  now,
  type PolicyInput,
  read,
  reportOf,
  type Situation,
  trivy,
  verdictOn,
  vulnerability,
} from "../support/findings.ts";

const id = "CVE-2026-1000";
const facts = (exploited: boolean, epss?: number): Facts => ({
  kev: { date: now, ids: exploited ? [id] : [] },
  epss: { date: now, scores: epss === undefined ? {} : { [id]: epss } },
});

function unscored(situation: Situation, fields: Record<string, unknown> = {}): Outcome {
  const [outcome] = verdictOn([reportOf(vulnerability({ Severity: "UNKNOWN", ...fields }))], situation).findings;
  if (!outcome) throw new Error("the finding was dropped");
  return outcome;
}

test.each([
  ["is known to be exploited", facts(true), "block", "gate.unscored.exploited"],
  ["is likely to be exploited", facts(false, 0.1), "block", "gate.unscored.likelihood"],
  ["is unlikely to be exploited", facts(false, 0.09), "approve", "gate.ladder.unscored"],
  ["is unknown to both", facts(false), "approve", "gate.ladder.unscored"],
  ["is looked at without facts", {}, "approve", "gate.ladder.unscored"],
])("an unscored vulnerability that %s", (_, known, outcome, rule) => {
  expect(unscored({ facts: known })).toMatchObject({ severity: "unscored", outcome, rule });
});

test("KEV helps before EPSS, EPSS before SSVC; the policy may order them otherwise", () => {
  const ruleFor = (order: ("kev" | "epss" | "ssvc")[], known: Facts) =>
    unscored({ gate: { ssvc: {}, unscored: { order } }, facts: known }).rule;

  expect(ruleFor(["kev", "epss", "ssvc"], facts(true, 0.9))).toBe("gate.unscored.exploited");
  expect(ruleFor(["epss", "kev", "ssvc"], facts(true, 0.9))).toBe("gate.unscored.likelihood");
  expect(ruleFor(["ssvc", "kev", "epss"], facts(true, 0.9))).toBe("gate.ssvc");
  expect(ruleFor(["kev", "epss", "ssvc"], facts(false, 0.01))).toBe("gate.ssvc");
  expect(ruleFor([], facts(true, 0.9))).toBe("gate.ladder.unscored");
});

test("KEV and EPSS make no outcome milder", () => {
  const mild = { exploited: "log", likelihood: { epss: 0.1, action: "log" } } as const;

  expect(unscored({ gate: { unscored: mild }, facts: facts(true, 0.9) }).outcome).toBe("approve");
});

test("nothing that weakens the ladder weakens what KEV says", () => {
  expect(unscored({ gate: { withoutFix: "log" }, facts: facts(true) }, { FixedVersion: "" }).outcome).toBe("block");
  expect(unscored({ gate: { withoutFix: "log" }, facts: facts(false) }, { FixedVersion: "" }).outcome).toBe("log");
});

test("a vulnerability with a label goes by its label, whatever KEV says, unless gate.exploited is set", () => {
  const low = (gate: PolicyInput["gate"]) =>
    verdictOn([reportOf(vulnerability({ Severity: "LOW" }))], { gate, facts: facts(true) }).findings[0]?.outcome;

  expect(low({})).toBe("log");
  expect(low({ exploited: "block" })).toBe("block");
});

test("a weakness in a file is helped by none of them", () => {
  const report = read(trivy([{ Target: "a", Misconfigurations: [misconfiguration({ ID: id, Severity: "UNKNOWN" })] }]));
  const [outcome] = verdictOn([report], { gate: { ssvc: {} }, facts: facts(true) }).findings;

  expect(outcome).toMatchObject({ outcome: "approve", rule: "gate.ladder.unscored" });
});
