import type { Facts, Outcome, Report } from "@sallyport/gate";
import { RepositoriesPolicy } from "@sallyport/policy";
import { expect, test } from "vitest";
import { now, reportOf, type Situation, verdictOn, vulnerability } from "../support/findings.ts";

const id = "CVE-2026-1000";
const unscoredVulnerability = (fields: Record<string, unknown> = {}) =>
  reportOf(vulnerability({ Severity: "UNKNOWN", ...fields }));

function facts(exploitation: string): Facts {
  const scores = exploitation === "none" ? { [id]: 0.001 } : { [id]: 0.2 };
  return { kev: { date: now, ids: exploitation === "active" ? [id] : [] }, epss: { date: now, scores } };
}

function only(report: Report, situation: Situation): Outcome {
  const [outcome, ...others] = verdictOn([report], situation).findings;
  if (!outcome || others.length > 0) throw new Error("expected one finding");
  return outcome;
}

/* https://www.cisa.gov/ssvc: decisions for a low, medium and high impact on mission and well-being. */
const tree = [
  ["none", "no", "partial", "Track Track Track"],
  ["none", "no", "total", "Track Track Track*"],
  ["none", "yes", "partial", "Track Track Attend"],
  ["none", "yes", "total", "Track Track Attend"],
  ["poc", "no", "partial", "Track Track Track*"],
  ["poc", "no", "total", "Track Track* Attend"],
  ["poc", "yes", "partial", "Track Track Attend"],
  ["poc", "yes", "total", "Track Track* Attend"],
  ["active", "no", "partial", "Track Track Attend"],
  ["active", "no", "total", "Track Attend Act"],
  ["active", "yes", "partial", "Attend Attend Act"],
  ["active", "yes", "total", "Attend Act Act"],
] as const;
const outcomes: Record<string, string> = { Track: "log", "Track*": "warn", Attend: "approve", Act: "block" };
const rows = tree.flatMap(([exploitation, automatable, technicalImpact, decisions]) =>
  decisions.split(" ").map((decision, index) => ({ exploitation, automatable, technicalImpact, index, decision })),
);

test.each(rows)(
  "CISA's tree: $exploitation, $automatable, $technicalImpact, $index is $decision",
  ({ exploitation, automatable, technicalImpact, index, decision }) => {
    const missionImpact = (["low", "medium", "high"] as const)[index] ?? "low";
    const ssvc = { automatable, technicalImpact, missionImpact, actions: { track: "log" } } as const;
    const gate: Situation["gate"] = { ssvc, unscored: { order: ["ssvc"] } };

    expect(only(unscoredVulnerability(), { gate, facts: facts(exploitation) })).toMatchObject({
      severity: "unscored",
      outcome: outcomes[decision],
      rule: "gate.ssvc",
      because: expect.stringContaining(`SSVC says ${decision}: exploitation ${exploitation}`),
    });
  },
);

test("the reason names every input and where it comes from", () => {
  const [repository] = RepositoriesPolicy.parse([{ name: "api", id: 3, missionImpact: "high" }]);
  const { because } = only(unscoredVulnerability(), {
    gate: { ssvc: {} },
    facts: facts("none"),
    ...(repository && { repository }),
  });

  expect(because).toBe(
    "It has no CVSS score that counts, and UNKNOWN is no severity; gate.ladder.unscored is approve. " +
      "SSVC says Attend: exploitation none (EPSS 0.001, below 0.1), automatable yes (assumed: no CVSS vector), " +
      "technical impact total (assumed: no CVSS vector), mission impact high (of the repository): gate.ssvc decides, approve.",
  );
});

test.each([
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "yes", "total"],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:L/A:N", "no", "total"],
  ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:N", "no", "partial"],
  ["CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N", "no", "total"],
  ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "yes", "partial"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "yes", "total"],
  ["CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:L/VI:N/VA:H/SC:N/SI:N/SA:N", "no", "partial"],
  ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:H/SC:N/SI:N/SA:N/AU:N", "no", "partial"],
  ["AV:N/AC:L/Au:N/C:C/I:C/A:C", "yes", "total"],
  ["AV:N/AC:M/Au:N/C:P/I:N/A:N", "no", "partial"],
])("%s says automatable %s, technical impact %s", (vector, automatable, impact) => {
  const key = vector.startsWith("CVSS:4") ? "V40" : vector.startsWith("CVSS:3") ? "V3" : "V2";
  const report = reportOf(vulnerability({ CVSS: { nvd: { [`${key}Score`]: 2, [`${key}Vector`]: vector } } }));
  const gate = {
    ssvc: { appliesTo: "all", actions: { track: "block", trackStar: "block", attend: "block" } },
  } as const;
  const ladder = { categories: { dependency: { any: "log", high: "log" } } } as const;
  const { because } = only(report, { gate: { ...gate, ...ladder }, facts: facts("none") });

  expect(because).toContain(`automatable ${automatable} (CVSS vector), technical impact ${impact} (CVSS vector)`);
});

test("as the least outcome of all it raises a mild finding and lowers no grave one", () => {
  const gate = { ssvc: { appliesTo: "all", missionImpact: "high" } } as const;
  const of = (Severity: string, exploitation: string) =>
    only(reportOf(vulnerability({ Severity })), { gate, facts: facts(exploitation) });

  expect(of("LOW", "active")).toMatchObject({ outcome: "block", rule: "gate.ssvc" });
  expect(of("CRITICAL", "none")).toMatchObject({ outcome: "block", rule: "gate.ladder.critical" });
});

test("it does not touch a scored finding unless the policy says all", () => {
  const low = reportOf(vulnerability({ Severity: "LOW" }));

  expect(only(low, { gate: { ssvc: { missionImpact: "high" } }, facts: facts("active") }).outcome).toBe("log");
});

test("what the policy says of unscored findings of a category is not lowered", () => {
  const categories = { dependency: { unscored: "block" } } as const;

  expect(only(unscoredVulnerability(), { gate: { ssvc: {}, categories }, facts: facts("none") }).outcome).toBe("block");
});

test("without the KEV catalogue SSVC is doubt", () => {
  expect(verdictOn([reportOf()], { gate: { ssvc: {} } }).doubts).toMatchObject([{ about: "gate.ssvc" }]);
  expect(verdictOn([reportOf()], { gate: { ssvc: {} }, facts: facts("none") }).doubts).toEqual([]);
});

test("an id that EPSS does not know counts as one with a public exploit", () => {
  const kevOnly = { kev: { date: now, ids: [] }, epss: { date: now, scores: {} } };

  expect(only(unscoredVulnerability(), { gate: { ssvc: {} }, facts: kevOnly }).because).toContain(
    "exploitation poc (assumed: EPSS has no value)",
  );
});
