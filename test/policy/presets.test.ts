import { Action, type Policy, type PresetName, parsePolicy, preset, seconds } from "@sallyport/policy";
import { describe, expect, test } from "vitest";
import { policyWith, withSections } from "./support.ts";

const names: PresetName[] = ["baseline", "strict", "regulated"];

test.each(names)("%s and the least that a policy must say are a policy", (name) => {
  const { policy, warnings } = parsePolicy(withSections({ extends: name }));

  expect(policy.extends).toBe(name);
  expect(warnings.every(({ level }) => level === "warning")).toBe(true);
});

test("a policy that names no preset extends baseline", () => {
  expect(policyWith()).toEqual(policyWith({ extends: "baseline" }));
});

test("a preset is the same on every call, and nobody can change it", () => {
  const changed = preset("strict");
  Object.assign(changed.protection ?? {}, { signedCommits: false });

  expect(preset("strict").protection).toMatchObject({ signedCommits: true });
});

test("what a file says wins over the preset, setting by setting", () => {
  const { protection } = policyWith({ extends: "strict", protection: { reviews: { required: 3 } } });

  expect(protection.reviews.required).toBe(3);
  expect(protection.signedCommits).toBe(true);
});

test("a list of the file replaces the list of the preset or the default", () => {
  expect(policyWith({ extends: "strict", protection: { branches: ["trunk"] } }).protection.branches).toEqual(["trunk"]);
});

test("environments and scanners of the file stand beside those of the preset", () => {
  const { environments, scanning } = policyWith({
    environments: { preview: {} },
    scanning: { scanners: { gitleaks: {} } },
  });

  expect(Object.keys(environments)).toEqual(["staging", "production", "preview"]);
  expect(Object.keys(scanning.scanners)).toEqual(["trivy", "gitleaks"]);
});

/** How strong a policy is at one setting: a larger number is stronger. */
const strengths: Record<string, (policy: Policy) => number> = {
  "protection.enforcement": ({ protection }) => Number(protection.enforcement === "active"),
  "protection.reviews.required": ({ protection }) => protection.reviews.required,
  "protection.reviews.codeOwners": ({ protection }) => Number(protection.reviews.codeOwners),
  "protection.reviews.lastPush": ({ protection }) => Number(protection.reviews.lastPush),
  "protection.reviews.dismissStale": ({ protection }) => Number(protection.reviews.dismissStale),
  "protection.reviews.resolveThreads": ({ protection }) => Number(protection.reviews.resolveThreads),
  "protection.requireUpToDate": ({ protection }) => Number(protection.requireUpToDate),
  "protection.signedCommits": ({ protection }) => Number(protection.signedCommits),
  "protection.linearHistory": ({ protection }) => Number(protection.linearHistory),
  "protection.tags": ({ protection }) => protection.tags.length,
  "protection.lockedPaths": ({ protection }) => protection.lockedPaths.length,
  "protection.bypass": ({ protection }) => -protection.bypass.length,
  "environments.production.waitMinutes": ({ environments }) => environments.production?.waitMinutes ?? -1,
  "environments.production.rollback": ({ environments }) => Number(environments.production?.rollback === "automatic"),
  "environments.production.after": ({ environments }) => Number(environments.production?.after === "staging"),
  "scanning.maxReportAge": ({ scanning }) => -seconds(scanning.maxReportAge),
  "scanning.retentionDays": ({ scanning }) => scanning.retentionDays,
  "scanning.failurePolicy": ({ scanning }) => ["log", "alert", "block"].indexOf(scanning.failurePolicy),
  "scanning.scanners": ({ scanning }) => Object.values(scanning.scanners).filter((scanner) => scanner?.required).length,
  ...Object.fromEntries(
    (["critical", "high", "medium", "low", "unscored"] as const).map((rung) => [
      `gate.ladder.${rung}`,
      ({ gate }: Policy) => -Action.options.indexOf(gate.ladder[rung]),
    ]),
  ),
  "gate.newOnly": ({ gate }) => -Number(gate.newOnly),
  "registry.scanOnPush": ({ registry }) => Number(registry.scanOnPush),
  "registry.scanType": ({ registry }) => Number(registry.scanType === "enhanced"),
  "registry.immutableTags": ({ registry }) => Number(registry.immutableTags),
  audit: ({ audit }) => Number(audit !== undefined),
  "audit.mode": ({ audit }) => Number(audit?.mode === "COMPLIANCE"),
  "audit.retentionDays": ({ audit }) => audit?.retentionDays ?? 0,
  "audit.logIntegrity": ({ audit }) => Number(audit?.logIntegrity),
  runtime: ({ runtime }) => Number(runtime !== undefined),
  "runtime.rulesEnabled": ({ runtime }) => runtime?.rulesEnabled.length ?? 0,
  "runtime.sensitivityLevel": ({ runtime }) =>
    ["low", "medium", "high", "critical"].indexOf(runtime?.sensitivityLevel ?? "low"),
  "runtime.alertThreshold": ({ runtime }) => -["low", "medium", "high"].indexOf(runtime?.alertThreshold ?? "high"),
};

describe.each([
  ["baseline", "strict"],
  ["strict", "regulated"],
])("%s to %s", (weaker, stronger) => {
  const [less, more] = [policyWith({ extends: weaker }), policyWith({ extends: stronger })];

  test.each(Object.entries(strengths))("%s is never weaker", (_, strength) => {
    expect(strength(more)).toBeGreaterThanOrEqual(strength(less));
  });

  test("something is stronger", () => {
    expect(Object.values(strengths).some((strength) => strength(more) > strength(less))).toBe(true);
  });
});
