import { type PresetName, parsePolicy, preset } from "@sallyport/policy";
import { expect, test } from "vitest";
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
