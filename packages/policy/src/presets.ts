import type * as z from "zod";
import { type Policy, type PresetPart, presetParts } from "./policy.js";

type PolicyInput = z.input<typeof Policy>;
export type PresetName = NonNullable<PolicyInput["extends"]>;
type Preset = Omit<Partial<PolicyInput>, "version" | "organization" | "repositories" | "extends" | "without">;

/** What each preset says. A file that extends one may say otherwise, setting by setting. */
const presets: Record<PresetName, () => Preset> = {
  baseline: () => ({
    environments: { staging: {}, production: { after: "staging" } },
    settings: { vulnerabilityAlerts: true, securityUpdates: true },
    scanning: { scanners: { trivy: {} } },
    audit: {},
  }),
  strict: () => ({
    ...presets.baseline(),
    protection: { reviews: { required: 2 }, signedCommits: true, linearHistory: true },
    environments: { staging: {}, production: { after: "staging", waitMinutes: 10, rollback: "automatic" } },
    settings: { vulnerabilityAlerts: true, securityUpdates: true, token: {} },
    registry: { scanType: "enhanced" },
    runtime: { sensitivityLevel: "high", alertThreshold: "medium" },
  }),
  regulated: () => ({
    ...presets.strict(),
    gate: { ladder: { medium: "approve", unscored: "block" }, maxFactsAge: "3d" },
    scanning: { failurePolicy: "block", retentionDays: 365, maxReportAge: "12h", scanners: { trivy: {} } },
    audit: { mode: "COMPLIANCE", retentionDays: 2555 },
  }),
};

/** The settings of a preset, without the parts that are left out: a partial policy, the same on every call. */
export function preset(name: PresetName, without: readonly PresetPart[] = []): Preset {
  const settings = presets[name]();
  for (const part of without) remove(settings, part.split("."));
  return settings;
}

function remove(settings: Record<string, unknown>, [key = "", ...rest]: readonly string[]): void {
  const inner = settings[key];
  if (rest.length === 0) delete settings[key];
  else if (isPlainMap(inner)) remove(inner, rest);
}

/** True for a name that `without` accepts. */
export function isPresetPart(name: unknown): name is PresetPart {
  return presetParts.some((part) => part === name);
}

/** True for a name that `extends` accepts. */
export function isPresetName(name: unknown): name is PresetName {
  return typeof name === "string" && Object.hasOwn(presets, name);
}

/** `over` on top of `under`: maps merge key by key, anything else is replaced whole, lists too. */
export function mergeLayers(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isPlainMap(under) || !isPlainMap(over)) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) merged[key] = mergeLayers(under[key], value);
  return merged;
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
