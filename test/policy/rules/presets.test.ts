import { expect, test } from "vitest";
import { conflicts, policyWith } from "../support.ts";

test("a part of the preset that the policy is without is gone", () => {
  const { audit, environments, scanning } = policyWith({
    without: ["audit", "environments.staging", "environments.production", "scanning.scanners.trivy"],
    scanning: { scanners: { gitleaks: {} } },
  });

  expect(audit).toBeUndefined();
  expect(environments).toEqual({});
  expect(Object.keys(scanning.scanners)).toEqual(["gitleaks"]);
});

test("what the list does not name stays", () => {
  expect(policyWith({ extends: "strict", without: ["runtime"] })).toMatchObject({
    audit: {},
    environments: { staging: {} },
  });
});

test("a policy cannot both leave a part out and set it", () => {
  expect(conflicts({ without: ["audit"], audit: { retentionDays: 30 } })).toEqual(["without[0] <-> audit"]);
  expect(conflicts({ extends: "strict", without: ["environments.staging"], environments: { staging: {} } })).toContain(
    "without[0] <-> environments.staging",
  );
});
