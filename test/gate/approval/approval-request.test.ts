import { createHash } from "node:crypto";
import { approvalRequestDigest, approvalRequestLines } from "@sallyport/gate";
import { expect, test } from "vitest";
import { verdictToApprove } from "./sample.ts";

test("the time of the judgement does not change what is asked for", () => {
  const later = verdictToApprove({ now: "2026-05-04T19:30:00Z" });

  expect(approvalRequestDigest(later)).toBe(approvalRequestDigest(verdictToApprove()));
});

test.each([
  ["another finding that needs it", verdictToApprove({}, { VulnerabilityID: "CVE-2026-2000" })],
  ["another commit", verdictToApprove({ commit: "2".repeat(40) })],
  ["another policy", verdictToApprove({ policySha256: "2".repeat(64) })],
  ["another version of sallyport", verdictToApprove({ version: "9.9.9" })],
  ["another report with the same findings", verdictToApprove({}, { Severity: "LOW", VulnerabilityID: "CVE-2026-3" })],
])("%s does", (_, verdict) => {
  expect(approvalRequestDigest(verdict)).not.toBe(approvalRequestDigest(verdictToApprove()));
});

test("the digest is the SHA-256 of the lines, which name each finding that needs the approval and no other", () => {
  const lines = [...approvalRequestLines(verdictToApprove({}, { VulnerabilityID: "CVE-2026-3", Severity: "LOW" }))];
  const [, ...findings] = lines.map((line) => JSON.parse(line));

  expect(findings).toEqual([expect.objectContaining({ ids: ["CVE-2026-1000"], severity: "high" })]);
  expect(lines.join("")).not.toContain("2026-05-04T12:00:00Z");
  const verdict = verdictToApprove();
  const sha256 = createHash("sha256")
    .update([...approvalRequestLines(verdict)].join(""))
    .digest("hex");
  expect(approvalRequestDigest(verdict)).toBe(sha256);
});
