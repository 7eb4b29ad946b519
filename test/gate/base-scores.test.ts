import { expect, test } from "vitest";
import { reportOf, verdictOn, vulnerability } from "../support/findings.ts";

const worst3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

function outcomeOf(cvss: Record<string, unknown>) {
  const [outcome] = verdictOn([reportOf(vulnerability({ CVSS: { nvd: cvss } }))]).findings;
  if (!outcome) throw new Error("expected a finding");
  return outcome;
}

test("a score that its vector confirms stands as it is", () => {
  const { scores, because } = outcomeOf({ V3Score: 9.8, V3Vector: worst3 });

  expect(scores).toEqual([{ source: "nvd", version: "3", score: 9.8, vector: worst3 }]);
  expect(because).toBe("CVSS 9.8 (nvd) is critical; gate.ladder.critical is block.");
});

test.each([
  ["3", { V3Score: 3.1, V3Vector: worst3 }, 9.8],
  ["3", { V3Score: 3.1, V3Vector: worst3.replace("3.1", "3.0") }, 9.8],
  ["2", { V2Score: 3.1, V2Vector: "AV:N/AC:L/Au:N/C:C/I:C/A:C" }, 10],
  ["4", { V40Score: 3.1, V40Vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" }, 9.3],
])("a CVSS v%s score that its vector contradicts counts as the higher of both, and says so", (_, cvss, computed) => {
  const { scores, severity, because } = outcomeOf(cvss);

  expect(scores[0]).toMatchObject({ score: 3.1, computed });
  expect(severity).toBe("critical");
  expect(because).toContain(`(nvd: it states 3.1, its vector gives ${computed.toFixed(1)})`);
});

test("a stated score above its vector's counts too", () => {
  expect(outcomeOf({ V3Score: 9.8, V3Vector: worst3.replace("C:H/I:H/A:H", "C:N/I:N/A:L") }).severity).toBe("critical");
});

test("a score of 0.0 with a vector that rates it is no rating of none", () => {
  expect(outcomeOf({ V3Score: 0, V3Vector: worst3 })).toMatchObject({ severity: "critical" });
});

test("temporal metrics are left out: the number in a report is the base score", () => {
  expect(outcomeOf({ V3Score: 9.8, V3Vector: `${worst3}/E:U/RL:O/RC:C` }).scores[0]?.computed).toBeUndefined();
});

test.each(["CVSS:3.1/AV:N", "CVSS:3.1/AV:X/AC:L", "garbage", "CVSS:4.0/AV:N", `${worst3}/${"X".repeat(5000)}`])(
  "the vector %.30s is incomplete or none, so the stated score stands",
  (V3Vector) => {
    expect(outcomeOf({ V3Score: 5, V3Vector }).severity).toBe("medium");
  },
);
