import { expect, test } from "vitest";
import { complaints, policyWith } from "./support.ts";

test("evidence is kept for a year and cannot be deleted casually", () => {
  expect(policyWith({ audit: {} }).audit).toEqual({
    mode: "GOVERNANCE",
    retentionDays: 365,
    coldAfter: "90d",
    keyRotation: "365d",
    logIntegrity: true,
  });
});

test.each([0, 36_501, 1.5])("refuses a retention of %d days, which S3 does not take", (retentionDays) => {
  expect(complaints({ audit: { retentionDays } })).toHaveLength(1);
});

test("a SIEM needs a destination", () => {
  expect(complaints({ audit: { siem: {} } })).toEqual([
    "audit.siem.destination is missing. Add `destination`, text. ARN of the stream that events go to.",
  ]);
});
