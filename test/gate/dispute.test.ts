import { expect, test } from "vitest";
import { reportOf, type Situation, verdictOn, vulnerability } from "../support/findings.ts";

type Scores = Record<string, Record<string, number | string>>;

function disputeOf(Severity: string, CVSS: Scores, gate: Situation["gate"] = {}): string | undefined {
  return verdictOn([reportOf(vulnerability({ Severity, CVSS }))], { gate }).findings[0]?.rating.disputed;
}

test("every source is named with its score, and who won by which rule", () => {
  const scores = { nvd: { V3Score: 9.8 }, ghsa: { V3Score: 7.5 }, redhat: { V3Score: 5.3 }, bitnami: { V3Score: 9.8 } };

  expect(disputeOf("UNKNOWN", scores)).toBe(
    "nvd scores 9.8, ghsa scores 7.5, redhat scores 5.3, bitnami scores 9.8: " +
      "the score of nvd decides (gate.scoreSources: nvd, ghsa, redhat, vendor), critical.",
  );
  expect(disputeOf("LOW", scores, { scoreSources: ["redhat", "nvd"] })).toBe(
    "trivy says LOW, nvd scores 9.8, ghsa scores 7.5, redhat scores 5.3, bitnami scores 9.8: " +
      "the score of redhat decides (gate.scoreSources: redhat, nvd), medium instead of low.",
  );
});

test("scores on the same rung are no dispute", () => {
  expect(disputeOf("HIGH", { nvd: { V3Score: 7.5 }, ghsa: { V3Score: 8.8 } })).toBeUndefined();
  expect(disputeOf("UNKNOWN", { nvd: { V3Score: 7.5 } })).toBeUndefined();
  expect(disputeOf("HIGH", {})).toBeUndefined();
});

test("of one source the newest version of CVSS speaks", () => {
  expect(disputeOf("HIGH", { nvd: { V2Score: 4.3, V3Score: 7.5 } })).toBeUndefined();
});

test("a score of a source that the policy leaves out is named all the same", () => {
  expect(disputeOf("LOW", { ghsa: { V3Score: 9.8 } }, { scoreSources: ["nvd"] })).toBe(
    "trivy says LOW, ghsa scores 9.8: " +
      "the label decides, because no score is of a source that counts (gate.scoreSources: nvd).",
  );
});
