import { expect, test } from "vitest";
import { conflicts, policyWith, warnings } from "../support.ts";

test("security updates contradict alerts that are off", () => {
  expect(conflicts({ settings: { vulnerabilityAlerts: false } })).toEqual([
    "settings.securityUpdates <-> settings.vulnerabilityAlerts",
  ]);
  expect(() => policyWith({ settings: { vulnerabilityAlerts: false, securityUpdates: false } })).not.toThrow();
  expect(() => policyWith({ without: ["settings.vulnerabilityAlerts"] })).not.toThrow();
});

test("push protection contradicts secret scanning that is off", () => {
  expect(conflicts({ settings: { secretScanning: false, pushProtection: true } })).toEqual([
    "settings.pushProtection <-> settings.secretScanning",
  ]);
  expect(() => policyWith({ settings: { secretScanning: true, pushProtection: true } })).not.toThrow();
});

test("the subject of tokens tells repositories apart", () => {
  expect(conflicts({ settings: { oidcSubject: ["environment", "job_workflow_ref"] } })).toEqual([
    "settings.oidcSubject",
  ]);
  expect(() => policyWith({ settings: { oidcSubject: ["repository_id", "environment"] } })).not.toThrow();
  expect(() => policyWith({ settings: { oidcSubject: ["repo", "context"] } })).not.toThrow();
});

test("adopting a repository for nothing is worth a second look", () => {
  const repositories = [{ name: "api", id: 3, adopt: true }];

  expect(warnings({ repositories })).toContain("repositories[0].adopt");
  expect(warnings({ repositories, settings: { secretScanning: true } })).not.toContain("repositories[0].adopt");
  expect(warnings({})).not.toContain("repositories[0].adopt");
});

test("the presets switch alerts and updates on, and a policy may leave them alone", () => {
  const { settings } = policyWith({ without: ["settings.vulnerabilityAlerts", "settings.securityUpdates"] });

  expect(policyWith().settings).toEqual({ vulnerabilityAlerts: true, securityUpdates: true });
  expect(policyWith({ extends: "strict" }).settings.token).toEqual({ mayWrite: false, mayApprovePullRequests: false });
  expect(settings).toEqual({});
});
