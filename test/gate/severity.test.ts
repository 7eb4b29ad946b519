import { rate, rungOfLabel, rungOfScore } from "@sallyport/gate";
import { expect, test } from "vitest";
import { reportOf, vulnerability } from "../support/findings.ts";

const published = ["nvd", "ghsa", "redhat", "vendor"];

function rating(fields: Record<string, unknown>, sources = published) {
  const [finding] = reportOf(vulnerability(fields)).findings;
  if (!finding) throw new Error("the report has no finding");
  return rate(finding, sources);
}

test.each([
  [10, "critical"],
  [9, "critical"],
  [8.9, "high"],
  [7, "high"],
  [6.9, "medium"],
  [4, "medium"],
  [3.9, "low"],
  [0.1, "low"],
  [0, "info"],
])("a CVSS score of %d is %s", (score, rung) => {
  expect(rungOfScore(score)).toBe(rung);
});

test.each([
  ["CRITICAL", "critical"],
  ["HIGH", "high"],
  ["MEDIUM", "medium"],
  ["LOW", "low"],
  ["UNKNOWN", "unscored"],
  ["SEVERE", "unscored"],
  ["constructor", "unscored"],
])("Trivy's label %s is %s", (label, rung) => {
  expect(rungOfLabel("trivy", label)).toBe(rung);
});

test("a label means nothing from a scanner that the table does not know", () => {
  expect(rungOfLabel("divination", "CRITICAL")).toBe("unscored");
});

test("a word of GitLab's report counts, whichever scanner wrote the report", () => {
  expect(rungOfLabel("trivy", "Critical")).toBe("critical");
  expect(rungOfLabel("trivy", "Unknown")).toBe("unscored");
});

test("the score decides over the label, and both stay visible", () => {
  const { rung, decidedBy, disputed, score } = rating({ Severity: "LOW", CVSS: { nvd: { V3Score: 9.8 } } });

  expect({ rung, decidedBy, disputed, by: score?.source }).toEqual({
    rung: "critical",
    decidedBy: "score",
    disputed: true,
    by: "nvd",
  });
});

test("score and label on the same rung are no dispute", () => {
  expect(rating({ Severity: "HIGH", CVSS: { nvd: { V3Score: 7.5 } } }).disputed).toBe(false);
});

test("the first source of the policy that has a score wins", () => {
  const CVSS = { redhat: { V3Score: 5.3 }, ghsa: { V3Score: 8.1 } };

  expect(rating({ CVSS }).score?.source).toBe("ghsa");
  expect(rating({ CVSS }, ["redhat", "ghsa"]).score?.source).toBe("redhat");
});

test("a source that the policy does not name counts only as vendor", () => {
  const CVSS = { bitnami: { V3Score: 9.1 } };

  expect(rating({ Severity: "LOW", CVSS }).rung).toBe("critical");
  expect(rating({ Severity: "LOW", CVSS }, ["nvd"])).toMatchObject({ rung: "low", decidedBy: "label" });
});

test("of several vendors, the one whose severity Trivy repeats wins, else the highest", () => {
  const CVSS = { bitnami: { V3Score: 9.1 }, photon: { V3Score: 5 } };

  expect(rating({ CVSS, SeveritySource: "photon" }).score?.source).toBe("photon");
  expect(rating({ CVSS }).score?.source).toBe("bitnami");
});

test("within one source the newest CVSS version wins", () => {
  const nvd = { V2Score: 10, V3Score: 7.5, V40Score: 5.1, V40Vector: "CVSS:4.0/AV:L" };

  expect(rating({ CVSS: { nvd } }).score).toEqual({
    source: "nvd",
    version: "4",
    score: 5.1,
    vector: "CVSS:4.0/AV:L",
  });
});

test("a vulnerability with CVSS 4 alone is scored", () => {
  expect(rating({ Severity: "UNKNOWN", CVSS: { ghsa: { V40Score: 9.3 } } }).rung).toBe("critical");
});

test("the label decides without CVSS, and neither is unscored", () => {
  expect(rating({ Severity: "MEDIUM" })).toMatchObject({ rung: "medium", decidedBy: "label" });
  expect(rating({ Severity: "UNKNOWN" })).toMatchObject({ rung: "unscored", decidedBy: "none" });
});

test("a score of 0.0 is info, and never outvotes a label", () => {
  const CVSS = { nvd: { V3Score: 0, V3Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N" } };

  expect(rating({ Severity: "UNKNOWN", CVSS })).toMatchObject({ rung: "info", decidedBy: "score" });
  expect(rating({ Severity: "HIGH", CVSS })).toMatchObject({ rung: "high", decidedBy: "label", disputed: true });
});

test("a score of 0.0 without a vector is no score", () => {
  expect(rating({ Severity: "UNKNOWN", CVSS: { nvd: { V3Score: 0 } } }).rung).toBe("unscored");
});
